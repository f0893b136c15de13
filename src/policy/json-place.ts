import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";

/** A place in a text, both from 1; columns count UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lines = before.split(/\r\n|[\n\r]/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

/** The path as the tree wants it: numbers in lists. */
export function findNode(root: Node | undefined, path: readonly string[]): Node | undefined {
  let node = root;
  for (const name of path) {
    if (node === undefined) return undefined;
    node = findNodeAtLocation(node, [node.type === "array" ? Number(name) : name]);
  }
  return node;
}

/** A tree of JSON with comments, and the first thing that is wrong with the text. */
export function readTree(text: string): { readonly root: Node | undefined; readonly error: SyntaxProblem | undefined } {
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { disallowComments: false, allowTrailingComma: false });
  const first = errors[0];
  const error = first && {
    offset: first.offset,
    message: SAID[printParseErrorCode(first.error)] ?? "is not valid JSON",
  };
  return { root, error };
}

export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

const SAID: Readonly<Record<string, string>> = {
  InvalidSymbol: "is no JSON value; text stands in double quotes",
  InvalidNumberFormat: "is no number",
  PropertyNameExpected: "a name in double quotes is expected here; the last entry has no comma after it",
  ValueExpected: "a value is expected here; the last entry has no comma after it",
  ColonExpected: "a colon is expected here",
  CommaExpected: "a comma is missing before this",
  CloseBraceExpected: "a closing } is missing",
  CloseBracketExpected: "a closing ] is missing",
  EndOfFileExpected: "nothing may follow the closing }",
  UnexpectedEndOfComment: "the comment has no end",
  UnexpectedEndOfString: "the text has no closing quote",
  InvalidUnicode: "is no \\u escape of four hexadecimal digits",
  InvalidEscapeCharacter: "is no escape that JSON knows",
  InvalidCharacter: "a control character must be escaped here",
};

/** Every repetition of a key: the node of its name, and the place of the first. */
export function repeatedKeys(root: Node | undefined): readonly { readonly name: Node; readonly first: Node }[] {
  const found: { readonly name: Node; readonly first: Node }[] = [];
  const pending = root === undefined ? [] : [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const seen = new Map<unknown, Node>();
    for (const child of node.children ?? []) {
      pending.push(child);
      const name = node.type === "object" ? child.children?.[0] : undefined;
      if (name === undefined) continue;
      const first = seen.get(name.value);
      if (first === undefined) seen.set(name.value, name);
      else found.push({ name, first });
    }
  }
  return found.sort((a, b) => a.name.offset - b.name.offset);
}
