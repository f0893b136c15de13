import type { Node } from "jsonc-parser";
import type { Json } from "../../model/json.ts";
import { childrenOf, endOf } from "./read.ts";

/** How a file is laid out, as far as an insertion has to follow it. */
export interface Layout {
  readonly eol: string;
  readonly unit: string;
}

export function layoutOf(text: string): Layout {
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? "\n";
  return { eol, unit: /(?:^|[\r\n])([ \t]+)"/.exec(text)?.[1] ?? "  " };
}

/** `value` as text, its further lines indented by `indent`; on one line where that is undefined. */
export function print(value: Json, { eol, unit }: Layout, indent: string | undefined): string {
  if (indent === undefined) return JSON.stringify(value);
  return JSON.stringify(value, undefined, unit).replaceAll("\n", eol + indent);
}

/**
 * Adds a last child to a list or an object. Its text must start neither with blanks nor end with them. Everything that was
 * there stays to the byte: comments behind the last child stay before the new one.
 */
export function insertChild(
  text: string,
  container: Node,
  layout: Layout,
  body: (indent: string | undefined) => string,
): string {
  const open = container.offset + 1;
  const close = endOf(container) - 1;
  const last = childrenOf(container).at(-1);
  const start = last === undefined ? open : endOf(last);
  const tail = text.slice(start, close);
  const place = start + tail.trimEnd().length;
  const first = childrenOf(container)[0];
  const spread = hasBreak(text.slice(open, first?.offset ?? close));
  const indent =
    first !== undefined && spread ? indentAt(text, first.offset) : indentAt(text, container.offset) + layout.unit;
  const comma = last === undefined ? "" : ",";
  const behind = text.slice(start, place);
  const put = (inserted: string) => text.slice(0, start) + comma + behind + inserted + text.slice(place);
  if (last === undefined && tail.trim() === "" && !spread) {
    // An empty container on one line: opened, unless the whole file is one line that holds something else.
    const oneLine = !hasBreak(text.trim()) && container.parent !== undefined;
    if (oneLine) return put(body(undefined));
    return put(layout.eol + indent + body(indent) + layout.eol + indentAt(text, container.offset));
  }
  if (spread || hasBreak(text.slice(place, close))) return put(layout.eol + indent + body(indent));
  return put((last === undefined && behind === "" ? "" : " ") + body(undefined));
}

/** The inverse: takes away a child with the comma and the blanks that came with it, and nothing else. */
export function removeChild(text: string, container: Node, child: Node): string {
  const children = childrenOf(container);
  const index = children.indexOf(child);
  const previous = children[index - 1];
  const from = child.offset - blanksBefore(text, child.offset);
  const to = endOf(child);
  if (index < children.length - 1) return text.slice(0, from) + text.slice(commaFrom(text, to) + 1);
  if (previous !== undefined) {
    const comma = commaFrom(text, endOf(previous));
    return text.slice(0, comma) + text.slice(comma + 1, from) + text.slice(to);
  }
  const open = container.offset + 1;
  const close = endOf(container) - 1;
  const collapse = from === open && text.slice(to, close).trim() === "" && hasBreak(text.slice(from, child.offset));
  return text.slice(0, from) + text.slice(collapse ? close : to);
}

export function replaceNode(text: string, node: Node, layout: Layout, value: Json): string {
  const spread = hasBreak(text.slice(node.offset, endOf(node)));
  return (
    text.slice(0, node.offset) +
    print(value, layout, spread ? indentAt(text, node.offset) : undefined) +
    text.slice(endOf(node))
  );
}

/** The blanks that the line of `offset` begins with. */
function indentAt(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1);
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

function blanksBefore(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && " \t\r\n".includes(text[start - 1] ?? "x")) start--;
  return offset - start;
}

/** The next comma outside of comments. */
function commaFrom(text: string, offset: number): number {
  let i = offset;
  while (i < text.length && text[i] !== ",") {
    if (text.startsWith("//", i)) {
      while (i < text.length && text[i] !== "\n" && text[i] !== "\r") i++;
    } else if (text.startsWith("/*", i)) {
      i = text.indexOf("*/", i + 2) + 2;
    } else i++;
  }
  return i;
}

function hasBreak(text: string): boolean {
  return /[\r\n]/.test(text);
}
