import { parse } from "smol-toml";
import { isObject, type Json } from "../../model/json.ts";
import type { Path } from "../edit.ts";

/** A header line and what belongs to it, up to the next header; the first section of a file has no header. */
export interface Section {
  readonly start: number;
  readonly end: number;
  /** Offset behind the header's line. */
  readonly body: number;
  readonly path: readonly string[] | undefined;
  readonly isList: boolean;
}

/** TOML 1.0: headers stand at the start of a line that is inside neither a string nor an array. The text must be valid. */
export function sectionsOf(text: string): readonly Section[] {
  const headers: number[] = [];
  let depth = 0;
  let atLineStart = true;
  for (let i = 0; i < text.length; ) {
    const char = text[i] as string;
    if (char === "#") {
      while (i < text.length && text[i] !== "\n") i++;
      continue;
    }
    if (char === '"' || char === "'") {
      i = stringEnd(text, i, char);
      atLineStart = false;
      continue;
    }
    if (char === "[" && depth === 0 && atLineStart) {
      headers.push(i);
      // A comment behind the header may hold a quote that nothing closes.
      while (i < text.length && text[i] !== "\n" && text[i] !== "#")
        i = text[i] === '"' || text[i] === "'" ? stringEnd(text, i, text[i] as string) : i + 1;
      continue;
    }
    if (char === "[" || char === "{") depth++;
    if (char === "]" || char === "}") depth--;
    if (char === "\n") atLineStart = true;
    else if (char !== " " && char !== "\t" && char !== "\r") atLineStart = false;
    i++;
  }
  const starts = headers.map((offset) => text.lastIndexOf("\n", offset) + 1);
  const first: Section = { start: 0, end: starts[0] ?? text.length, body: 0, path: undefined, isList: false };
  return [
    first,
    ...headers.map((offset, index) =>
      sectionAt(text, offset, starts[index] as number, starts[index + 1] ?? text.length),
    ),
  ];
}

function sectionAt(text: string, offset: number, start: number, end: number): Section {
  const newline = text.indexOf("\n", offset);
  const body = newline === -1 ? text.length : newline + 1;
  const header = text.slice(offset, body);
  return { start, end, body, path: pathOf(parse(header) as Json), isList: header.startsWith("[[") };
}

function pathOf(table: Json | undefined): string[] {
  const inner = Array.isArray(table) ? table[0] : table;
  const [key] = isObject(inner) ? Object.keys(inner) : [];
  return key === undefined || !isObject(inner) ? [] : [key, ...pathOf(inner[key])];
}

/** Where the header or the assignment stands that `path`, or what leads to it, is first written with. */
export function offsetIn(text: string, path: Path): number | undefined {
  const sections = sectionsOf(text);
  for (let length = path.length; length > 0; length--) {
    const wanted = path.slice(0, length);
    for (const section of sections) {
      const here = section.path ?? [];
      if (section.path !== undefined && startsWith(here, wanted)) return section.start;
      const found = startsWith(wanted, here) ? assignmentOf(text, section, wanted.slice(here.length)) : undefined;
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function assignmentOf(text: string, { body, end }: Section, path: Path): number | undefined {
  const assignment = /^[ \t]*([^=#\r\n]+?)[ \t]*=/gm;
  assignment.lastIndex = body;
  for (let found = assignment.exec(text); found !== null && found.index < end; found = assignment.exec(text)) {
    try {
      if (startsWith(pathOf(parse(`${found[1]} = 0`) as Json), path)) return found.index;
    } catch {
      // a line inside a long text
    }
  }
  return undefined;
}

const startsWith = (path: Path, start: Path): boolean => start.every((key, index) => path[index] === key);

function stringEnd(text: string, from: number, quote: string): number {
  const long = quote.repeat(3);
  const mark = text.startsWith(long, from) ? long : quote;
  for (let i = from + mark.length; i < text.length; i++) {
    if (quote === '"' && text[i] === "\\") i++;
    else if (text.startsWith(mark, i)) {
      let end = i + mark.length;
      // Up to two quotes more belong to the text of a long string.
      while (mark === long && text[end] === quote) end++;
      return end;
    }
  }
  return text.length;
}
