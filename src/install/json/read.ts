import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Json } from "../../model/json.ts";
import type { FormatName } from "../edit.ts";
import { at, Refusal } from "../refusal.ts";

/** Deeper than any settings are; the parser and what walks its tree call themselves once a level. */
const MAX_DEPTH = 1_000;
/** An edit reads the same text many times over, and a tree of millions of values takes seconds to make. */
let latest: { readonly text: string; readonly format: FormatName; readonly root: Node } | undefined;

/** The tree of a text with offsets, undefined where it holds nothing but blanks; throws where the agent could not read it. */
export function readTree(file: string, text: string, format: FormatName): Node | undefined {
  if (latest?.text === text && latest.format === format) return latest.root;
  if (text.trim() === "") return undefined;
  refuseDepth(file, text);
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
  latest = { text, format, root };
  return root;
}

/** Brackets outside of texts and comments. */
function refuseDepth(file: string, text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfText(text, i);
    else if (code === SLASH) i = endOfComment(text, i);
    else if (code === OPEN_LIST || code === OPEN_OBJECT) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    if (depth > MAX_DEPTH)
      throw new Refusal(`${at(file, text, i)}: is nested too deeply; mend that place, then run the command again`);
  }
}

const [QUOTE, SLASH, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2f, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
];

function endOfText(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH) i++;
    // A text does not reach over a line; one that is open is the parser's to refuse.
    else if (code === QUOTE || code === 0x0a) return i;
  }
  return text.length;
}

function endOfComment(text: string, from: number): number {
  if (text[from + 1] === "*") {
    const end = text.indexOf("*/", from + 2);
    return end === -1 ? text.length : end + 1;
  }
  if (text[from + 1] !== "/") return from;
  let end = from + 2;
  while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
  return end;
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
