import { augmented } from "../augmented.ts";
import { unescaped } from "../escapes.ts";
import { between, child, childrenOf, inside, type Syntax, written } from "../syntax.ts";
import type { Argument, Code, Entry } from "../tree.ts";

const FILTERS = /\.(?:end_with\?|start_with\?|match\?|include\?|extname|mtime|size)|=~|[=!]=|[<>]/;
/** Methods that are called by their bare name. */
const BARE = /^(?:fork|gets|STDIN|readlines)$/;

/** The name that the block of a call has in the function that it is given to. */
const BLOCK = "yield";

/** Turns a tree of tree-sitter-ruby 0.23 into ours. */
export function lowerRuby(source: string, root: Syntax): Code {
  const slice = (node: Syntax | undefined) => written(source, node);
  const place = (node: Syntax) => ({ start: node.start, end: node.end });
  const bodies: Syntax[] = [];
  collect(root, "heredoc_body", bodies);
  let heredocs = 0;

  const lower = (node: Syntax | undefined): Code =>
    node === undefined
      ? { kind: "constant", value: null, start: 0, end: 0 }
      : ({ ...lowered(node), ...place(node) } as Code);
  const all = (nodes: readonly Syntax[]) => nodes.map(lower);
  const parts = (node: Syntax): readonly (string | Code)[] =>
    node.children.map((inner) => {
      switch (inner.type) {
        case "interpolation":
          return { kind: "block", body: all(inner.children), ...place(inner) };
        case "escape_sequence":
          return unescaped(slice(inner));
        case "string_content":
          return slice(node).startsWith("'") ? slice(inner).replace(/\\([\\'])/g, "$1") : slice(inner);
        case "heredoc_content":
          // The line with the beginning belongs to the code.
          return inner === node.children[0] ? slice(inner).replace(/^\n/, "") : slice(inner);
        case "heredoc_end":
          return "";
        case "string":
          return lower(inner);
        default:
          return slice(inner);
      }
    });

  const lowered = (node: Syntax): object => {
    const { children } = node;
    const [first] = children;
    switch (node.type) {
      case "identifier":
        return BARE.test(slice(node))
          ? { kind: "call", callee: { kind: "name", name: slice(node), ...place(node) }, args: [] }
          : { kind: "name", name: slice(node) };
      case "constant":
      case "scope_resolution":
      case "global_variable":
      case "instance_variable":
      case "class_variable":
      case "self":
        return { kind: "name", name: slice(node).replace(/^::/, "") };
      case "integer":
      case "float":
        return { kind: "constant", value: number(slice(node).replaceAll("_", "")) };
      case "true":
      case "false":
        return { kind: "constant", value: node.type === "true" };
      case "nil":
        return { kind: "constant", value: null };
      case "string":
      case "bare_string":
      case "bare_symbol":
      case "delimited_symbol":
      case "chained_string":
        return { kind: "text", parts: parts(node) };
      case "simple_symbol":
      case "hash_key_symbol":
        return { kind: "text", parts: [slice(node).replace(/^:|:$/g, "")] };
      case "heredoc_beginning": {
        const at = heredocs++;
        return { kind: "text", parts: bodies.slice(at, at + 1).flatMap(parts) };
      }
      case "heredoc_body":
      case "comment":
        return { kind: "parts", of: [] };
      case "subshell":
        return { kind: "command", text: { kind: "text", parts: parts(node), ...place(node) } };
      case "array":
      case "string_array":
      case "symbol_array":
      case "right_assignment_list":
      case "left_assignment_list":
        return { kind: "list", items: all(children) };
      case "splat_argument":
      case "splat_parameter":
      case "rest_assignment":
        return { kind: "spread", of: lower(first) };
      case "hash":
        return {
          kind: "dict",
          entries: children.map(
            (one): Entry =>
              one.type === "pair"
                ? { key: lower(child(one, "key")), value: lower(child(one, "value")) }
                : { key: undefined, value: lower(one.children[0]) },
          ),
        };
      case "call":
        return call(node);
      case "element_reference": {
        const [of, key] = children;
        if (key?.type !== "range")
          return source.slice(node.start, node.start + 4) === "Dir["
            ? {
                kind: "call",
                callee: { kind: "name", name: "Dir.glob", ...place(node) },
                args: all(children.slice(1)).map((value) => ({ value })),
              }
            : { kind: "index", of: lower(of), key: lower(key) };
        return { kind: "parts", of: [lower(of)] };
      }
      case "binary": {
        const [left, right] = [child(node, "left"), child(node, "right")];
        const operator = between(source, left, right).trim();
        if (operator === "<<")
          return {
            kind: "call",
            callee: { kind: "member", of: lower(left), name: "<<", ...place(node) },
            args: [{ value: lower(right) }],
          };
        return {
          kind: "binary",
          operator,
          left: lower(left),
          right: lower(right),
        };
      }
      case "unary": {
        const of = lower(child(node, "operand"));
        return of.kind === "constant" && typeof of.value === "number" && slice(node).startsWith("-")
          ? { kind: "constant", value: -of.value }
          : { kind: "parts", of: [of] };
      }
      case "yield":
        return {
          kind: "call",
          callee: { kind: "name", name: BLOCK, ...place(node) },
          args: argumentsOf(first?.children),
        };
      case "conditional":
        return branch(node);
      case "assignment":
        return { kind: "assign", how: "set", target: lower(child(node, "left")), value: lower(child(node, "right")) };
      case "operator_assignment": {
        const [left, right] = [lower(child(node, "left")), lower(child(node, "right"))];
        return augmented(source.slice(left.end, right.start).trim(), left, right);
      }
      case "method":
      case "singleton_method":
        return lambda(node, slice(child(node, "name")));
      case "lambda": {
        const [inner = node] = childrenOf(node, "body");
        return { ...lambda(inner, undefined), parameters: parameters(node) };
      }
      case "class":
      case "module":
      case "singleton_class":
        return {
          kind: "class",
          name: slice(child(node, "name")) || undefined,
          members: inside(node, "body").map(entry),
        };
      case "if":
      case "unless":
      case "elsif":
      case "if_modifier":
      case "unless_modifier":
      case "case":
      case "case_match":
      case "in_clause":
      case "when":
        return branch(node);
      case "while":
      case "until":
      case "while_modifier":
      case "until_modifier": {
        const [test, body] = [child(node, "condition"), child(node, "body")];
        return {
          kind: "loop",
          body: { kind: "block", body: [lower(test), lower(body)], ...place(node) },
          endless: /^(?:true|1)$/.test(slice(test)),
        };
      }
      case "for":
        return {
          kind: "loop",
          target: lower(child(node, "pattern")),
          over: lower(child(node, "value")?.children[0] ?? child(node, "value")),
          body: lower(child(node, "body")),
          endless: false,
        };
      case "return":
      case "next":
      case "break":
        return { kind: "return", value: first === undefined ? undefined : lower(first.children[0] ?? first) };
      case "rescue":
        return { kind: "branch", test: [], bodies: [lower(child(node, "body"))], filters: false };
      default:
        return { kind: "block", body: all(children) };
    }
  };

  const branch = (node: Syntax): object => {
    const tests = [...childrenOf(node, "condition"), ...childrenOf(node, "value")];
    const others = node.children.filter(
      (one) => one.type === "when" || one.type === "in_clause" || (one.type === "else" && one.field === undefined),
    );
    return {
      kind: "branch",
      test: all(tests),
      bodies: all([
        ...childrenOf(node, "consequence"),
        ...childrenOf(node, "body"),
        ...childrenOf(node, "alternative"),
        ...others,
      ]),
      filters: tests.some((test) => FILTERS.test(slice(test))),
    };
  };

  const call = (node: Syntax): object => {
    const [receiver, method, given, block] = ["receiver", "method", "arguments", "block"].map((field) =>
      child(node, field),
    );
    const name = slice(method) || "()";
    const args = argumentsOf(given?.children);
    if (block !== undefined) args.push({ value: lambda(block, undefined) });
    if (receiver === undefined && name === "loop" && block !== undefined)
      return { kind: "loop", body: lower(child(block, "body")), endless: true };
    const at = place(method ?? node);
    const callee: Code =
      receiver === undefined ? { kind: "name", name, ...at } : { kind: "member", of: lower(receiver), name, ...at };
    return { kind: "call", callee, args };
  };

  const argumentsOf = (given: readonly Syntax[] = []): Argument[] =>
    given
      .filter((one) => one.type !== "block_argument")
      .map((one) => {
        if (one.type !== "pair") return { value: lower(one) };
        return {
          name: slice(child(one, "key")).replace(/^:|:$|^["']|["']$/g, ""),
          value: lower(child(one, "value")),
        };
      });

  const parameters = (node: Syntax): Code[] =>
    inside(node, "parameters").map((one): Code => {
      const name = child(one, "name");
      if (one.type === "optional_parameter" || one.type === "keyword_parameter")
        return {
          kind: "assign",
          how: "declare",
          target: lower(name),
          value: lower(child(one, "value")),
          ...place(one),
        };
      return lower(one);
    });

  const lambda = (node: Syntax, name: string | undefined): Code => ({
    kind: "function",
    name,
    parameters: parameters(node),
    body: lower(child(node, "body")),
    lastIsValue: true,
    ...place(node),
  });

  const entry = (node: Syntax): Entry => {
    const name = child(node, "name");
    return {
      key: name === undefined ? undefined : { kind: "text", parts: [slice(name)], ...place(name) },
      value: lower(node),
    };
  };

  return lower(root);
}

function collect(node: Syntax, type: string, into: Syntax[]): void {
  if (node.type === type) into.push(node);
  else for (const inner of node.children) collect(inner, type, into);
}

/** A leading zero is octal. */
function number(written: string): number {
  return /^0[0-7]+$/.test(written) ? Number.parseInt(written, 8) : Number(written);
}
