import { augmented } from "../augmented.ts";
import { unescaped } from "../escapes.ts";
import { between, child, childrenOf, inside, type Syntax, written } from "../syntax.ts";
import type { Argument, Code, Entry } from "../tree.ts";

/** Tests of a name that let only some through. */
const FILTERS = /preg_match|str_ends_with|str_starts_with|fnmatch|pathinfo|filemtime|[=!]==?|[<>]/;

/** Turns a tree of tree-sitter-php 0.24 into ours. */
export function lowerPhp(source: string, root: Syntax): Code {
  const slice = (node: Syntax | undefined) => written(source, node);
  const place = (node: Syntax) => ({ start: node.start, end: node.end });
  const lower = (node: Syntax | undefined): Code =>
    node === undefined
      ? { kind: "constant", value: null, start: 0, end: 0 }
      : ({ ...lowered(node), ...place(node) } as Code);
  const all = (nodes: readonly Syntax[]) => nodes.map(lower);
  const named = (name: string, node: Syntax): Code => ({ kind: "name", name, ...place(node) });

  const parts = (node: Syntax): readonly (string | Code)[] =>
    node.children.map((inner) => {
      if (inner.type === "escape_sequence")
        return node.type === "string" ? slice(inner).replace(/^\\([\\'])$/, "$1") : unescaped(slice(inner));
      if (inner.type === "string_content" || inner.type === "nowdoc_string" || inner.type === "heredoc_start")
        return inner.type === "heredoc_start" ? "" : slice(inner);
      return inner.type === "heredoc_end"
        ? ""
        : inner.type === "nowdoc_body" || inner.type === "heredoc_body"
          ? { kind: "text", parts: parts(inner), ...place(inner) }
          : lower(inner);
    });

  const args = (nodes: readonly Syntax[]): Argument[] =>
    nodes.map((one) => {
      const value = one.children.at(-1);
      const name = child(one, "name");
      return { ...(name === undefined || name === value ? {} : { name: slice(name) }), value: lower(value) };
    });

  const lambda = (node: Syntax, name: string | undefined): Code => ({
    kind: "function",
    name,
    parameters: inside(node, "parameters").map((one): Code => {
      const target = lower(child(one, "name"));
      const value = child(one, "default_value");
      if (value !== undefined) return { kind: "assign", how: "declare", target, value: lower(value), ...place(one) };
      return one.type === "variadic_parameter" ? { kind: "spread", of: target, ...place(one) } : target;
    }),
    body: lower(child(node, "body")),
    lastIsValue: node.type === "arrow_function",
    ...place(node),
  });

  const lowered = (node: Syntax): object => {
    const { children } = node;
    const [first, second] = children;
    switch (node.type) {
      case "php_tag":
      case "text":
      case "text_interpolation":
        return { kind: "parts", of: [] };
      case "expression_statement":
      case "parenthesized_expression":
      case "error_suppression_expression":
      case "argument":
      case "cast_expression":
        return lower(child(node, "value") ?? children.at(-1));
      case "variable_name":
      case "name":
      case "qualified_name":
        return { kind: "name", name: slice(node).replace(/^.*\\/, "") };
      case "integer":
      case "float":
        return { kind: "constant", value: number(slice(node).replaceAll("_", "")) };
      case "boolean":
        return { kind: "constant", value: /^true$/i.test(slice(node)) };
      case "null":
        return { kind: "constant", value: null };
      case "string":
      case "encapsed_string":
      case "heredoc":
      case "nowdoc":
        return { kind: "text", parts: parts(node) };
      case "shell_command_expression":
        return { kind: "command", text: { kind: "text", parts: parts(node), ...place(node) } };
      case "function_call_expression":
        return { kind: "call", callee: lower(child(node, "function")), args: args(inside(node, "arguments")) };
      case "member_call_expression":
      case "nullsafe_member_call_expression":
        return {
          kind: "call",
          callee: {
            kind: "member",
            of: lower(child(node, "object")),
            name: slice(child(node, "name")),
            ...place(node),
          },
          args: args(inside(node, "arguments")),
        };
      case "scoped_call_expression":
        return {
          kind: "call",
          callee: {
            kind: "member",
            of: named(`new ${slice(child(node, "scope"))}`, node),
            name: slice(child(node, "name")),
            ...place(node),
          },
          args: args(inside(node, "arguments")),
        };
      case "object_creation_expression":
        return {
          kind: "call",
          callee: named(`new ${slice(first)}`, node),
          args: args(children.filter((one) => one.type === "arguments").flatMap((one) => one.children)),
        };
      case "unary_op_expression": {
        const of = lower(children.at(-1));
        return of.kind === "constant" && typeof of.value === "number" && slice(node).startsWith("-")
          ? { kind: "constant", value: -of.value }
          : { kind: "parts", of: [of] };
      }
      case "list_literal":
        return { kind: "list", items: all(children) };
      case "const_element":
      case "static_variable_declaration":
        return { kind: "assign", how: "set", target: lower(first), value: lower(second) };
      case "member_access_expression":
        return { kind: "member", of: lower(child(node, "object")), name: slice(child(node, "name")) };
      case "subscript_expression":
        return { kind: "index", of: lower(first), key: lower(second) };
      case "array_creation_expression":
        return children.some((one) => one.children.length > 1)
          ? {
              kind: "dict",
              entries: children.map(
                (one): Entry => ({
                  key: one.children.length > 1 ? lower(one.children[0]) : undefined,
                  value: lower(one.children.at(-1)),
                }),
              ),
            }
          : { kind: "list", items: children.map((one) => lower(one.children[0])) };
      case "binary_expression": {
        const [left, right] = [child(node, "left"), child(node, "right")];
        return {
          kind: "binary",
          operator: between(source, left, right).replace(/[()\s]/g, ""),
          left: lower(left),
          right: lower(right),
        };
      }
      case "conditional_expression":
        return {
          kind: "branch",
          test: [lower(child(node, "condition"))],
          bodies: [lower(child(node, "body") ?? child(node, "condition")), lower(child(node, "alternative"))],
          filters: FILTERS.test(slice(child(node, "condition"))),
        };
      case "assignment_expression":
        return { kind: "assign", how: "set", target: lower(child(node, "left")), value: lower(child(node, "right")) };
      case "augmented_assignment_expression": {
        const [left, right] = [lower(child(node, "left")), lower(child(node, "right"))];
        return augmented(source.slice(left.end, right.start).trim(), left, right);
      }
      case "function_definition":
        return lambda(node, slice(child(node, "name")));
      case "arrow_function":
      case "anonymous_function":
      case "anonymous_function_creation_expression":
      case "method_declaration":
        return lambda(node, undefined);
      case "class_declaration":
        return {
          kind: "class",
          name: `new ${slice(child(node, "name"))}`,
          members: inside(node, "body")
            .filter((one) => one.type === "method_declaration")
            .map(
              (one): Entry => ({
                key: { kind: "text", parts: [slice(child(one, "name"))], ...place(one) },
                value: lower(one),
              }),
            ),
        };
      case "if_statement":
      case "else_if_clause": {
        const test = child(node, "condition");
        return {
          kind: "branch",
          test: [lower(test)],
          bodies: all([...childrenOf(node, "body"), ...childrenOf(node, "alternative")]),
          filters: FILTERS.test(slice(test)),
        };
      }
      case "foreach_statement": {
        const target = second?.type === "pair" ? second.children.at(-1) : second;
        return {
          kind: "loop",
          target: lower(target),
          over: { kind: "call", callee: named("array_values", node), args: [{ value: lower(first) }], ...place(node) },
          body: lower(child(node, "body")),
          endless: false,
        };
      }
      case "while_statement":
      case "for_statement": {
        const test = child(node, "condition");
        const endless =
          node.type === "for_statement"
            ? test === undefined
            : test !== undefined && /^\((?:1|true)\)$/i.test(slice(test));
        return { kind: "loop", body: { kind: "block", body: all(children), ...place(node) }, endless };
      }
      case "return_statement":
        return { kind: "return", value: first === undefined ? undefined : lower(first) };
      case "echo_statement":
      case "print_intrinsic":
        return {
          kind: "call",
          callee: named("echo", node),
          args: all(first?.type === "sequence_expression" ? first.children : children).map((value) => ({ value })),
        };
      case "include_expression":
      case "include_once_expression":
      case "require_expression":
      case "require_once_expression":
        return { kind: "call", callee: named("include", node), args: [{ value: lower(first) }] };
      default:
        return { kind: "block", body: all(children) };
    }
  };
  return lower(root);
}

/** A leading zero is octal. */
function number(written: string): number {
  return /^0[0-7]+$/.test(written) ? Number.parseInt(written, 8) : Number(written);
}
