import { augmented } from "../augmented.ts";
import { between, child, childrenOf, inside, type Syntax, written } from "../syntax.ts";
import type { Argument, Code, Entry } from "../tree.ts";
import { scriptString } from "./strings.ts";

/** Tests of a name that let only some through. */
const FILTERS = /\.(?:endsWith|startsWith|includes|match|test|extname|mtime\w*|size)\b|[!=]==?|[<>]/;

/** Turns a tree of tree-sitter-typescript 0.23, which reads JavaScript too, into ours. */
export function lowerScript(source: string, root: Syntax): Code {
  const slice = (node: Syntax | undefined) => written(source, node);
  const place = (node: Syntax) => ({ start: node.start, end: node.end });
  const lower = (node: Syntax | undefined): Code => {
    if (node === undefined) return { kind: "constant", value: null, start: 0, end: 0 };
    return { ...lowered(node), ...place(node) } as Code;
  };
  const all = (nodes: readonly Syntax[]) => nodes.map(lower);
  const literal = (node: Syntax): Code => ({
    kind: "text",
    parts: scriptString(source, node).map((part) => (typeof part === "string" ? part : lower(part))),
    ...place(node),
  });
  const nameText = (node: Syntax): Code => ({ kind: "text", parts: [slice(node)], ...place(node) });

  const lowered = (node: Syntax): object => {
    const { children } = node;
    const [first] = children;
    switch (node.type) {
      case "program":
      case "statement_block":
      case "class_static_block":
      case "else_clause":
      case "finally_clause":
      case "ERROR":
        return { kind: "block", body: all(children) };
      case "sequence_expression":
        return { kind: "block", body: all(children) };
      case "expression_statement":
      case "parenthesized_expression":
      case "await_expression":
      case "as_expression":
      case "satisfies_expression":
      case "non_null_expression":
      case "template_substitution":
      case "computed_property_name":
      case "export_statement":
      case "extends_clause":
        return lower(child(node, "declaration") ?? child(node, "value") ?? first);
      case "type_assertion":
        return lower(children.at(-1));
      case "labeled_statement":
        return lower(child(node, "body"));
      case "identifier":
      case "shorthand_property_identifier":
      case "shorthand_property_identifier_pattern":
      case "this":
      case "import":
        return { kind: "name", name: slice(node) };
      case "property_identifier":
      case "private_property_identifier":
        return nameText(node);
      case "number":
        return { kind: "constant", value: Number(slice(node).replace(/[_n]/g, "")) };
      case "true":
      case "false":
        return { kind: "constant", value: node.type === "true" };
      case "null":
      case "undefined":
        return { kind: "constant", value: null };
      case "string":
      case "template_string":
        return literal(node);
      case "member_expression":
        return { kind: "member", of: lower(child(node, "object")), name: slice(child(node, "property")) };
      case "subscript_expression":
        return { kind: "index", of: lower(child(node, "object")), key: lower(child(node, "index")) };
      case "call_expression":
        return call(node);
      case "new_expression":
        return { kind: "call", callee: lower(child(node, "constructor")), args: args(inside(node, "arguments")) };
      case "array":
      case "array_pattern":
        return { kind: "list", items: elements(node) };
      case "spread_element":
      case "rest_pattern":
        return { kind: "spread", of: lower(first) };
      case "object":
      case "object_pattern":
        return { kind: "dict", entries: children.map(entry) };
      case "assignment_pattern":
      case "object_assignment_pattern":
        return {
          kind: "assign",
          how: "declare",
          target: lower(child(node, "left")),
          value: lower(child(node, "right")),
        };
      case "binary_expression": {
        const [left, right] = [child(node, "left"), child(node, "right")];
        return {
          kind: "binary",
          operator: between(source, left, right).replace(/\/\*.*?\*\/|[()\s]/g, ""),
          left: lower(left),
          right: lower(right),
        };
      }
      case "unary_expression": {
        const of = lower(child(node, "argument"));
        if (of.kind === "constant" && typeof of.value === "number" && slice(node).startsWith("-"))
          return { kind: "constant", value: -of.value };
        if (slice(node).startsWith("!"))
          return { kind: "binary", operator: "==", left: of, right: { kind: "constant", value: null, ...place(node) } };
        return { kind: "parts", of: [of] };
      }
      case "ternary_expression":
        return branch(node);
      case "assignment_expression":
        return { kind: "assign", how: "set", target: lower(child(node, "left")), value: lower(child(node, "right")) };
      case "augmented_assignment_expression": {
        const [left, right] = [lower(child(node, "left")), lower(child(node, "right"))];
        return augmented(source.slice(left.end, right.start).trim(), left, right);
      }
      case "lexical_declaration":
      case "variable_declaration":
        return { kind: "block", body: all(children) };
      case "variable_declarator":
        return {
          kind: "assign",
          how: "declare",
          target: lower(child(node, "name")),
          value: lower(child(node, "value")),
        };
      case "function_declaration":
      case "generator_function_declaration":
      case "function_expression":
      case "generator_function":
      case "arrow_function":
      case "method_definition":
        return lambda(node);
      case "class_declaration":
      case "class":
        return {
          kind: "class",
          name: slice(child(node, "name")) || undefined,
          members: inside(node, "body").map(entry),
        };
      case "import_statement":
        return importOf(node);
      case "if_statement":
        return branch(node);
      case "switch_statement":
        return {
          kind: "branch",
          test: [lower(child(node, "value"))],
          bodies: inside(node, "body").map(
            (one): Code => ({ kind: "block", body: all(childrenOf(one, "body")), ...place(one) }),
          ),
          filters: false,
        };
      case "for_in_statement":
        return {
          kind: "loop",
          target: lower(child(node, "left")),
          over: overOf(node),
          body: lower(child(node, "body")),
          endless: false,
        };
      case "for_statement": {
        const parts = ["initializer", "condition", "body", "increment"]
          .map((field) => child(node, field))
          .filter((one) => one !== undefined);
        return {
          kind: "loop",
          body: { kind: "block", body: all(parts), ...place(node) },
          endless: child(node, "condition") === undefined || child(node, "condition")?.type === "empty_statement",
        };
      }
      case "while_statement":
      case "do_statement": {
        const test = child(node, "condition");
        return {
          kind: "loop",
          body: { kind: "block", body: [lower(test), lower(child(node, "body"))], ...place(node) },
          endless: /^\((?:true|1|!0)\)$/.test(slice(test)),
        };
      }
      case "try_statement": {
        const caught = childrenOf(node, "handler").map(
          (one): Code => ({
            kind: "branch",
            test: [],
            bodies: [lower(child(one, "body"))],
            filters: false,
            ...place(one),
          }),
        );
        return { kind: "block", body: [lower(child(node, "body")), ...caught, lower(child(node, "finalizer"))] };
      }
      case "return_statement":
      case "yield_expression":
        return { kind: "return", value: first === undefined ? undefined : lower(first) };
      case "regex":
      case "type_annotation":
      case "interface_declaration":
      case "type_alias_declaration":
      case "type_arguments":
        return { kind: "parts", of: [] };
      default:
        return { kind: "parts", of: all(children) };
    }
  };

  /** `for (x in list)` takes the keys, which for a list are numbers. */
  const overOf = (node: Syntax): Code => {
    const [left, right] = [child(node, "left"), child(node, "right")];
    const keys = /\bin\b/.test(between(source, left, right));
    const over = lower(right);
    return keys
      ? {
          kind: "call",
          callee: { kind: "name", name: "keysOf", ...place(node) },
          args: [{ value: over }],
          ...place(node),
        }
      : over;
  };

  const call = (node: Syntax): object => {
    const callee = child(node, "function");
    const given = child(node, "arguments");
    // A tagged template: the tag is called with the text.
    if (given?.type === "template_string")
      return {
        kind: "call",
        callee: { kind: "member", of: lower(callee), name: "``", ...place(node) },
        args: [{ value: literal(given) }],
      };
    return { kind: "call", callee: lower(callee), args: args(inside(node, "arguments")) };
  };

  /** Holes count: `const [, second] = pair`. */
  const elements = (node: Syntax): Code[] => {
    const out: Code[] = [];
    let last = node.start + 1;
    for (const inner of node.children) {
      const commas = source.slice(last, inner.start).split(",").length - 1;
      for (let hole = out.length === 0 ? 0 : 1; hole < commas; hole++) out.push(lower(undefined));
      out.push(lower(inner));
      last = inner.end;
    }
    return out;
  };

  const args = (nodes: readonly Syntax[]): Argument[] => nodes.map((inner) => ({ value: lower(inner) }));

  const entry = (inner: Syntax): Entry => {
    switch (inner.type) {
      case "pair":
      case "pair_pattern":
        return { key: lower(child(inner, "key")), value: lower(child(inner, "value")) };
      case "method_definition":
      case "public_field_definition": {
        return {
          key: lower(child(inner, "name")),
          value: inner.type === "method_definition" ? lambda(inner, true) : lower(child(inner, "value")),
        };
      }
      case "shorthand_property_identifier":
      case "shorthand_property_identifier_pattern":
        return { key: nameText(inner), value: lower(inner) };
      case "object_assignment_pattern":
        return { key: nameText(child(inner, "left") ?? inner), value: lower(inner) };
      case "spread_element":
      case "rest_pattern":
        return { key: undefined, value: lower(inner.children[0]) };
      default:
        return { key: { kind: "text", parts: ["?"], ...place(inner) }, value: lower(inner) };
    }
  };

  const lambda = (node: Syntax, method = false): Code => {
    const body = child(node, "body");
    const single = child(node, "parameter");
    const many = inside(node, "parameters");
    return {
      kind: "function",
      name: method ? undefined : slice(child(node, "name")) || undefined,
      parameters: single === undefined ? many.map(parameter) : [lower(single)],
      body: lower(body),
      lastIsValue: body?.type !== "statement_block",
      ...place(node),
    };
  };

  /** `if` and `a ? b : c` */
  const branch = (node: Syntax): object => {
    const test = child(node, "condition");
    return {
      kind: "branch",
      test: [lower(test)],
      bodies: all([...childrenOf(node, "consequence"), ...childrenOf(node, "alternative")]),
      filters: FILTERS.test(slice(test)),
    };
  };

  const parameter = (node: Syntax): Code => {
    const [pattern, value] = [child(node, "pattern"), child(node, "value")];
    if (pattern === undefined) return lower(node);
    return value === undefined
      ? lower(pattern)
      : { kind: "assign", how: "declare", target: lower(pattern), value: lower(value), ...place(node) };
  };

  const importOf = (node: Syntax): object => {
    const module = childrenOf(node, "source")
      .flatMap((from) => scriptString(source, from))
      .filter((part) => typeof part === "string")
      .join("");
    const clauses = node.children.filter((inner) => inner.type === "import_clause");
    let as: string | undefined;
    const names: [string, string][] = [];
    for (const inner of clauses.flatMap((clause) => clause.children)) {
      if (inner.type === "identifier") as = slice(inner);
      else if (inner.type === "namespace_import") as = slice(inner.children[0]);
      else
        for (const one of inner.children) {
          const from = slice(child(one, "name"));
          names.push([from, slice(child(one, "alias")) || from]);
        }
    }
    return { kind: "import", module, as, names };
  };

  return lower(root);
}
