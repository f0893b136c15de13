import { augmented } from "../augmented.ts";
import { between, child, childrenOf, inside, type Syntax, written } from "../syntax.ts";
import type { Argument, Code, Entry } from "../tree.ts";
import { pythonString } from "./strings.ts";

/** Tests of a name that let only some through: a method of it, or a comparison. */
const FILTERS =
  /\.(?:endswith|startswith|match|search|fullmatch|suffix|splitext|st_mtime|fnmatch|getmtime|getsize|is_symlink)\b|==|!=|[<>]|\bin\b/;

/** Turns a tree of tree-sitter-python 0.25 into ours. */
export function lowerPython(source: string, root: Syntax): Code {
  const lower = (node: Syntax | undefined): Code => {
    if (node === undefined) return { kind: "constant", value: null, start: 0, end: 0 };
    return { ...LOWERED(node), start: node.start, end: node.end } as Code;
  };
  const slice = (node: Syntax | undefined) => written(source, node);
  const all = (nodes: readonly Syntax[]) => nodes.map(lower);
  const block = (nodes: readonly Syntax[], at: Syntax): Code => ({
    kind: "block",
    body: all(nodes),
    start: at.start,
    end: at.end,
  });
  const place = (node: Syntax) => ({ start: node.start, end: node.end });

  const LOWERED = (node: Syntax): object => {
    const { children } = node;
    const [first, second, third] = children;
    switch (node.type) {
      case "module":
      case "block":
        return { kind: "block", body: all(children) };
      case "expression_statement":
        return children.length === 1 ? lower(first) : { kind: "list", items: all(children) };
      case "parenthesized_expression":
      case "await":
      case "as_pattern_target":
      case "type":
      case "case_pattern":
      case "interpolation":
        return lower(first);
      case "identifier":
        return { kind: "name", name: slice(node) };
      case "true":
      case "false":
        return { kind: "constant", value: node.type === "true" };
      case "none":
        return { kind: "constant", value: null };
      case "integer":
      case "float":
        return { kind: "constant", value: Number(slice(node).replaceAll("_", "")) };
      case "string":
        return {
          kind: "text",
          parts: pythonString(source, node).map((part) => (typeof part === "string" ? part : lower(part))),
        };
      case "concatenated_string":
        return { kind: "text", parts: all(children) };
      case "attribute":
        return { kind: "member", of: lower(child(node, "object")), name: slice(child(node, "attribute")) };
      case "subscript": {
        const keys = childrenOf(node, "subscript");
        const of = lower(child(node, "value"));
        const [key] = keys;
        if (key?.type !== "slice") return { kind: "index", of, key: lower(key) };
        return { kind: "slice", of, ...sliceParts(key) };
      }
      case "call":
        return { kind: "call", callee: lower(child(node, "function")), args: args(child(node, "arguments")) };
      case "list":
      case "tuple":
      case "set":
      case "expression_list":
      case "pattern_list":
      case "tuple_pattern":
      case "list_pattern":
        return { kind: "list", items: all(children) };
      case "list_splat":
      case "list_splat_pattern":
        return { kind: "spread", of: lower(first) };
      case "dictionary":
        return {
          kind: "dict",
          entries: children.map(
            (inner): Entry =>
              inner.type === "pair"
                ? { key: lower(child(inner, "key")), value: lower(child(inner, "value")) }
                : { key: undefined, value: lower(inner.children[0]) },
          ),
        };
      case "binary_operator":
      case "boolean_operator":
      case "comparison_operator":
        return binary(node);
      case "unary_operator": {
        const of = lower(child(node, "argument"));
        return of.kind === "constant" && typeof of.value === "number" && slice(node).startsWith("-")
          ? { kind: "constant", value: -of.value }
          : { kind: "parts", of: [of] };
      }
      case "conditional_expression":
        return {
          kind: "branch",
          test: [lower(second)],
          bodies: [lower(first), lower(third)],
          filters: FILTERS.test(slice(second)),
        };
      case "lambda":
        return {
          kind: "function",
          name: undefined,
          parameters: parameters(node),
          body: lower(child(node, "body")),
          lastIsValue: true,
        };
      case "function_definition":
        return {
          kind: "function",
          name: slice(child(node, "name")),
          parameters: parameters(node),
          body: lower(child(node, "body")),
          lastIsValue: false,
        };
      case "decorated_definition": {
        const made = lower(child(node, "definition"));
        const decorators = children.filter((inner) => inner.type === "decorator");
        return {
          kind: "block",
          body: [
            made,
            ...decorators.map(
              (one): Code => ({ kind: "call", callee: lower(one.children[0]), args: [{ value: made }], ...place(one) }),
            ),
          ],
        };
      }
      case "class_definition":
        return { kind: "class", name: slice(child(node, "name")), members: members(node) };
      case "assignment":
        return { kind: "assign", how: "set", target: lower(child(node, "left")), value: lower(child(node, "right")) };
      case "named_expression":
        return { kind: "assign", how: "set", target: lower(child(node, "name")), value: lower(child(node, "value")) };
      case "augmented_assignment": {
        const [left, right] = [lower(child(node, "left")), lower(child(node, "right"))];
        return augmented(source.slice(left.end, right.start).trim(), left, right);
      }
      case "import_statement":
        return { kind: "block", body: childrenOf(node, "name").map(importOf) };
      case "import_from_statement":
        return importFrom(node);
      case "with_statement":
        return {
          kind: "block",
          body: [...withItems(children.find((inner) => inner.type === "with_clause")), lower(child(node, "body"))],
        };
      case "as_pattern":
        return { kind: "assign", how: "set", target: lower(child(node, "alias")), value: lower(first) };
      case "for_statement":
        return {
          kind: "loop",
          target: lower(child(node, "left")),
          over: lower(child(node, "right")),
          body: block(bodies(node), node),
          endless: false,
        };
      case "while_statement": {
        const tests = childrenOf(node, "condition");
        const endless = /^(?:True|1|\(True\))$/.test(slice(tests[0]));
        return { kind: "loop", body: block([...tests, ...bodies(node)], node), endless };
      }
      case "list_comprehension":
      case "set_comprehension":
      case "generator_expression":
      case "dictionary_comprehension":
        return comprehension(node);
      case "pair":
        return { kind: "list", items: all(children) };
      case "if_statement":
      case "elif_clause":
        return branch(node);
      case "else_clause":
      case "finally_clause":
      case "except_clause":
      case "except_group_clause":
        return { kind: "block", body: all(children) };
      case "try_statement": {
        const handlers = children.filter((inner) => inner.type.startsWith("except"));
        const others = children.filter((inner) => !handlers.includes(inner));
        return {
          kind: "block",
          body: [...all(others), { kind: "branch", test: [], bodies: all(handlers), filters: false, ...place(node) }],
        };
      }
      case "match_statement":
        return {
          kind: "branch",
          test: [lower(child(node, "subject"))],
          bodies: inside(node, "body").map((one) => lower(child(one, "consequence"))),
          filters: false,
        };
      case "return_statement":
      case "yield":
        return { kind: "return", value: first === undefined ? undefined : lower(first) };
      case "global_statement":
      case "nonlocal_statement":
        return { kind: "outer", names: children.map(slice) };
      case "ERROR":
        return { kind: "block", body: all(children) };
      default:
        return { kind: "parts", of: all(children) };
    }
  };

  const bodies = (node: Syntax) => [...childrenOf(node, "body"), ...childrenOf(node, "alternative")];

  const sliceParts = (node: Syntax) => {
    // The parts are told apart by the colons between them, which are no named nodes.
    const parts: (Code | undefined)[] = [undefined, undefined, undefined];
    for (const inner of node.children) {
      const colons =
        source
          .slice(node.start, inner.start)
          .replace(/\[.*?\]|\(.*?\)/g, "")
          .split(":").length - 1;
      if (colons < 3) parts[colons] = lower(inner);
    }
    return { from: parts[0], to: parts[1], step: parts[2] };
  };

  const binary = (node: Syntax): object => {
    const [left, next] = node.children;
    const operator = between(source, left, next).replace(/[()\\\s]/g, "");
    return { kind: "binary", operator, left: lower(left), right: lower(node.children.at(-1)) };
  };

  const args = (node: Syntax | undefined): Argument[] => {
    if (node === undefined) return [];
    if (node.type === "generator_expression") return [{ value: lower(node) }];
    return node.children.map((inner): Argument => {
      if (inner.type === "keyword_argument")
        return { name: slice(child(inner, "name")), value: lower(child(inner, "value")) };
      if (inner.type === "dictionary_splat")
        return { value: { kind: "spread", of: lower(inner.children[0]), ...place(inner) } };
      return { value: lower(inner) };
    });
  };

  const parameters = (node: Syntax): Code[] =>
    inside(node, "parameters").map((inner): Code => {
      const named = child(inner, "name") ?? inner.children[0];
      if (inner.type.includes("default"))
        return {
          kind: "assign",
          how: "declare",
          target: lower(named),
          value: lower(child(inner, "value")),
          ...place(inner),
        };
      return inner.type === "typed_parameter" ? lower(inner.children[0]) : lower(inner);
    });

  const members = (node: Syntax): Entry[] =>
    inside(node, "body").map((inner): Entry => {
      const made = child(inner, "definition") ?? inner;
      return {
        key: { kind: "text", parts: [slice(child(made, "name"))], ...place(made) },
        value: lower(made),
      };
    });

  const importOf = (node: Syntax): Code => {
    const aliased = node.type === "aliased_import";
    const module = slice(aliased ? child(node, "name") : node);
    // `import a.b` binds a, `import a.b as c` binds the inner one.
    const as = aliased ? slice(child(node, "alias")) : undefined;
    if (as !== undefined || !module.includes("."))
      return { kind: "import", module, as: as ?? module, names: [], ...place(node) };
    const top = module.slice(0, module.indexOf("."));
    return { kind: "import", module: top, as: top, names: [], ...place(node) };
  };

  const importFrom = (node: Syntax): object => {
    const names = childrenOf(node, "name").map((inner) => {
      const aliased = inner.type === "aliased_import";
      const from = slice(aliased ? child(inner, "name") : inner);
      return [from, aliased ? slice(child(inner, "alias")) : from] as const;
    });
    return {
      kind: "import",
      module: slice(child(node, "module_name")),
      names,
      wild: node.children.some((inner) => inner.type === "wildcard_import"),
    };
  };

  const withItems = (node: Syntax | undefined): Code[] =>
    (node?.children ?? []).map((item) => lower(child(item, "value") ?? item.children[0]));

  const branch = (node: Syntax): object => {
    const test = child(node, "condition");
    return {
      kind: "branch",
      test: [lower(test)],
      bodies: all([...childrenOf(node, "consequence"), ...childrenOf(node, "alternative")]),
      filters: FILTERS.test(slice(test)),
    };
  };

  const comprehension = (node: Syntax): object => {
    let body: Code = lower(child(node, "body"));
    for (const clause of [...node.children].reverse()) {
      if (clause.type === "for_in_clause")
        body = {
          kind: "loop",
          target: lower(child(clause, "left")),
          over: lower(child(clause, "right")),
          body,
          endless: false,
          ...place(clause),
        };
      else if (clause.type === "if_clause")
        body = {
          kind: "branch",
          test: all(clause.children),
          bodies: [body],
          filters: FILTERS.test(slice(clause)),
          ...place(clause),
        };
    }
    return body;
  };

  return lower(root);
}
