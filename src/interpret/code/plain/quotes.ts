import { unescaped } from "../escapes.ts";
import type { Token } from "./tokens.ts";

// Quoted texts of all kinds: escapes, quote-like operators with any delimiter, here-documents.

const OPEN: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };

export function plainText(inner: string): string {
  return inner.replace(/\\(?:x\{?[0-9a-fA-F]{1,6}\}?|u\{?[0-9a-fA-F]{4,6}\}?|[0-7]{1,3}|[\s\S])/g, unescaped);
}

export function unescapedTemplate(inner: string): string {
  return plainText(inner);
}

export function closing(source: string, at: number, quote: string): number {
  for (let i = at + 1; i < source.length; i++) {
    if (source.charAt(i) === "\\") i++;
    else if (source.charAt(i) === quote) return i;
  }
  return source.length;
}

/** The end of a part in brackets that nest, or up to the same character again. */
function part(source: string, at: number): number {
  const open = source.charAt(at);
  const close = OPEN[open];
  if (close === undefined) return closing(source, at, open);
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const c = source.charAt(i);
    if (c === "\\") i++;
    else if (c === open) depth++;
    else if (c === close && --depth === 0) return i;
  }
  return source.length;
}

export function quoted(source: string, start: number, match: RegExpExecArray, out: Token[]): number {
  const [, kind = "q", space = ""] = match;
  const from = start + kind.length + space.length;
  const end = part(source, from);
  const inner = source.slice(from + 1, end);
  const types: Readonly<Record<string, Token["type"]>> = { q: "text", qq: "template", qx: "command", qw: "words" };
  if (!/^(?:s|tr|y)$/.test(kind)) {
    const flags = /^(?:m|qr)$/.test(kind) ? (/^[a-z]*/.exec(source.slice(end + 1, end + 9))?.[0].length ?? 0) : 0;
    out.push({ type: types[kind] ?? "pattern", value: inner, start, end: end + 1 + flags });
    return end + 1 + flags;
  }
  let second = OPEN[source.charAt(from)] === undefined ? end : end + 1;
  while (second !== end && /\s/.test(source.charAt(second))) second++;
  const last = second === end ? closing(source, end, source.charAt(from)) : part(source, second);
  const flags = /^[a-z]*/.exec(source.slice(last + 1, last + 9))?.[0] ?? "";
  // s///e evaluates its replacement.
  out.push({
    type: kind === "s" && flags.includes("e") ? "code" : "pattern",
    value: source.slice(second + 1, last),
    start,
    end: last + 1 + flags.length,
  });
  return last + 1 + flags.length;
}

export function readHeredoc(
  source: string,
  at: number,
  doc: { readonly word: string; readonly raw: boolean; readonly index: number },
  out: Token[],
): number {
  let end = at;
  for (let line = at; line < source.length; ) {
    const next = source.indexOf("\n", line);
    const stop = next < 0 ? source.length : next;
    if (source.slice(line, stop).trim() === doc.word) {
      const token = out[doc.index];
      if (token !== undefined)
        out[doc.index] = { ...token, type: doc.raw ? "text" : "template", value: source.slice(at, line) };
      return stop;
    }
    line = stop + 1;
    end = stop;
  }
  return end;
}
