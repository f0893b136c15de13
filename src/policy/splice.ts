import type { Node } from "jsonc-parser";
import { findNode, placeAt, readTree, repeatedKeys } from "./json-place.ts";

// Edits of guard.json that leave every other byte alone: comments, order, indentation and line ends are the owner's.

/** Takes `removed` away at `offset` and puts `added` there. */
export interface Splice {
  readonly offset: number;
  readonly removed: string;
  readonly added: string;
}

export function applySplice(text: string, { offset, removed, added }: Splice): string {
  return text.slice(0, offset) + added + text.slice(offset + removed.length);
}

export function inverse({ offset, removed, added }: Splice): Splice {
  return { offset, removed: added, added: removed };
}

export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/**
 * The tree of a text that may be edited.
 * @throws Error, one clause with the line, where the text is no JSON object or holds a key twice: what is broken is not written to.
 */
function editableTree(text: string): Node {
  const { root, error } = readTree(text);
  if (error !== undefined) throw new Error(`line ${placeAt(text, error.offset).line}: ${error.message}`);
  if (root?.type !== "object") throw new Error("line 1: the file holds no JSON object");
  const twice = repeatedKeys(root)[0];
  if (twice !== undefined)
    throw new Error(`line ${placeAt(text, twice.name.offset).line}: "${twice.name.value}" occurs twice; remove one`);
  return root;
}

/** Sets the value at a path of names; objects on the way are made where they are missing. */
export function setValue(text: string, path: readonly string[], value: Value): Splice {
  const root = editableTree(text);
  const node = findNode(root, path);
  if (node !== undefined) {
    const added = render(value, layoutOf(text, node.offset));
    return { offset: node.offset, removed: text.slice(node.offset, endOf(node)), added };
  }
  let length = path.length - 1;
  while (length > 0 && findNode(root, path.slice(0, length)) === undefined) length--;
  const parent = findNode(root, path.slice(0, length)) as Node;
  if (parent.type !== "object")
    throw new Error(`line ${placeAt(text, parent.offset).line}: "${path.slice(0, length).join(".")}" is no object`);
  const whole = path.slice(length + 1).reduceRight<Value>((inner, name) => ({ [name]: inner }), value);
  return insertion(text, parent, (layout) => `${JSON.stringify(path[length])}: ${render(whole, layout)}`);
}

/** Puts a value at the end of the list at a path; the list is made where it is missing. */
export function appendValue(text: string, path: readonly string[], value: Value): Splice {
  const list = findNode(editableTree(text), path);
  if (list === undefined) return setValue(text, path, [value]);
  if (list.type !== "array") throw new Error(`line ${placeAt(text, list.offset).line}: "${path.join(".")}" is no list`);
  return insertion(text, list, (layout) => render(value, layout));
}

/** Removes the entry at a path, with the comma that it needs no more; undefined where there is none. */
export function removeValue(text: string, path: readonly string[]): Splice | undefined {
  const node = findNode(editableTree(text), path);
  const entry = node?.parent?.type === "property" ? node.parent : node;
  const siblings = entry?.parent?.children;
  if (entry === undefined || siblings === undefined) return undefined;
  const next = siblings[siblings.indexOf(entry) + 1];
  const previous = siblings[siblings.indexOf(entry) - 1];
  const before = /(?:^|[\n\r])[ \t]*$/.exec(text.slice(0, entry.offset));
  const startsLine = before !== null && before.index > 0;
  const endsLine = /^[ \t]*[\n\r]/.test(text.slice(endOf(entry)));
  if (next === undefined && previous === undefined) {
    // The only entry: what stays are the brackets, with the comments between them.
    return cut(text, entry.offset - (startsLine && endsLine ? before[0].length : 0), endOf(entry));
  }
  if (next === undefined) {
    const comma = commaAfter(text, previous as Node);
    const between = text.slice(comma + 1, entry.offset);
    // What follows must not fall into a comment that was kept.
    const kept = between.includes("//") && !endsLine ? between : between.trimEnd();
    return { offset: comma, removed: text.slice(comma, endOf(entry)), added: kept };
  }
  const comma = commaAfter(text, entry);
  const rest = /^[ \t]*(?=[\n\r])/.exec(text.slice(comma + 1));
  if (startsLine && rest !== null) return cut(text, entry.offset - before[0].length, comma + 1 + rest[0].length);
  return cut(text, entry.offset, comma + 1 + (/^[ \t]+/.exec(text.slice(comma + 1))?.[0].length ?? 0));
}

function cut(text: string, from: number, to: number): Splice {
  return { offset: from, removed: text.slice(from, to), added: "" };
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

/** Blanks and comments, as long as they last. */
const TRIVIA = /^(?:\s|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*/;

function commaAfter(text: string, node: Node): number {
  return endOf(node) + (TRIVIA.exec(text.slice(endOf(node)))?.[0].length ?? 0);
}

interface Layout {
  readonly eol: string;
  /** White space in front of the line on which the value stands. */
  readonly indent: string;
  readonly unit: string;
  /** The file is written on more than one line. */
  readonly lines: boolean;
}

function layoutOf(text: string, offset: number): Layout {
  const lineStart = Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  return {
    eol: /\r\n|\n|\r/.exec(text)?.[0] ?? "\n",
    indent: /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? "",
    unit: /[\n\r]([ \t]+)"/.exec(text)?.[1] ?? "  ",
    lines: /[\n\r]/.test(text.trim()),
  };
}

/** A new last entry of an object or a list, in the layout of its neighbours. */
function insertion(text: string, parent: Node, entry: (layout: Layout) => string): Splice {
  const last = parent.children?.at(-1);
  const outer = layoutOf(text, parent.offset);
  if (last === undefined) return intoEmpty(text, parent, outer, entry);
  const layout = layoutOf(text, last.offset);
  const isOnOwnLine = /[\n\r][ \t]*$/.test(text.slice(0, last.offset));
  if (!isOnOwnLine) return { offset: endOf(last), removed: "", added: `, ${entry({ ...layout, lines: false })}` };
  // A comment behind the last entry belongs to it: the new one comes after.
  const behind = /^(?:[ \t]|\/\*[^\n\r]*?\*\/)*(?:\/\/[^\n\r]*)?/.exec(text.slice(endOf(last)))?.[0] ?? "";
  const kept = behind.includes("/") ? behind.trimEnd() : "";
  return { offset: endOf(last), removed: kept, added: `,${kept}${layout.eol}${layout.indent}${entry(layout)}` };
}

function intoEmpty(text: string, parent: Node, outer: Layout, entry: (layout: Layout) => string): Splice {
  const from = parent.offset + 1;
  const removed = text.slice(from, endOf(parent) - 1);
  const comments = removed.trimEnd();
  const isRoot = parent.parent === undefined;
  if (!isRoot && !outer.lines && comments === "") {
    const [open, close] = parent.type === "array" ? ["", ""] : [" ", " "];
    return { offset: from, removed, added: `${open}${entry({ ...outer, lines: false })}${close}` };
  }
  const inner = { ...outer, indent: outer.indent + outer.unit, lines: true };
  return {
    offset: from,
    removed,
    added: `${comments}${outer.eol}${inner.indent}${entry(inner)}${outer.eol}${outer.indent}`,
  };
}

const INLINE = 100;

/** JSON with a blank inside of braces; short objects of plain values, and everything in a file of one line, on one line. */
function render(value: Value, layout: Layout): string {
  if (typeof value !== "object") return JSON.stringify(value);
  const entries: readonly (readonly [string, Value])[] = Array.isArray(value)
    ? value.map((each: Value) => ["", each] as const)
    : Object.entries(value).map(([name, each]) => [`${JSON.stringify(name)}: `, each] as const);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) return open + close;
  const line = entries.map(([name, each]) => name + render(each, { ...layout, lines: false })).join(", ");
  const inline = Array.isArray(value) ? `[${line}]` : `{ ${line} }`;
  const isPlain = entries.every(([, each]) => typeof each !== "object");
  if (!layout.lines || (isPlain && inline.length <= INLINE)) return inline;
  const inner = { ...layout, indent: layout.indent + layout.unit };
  const rows = entries.map(([name, each]) => `${inner.indent}${name}${render(each, inner)}`);
  return [open, rows.join(`,${layout.eol}`), `${layout.indent}${close}`].join(layout.eol);
}
