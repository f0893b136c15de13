import type { Span } from "../../model/effect.ts";

/** A text being interpreted, and how its offsets map to the text of the call. */
export interface Frame {
  readonly source: string;
  readonly span: (start: number, end: number) => Span;
  /** Shells inside shells so far. */
  readonly depth: number;
}

export function topFrame(source: string): Frame {
  return { source, span: (start, end) => ({ start, end }), depth: 0 };
}

/**
 * A frame for text that was found inside `outer` at `at`. Where the text stands there word for word (single quotes,
 * a here-document) its offsets are exact; otherwise every effect points at the whole of it.
 */
export function nestedFrame(outer: string, text: string, at: Span, depth: number): Frame {
  const found = outer.slice(at.start, at.end).indexOf(text);
  if (found < 0 || text === "") return { source: text, span: () => at, depth };
  const start = at.start + found;
  return { source: text, span: (from, to) => ({ start: start + from, end: start + to }), depth };
}
