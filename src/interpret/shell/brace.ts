import { DYNAMIC } from "../../model/effect.ts";
import { MAX_FIELDS } from "../limits.ts";

/** Braces in a word, beside and inside one another, that are expanded. */
const MAX_BRACES = 24;

/**
 * Brace expansion on source text (bash manual 3.5.1): `{a,b}` and `{1..3}`, nested, quotes and `$`-expansions left alone.
 * Returns the word itself where there is nothing to expand. Where braces multiply to more than MAX_FIELDS, those that
 * follow stay as something unknown; a long sequence ends with a number that is not known.
 */
export function expandBraces(text: string, level = 0): readonly string[] {
  if (level > MAX_BRACES) return [DYNAMIC];
  const found = firstBrace(text);
  if (found === undefined) return [text];
  const head = text.slice(0, found.open);
  const tails = expandBraces(text.slice(found.close + 1), level + 1);
  const middles = found.items.flatMap((item) => expandBraces(item, level + 1));
  if (tails.length > 1 && middles.length * tails.length > MAX_FIELDS)
    return middles.map((middle) => head + middle + DYNAMIC);
  return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
}

interface Brace {
  readonly open: number;
  readonly close: number;
  readonly items: readonly string[];
}

function firstBrace(text: string): Brace | undefined {
  for (let i = 0; i < text.length; i++) {
    const skipped = skipQuoted(text, i);
    if (skipped > i) {
      i = skipped;
      continue;
    }
    if (text[i] !== "{") continue;
    const brace = readBrace(text, i);
    if (brace !== undefined) return brace;
  }
  return undefined;
}

function readBrace(text: string, open: number): Brace | undefined {
  const items: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open + 1; i < text.length; i++) {
    const skipped = skipQuoted(text, i);
    if (skipped > i) {
      i = skipped;
      continue;
    }
    const c = text[i];
    if (c === "{") depth++;
    else if (c === "}" && depth > 0) depth--;
    else if (c === "," && depth === 0) {
      items.push(text.slice(from, i));
      from = i + 1;
    } else if (c === "}") {
      const last = text.slice(from, i);
      if (items.length > 0) return { open, close: i, items: [...items, last] };
      const range = sequence(last);
      return range === undefined ? undefined : { open, close: i, items: range };
    }
  }
  return undefined;
}

/** Index of the last character of the quoted or `${`/`$(` run that starts at `i`; `i` itself where none does. */
function skipQuoted(text: string, i: number): number {
  const c = text[i];
  if (c === "\\") return i + 1;
  if (c === "'") return endAt(text.indexOf("'", i + 1), text);
  if (c === "$" && text[i + 1] === "'") return closing(text, i + 2, "'");
  if (c === '"') return closing(text, i + 1, '"');
  if (c === "$" && (text[i + 1] === "{" || text[i + 1] === "(")) {
    const close = text[i + 1] === "{" ? "}" : ")";
    const opener = text[i + 1];
    let depth = 0;
    for (let at = i + 1; at < text.length; at++) {
      if (text[at] === opener) depth++;
      else if (text[at] === close && --depth === 0) return at;
    }
    return text.length - 1;
  }
  return i;
}

/** Index of the next `quote` that no back-slash hides. */
function closing(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return Math.min(at, text.length - 1);
}

function endAt(index: number, text: string): number {
  return index < 0 ? text.length - 1 : index;
}

function sequence(text: string): readonly string[] | undefined {
  const number = /^(-?\d{1,9})\.\.(-?\d{1,9})(?:\.\.(-?\d{1,9}))?$/.exec(text);
  if (number !== null) return range(Number(number[1]), Number(number[2]), Number(number[3] ?? 1), String);
  const letter = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d{1,3}))?$/.exec(text);
  if (letter === null) return undefined;
  const [, from = "", to = "", step = "1"] = letter;
  return range(from.charCodeAt(0), to.charCodeAt(0), Number(step), (code) => String.fromCharCode(code));
}

function range(from: number, to: number, step: number, show: (n: number) => string): readonly string[] {
  const stride = Math.max(1, Math.abs(step)) * (from <= to ? 1 : -1);
  const out: string[] = [];
  for (let n = from; from <= to ? n <= to : n >= to; n += stride) {
    if (out.length === MAX_FIELDS) return [...out, `0${DYNAMIC}`];
    out.push(show(n));
  }
  return out;
}
