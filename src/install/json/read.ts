import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Json } from "../../model/json.ts";
import type { FormatName } from "../edit.ts";
import { at, Refusal } from "../refusal.ts";

/** The tree of a text with offsets, undefined where it holds nothing but blanks; throws where the agent could not read it. */
export function readTree(file: string, text: string, format: FormatName): Node | undefined {
  if (text.trim() === "") return undefined;
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: format === "json", allowTrailingComma: false });
  const [error] = errors;
  if (root === undefined || error !== undefined) {
    const what =
      error === undefined || printParseErrorCode(error.error) !== "InvalidCommentToken"
        ? "is not valid JSON"
        : "holds a comment, which this agent does not read";
    throw new Refusal(
      `${at(file, text, error?.offset ?? 0)}: the file ${what}; mend that place, then run the command again`,
    );
  }
  if (root.type !== "object") {
    throw new Refusal(
      `${at(file, text, root.offset)}: the file must hold an object; mend that, then run the command again`,
    );
  }
  refuseDuplicates(file, text, root);
  return root;
}

export function valueIn(root: Node | undefined): Json {
  return root === undefined ? {} : valueOfNode(root);
}

/** Not the parser's own: there, a key `__proto__` sets the prototype and is lost. */
function valueOfNode({ type, children = [], value }: Node): Json {
  if (type === "array") return children.map(valueOfNode);
  if (type !== "object") return value as Json;
  const members = children.map(({ children: pair = [] }): [string, Json] => [
    pair[0]?.value,
    valueOfNode(pair[1] as Node),
  ]);
  return Object.fromEntries(members);
}

/** Parsers take the last of two equal keys and lose the first without a word, and so would whoever rewrites the file. */
function refuseDuplicates(file: string, text: string, root: Node): void {
  const pending = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const seen = new Set<string>();
    for (const child of node.children ?? []) {
      const key = child.type === "property" ? child.children?.[0] : undefined;
      if (key !== undefined) {
        if (seen.has(key.value)) {
          const where = at(file, text, key.offset);
          throw new Refusal(
            `${where}: the key ${JSON.stringify(key.value)} stands twice in one object; delete one, then run the command again`,
          );
        }
        seen.add(key.value);
      }
      pending.push(child);
    }
  }
}

/** Members of an object (as properties) or of a list. */
export function childrenOf(node: Node): readonly Node[] {
  return node.children ?? [];
}

export function memberOf(node: Node, key: string): Node | undefined {
  if (node.type !== "object") return undefined;
  return node.children?.find((property) => property.children?.[0]?.value === key);
}

export function nodeAt(root: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = root;
  for (const key of path) node = node && memberOf(node, key)?.children?.[1];
  return node;
}

export const endOf = (node: Node): number => node.offset + node.length;
