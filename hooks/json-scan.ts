import { MAX_JSON_DEPTH, MAX_JSON_VALUES, MAX_ODDITIES } from "../src/limits.ts";

/** A key that occurs again in the same object. JSON.parse keeps the last; another parser may keep the first. */
interface Duplicate {
  readonly key: string;
  /** The key of the outermost object under which it lies, or the key itself at the top. */
  readonly top: string;
  /** The values' texts differ, so that two parsers may see two different calls. */
  readonly differs: boolean;
}

export interface Scan {
  /** A limit was exceeded, and the rest was not looked at. */
  readonly exceeded: "depth" | "values" | undefined;
  readonly duplicates: readonly Duplicate[];
  /** There are more than `duplicates` holds. */
  readonly more: boolean;
}

interface Frame {
  /** Start of the latest value per key; undefined in an array. */
  readonly keys: Map<string, number> | undefined;
  expectsKey: boolean;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Nesting and repeated keys of a JSON text, in one pass and in time linear in its length. Total: on text that is not
 * JSON it returns something meaningless, never an error; JSON.parse says afterwards whether the text is JSON at all.
 */
export function scanJson(text: string): Scan {
  const frames: Frame[] = [];
  const duplicates: Duplicate[] = [];
  let more = false;
  let top = "";
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      const frame = frames[frames.length - 1];
      if (frame?.expectsKey && frame.keys !== undefined) {
        frame.expectsKey = false;
        const key = keyText(text, at, end);
        if (frames.length === 1) top = key;
        const colon = skipSpace(text, end);
        const value = text.charCodeAt(colon) === COLON ? skipSpace(text, colon + 1) : colon;
        const before = frame.keys.get(key);
        // Compared with the latest earlier value only, so that each value's text is looked at twice at most.
        if (before !== undefined && duplicates.length === MAX_ODDITIES) more = true;
        else if (before !== undefined)
          duplicates.push({ key, top, differs: valueText(text, before) !== valueText(text, value) });
        frame.keys.set(key, value);
      }
      at = end - 1;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      frames.push({ keys: code === OPEN_OBJECT ? new Map() : undefined, expectsKey: code === OPEN_OBJECT });
      values++;
      if (frames.length > MAX_JSON_DEPTH) return { exceeded: "depth", duplicates, more };
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      frames.pop();
    } else if (code === COMMA) {
      if (++values > MAX_JSON_VALUES) return { exceeded: "values", duplicates, more };
      const frame = frames[frames.length - 1];
      if (frame?.keys !== undefined) frame.expectsKey = true;
    }
  }
  return { exceeded: undefined, duplicates, more };
}

/** Index behind the closing quote of the string that opens at `start`, or the text's end. Native search, so fast. */
function endOfString(text: string, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let slashes = quote;
    while (slashes > from && text.charCodeAt(slashes - 1) === BACKSLASH) slashes--;
    if ((quote - slashes) % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

/** The key as a parser reads it: an escaped spelling must not hide a repetition. */
function keyText(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes("\\")) return raw;
  try {
    return String(JSON.parse(text.slice(start, end)));
  } catch {
    return raw;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

/** The text of the value that starts at `start`. */
function valueText(text: string, start: number): string {
  let depth = 0;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at) - 1;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 0) break;
      depth--;
    } else if (code === COMMA && depth === 0) break;
  }
  return text.slice(start, at).trimEnd();
}
