import { readPrimary } from "./operands.ts";
import { looksAt, peek, type Reader, startsWith, take, takeEscape } from "./reader.ts";
import type { Expression } from "./syntax.ts";

// Texts that hold variables and expressions (about_Quoting_Rules).

export function text(parts: readonly (string | Expression)[], start: number, reader: Reader): Expression {
  return { type: "text", parts, quoted: true, start, end: reader.at };
}

/** `"…"`, the reader being on the quote. */
export function readExpandable(reader: Reader): Expression {
  const start = reader.at++;
  const parts = readParts(reader, () => {
    if (peek(reader) !== '"') return undefined;
    if (peek(reader, 1) !== '"') return reader.at + 1;
    return 0;
  });
  return text(parts, start, reader);
}

/** `@'…'@` and `@"…"@`: they end at a line that starts with the quote. */
export function readHereString(reader: Reader): Expression {
  const start = reader.at;
  const quote = peek(reader, 1);
  reader.at += 2;
  take(reader, /[ \t]*\r?\n/y);
  const close = `\n${quote}@`;
  if (startsWith(reader, close.slice(1))) {
    reader.at += 2;
    return text([""], start, reader);
  }
  const found = reader.text.indexOf(close, reader.at);
  const end = found < 0 ? reader.text.length : found;
  const stop = found < 0 ? end : found + 3;
  if (quote === "'") {
    const value = reader.text.slice(reader.at, end).replace(/\r$/, "");
    reader.at = stop;
    return text([value], start, reader);
  }
  const parts = readParts(reader, () => (reader.at >= end ? stop : undefined));
  reader.at = Math.max(reader.at, stop);
  return text(parts, start, reader);
}

/** Pieces of an expandable string. `closed` answers where reading goes on after the end, 0 for a doubled quote, undefined inside. */
function readParts(reader: Reader, closed: () => number | undefined): readonly (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  let literal = "";
  const flush = () => {
    if (literal !== "") parts.push(literal);
    literal = "";
  };
  while (reader.at < reader.text.length) {
    const after = closed();
    if (after === 0) {
      literal += '"';
      reader.at += 2;
      continue;
    }
    if (after !== undefined) {
      reader.at = after;
      break;
    }
    const c = peek(reader);
    if (c === "`") literal += takeEscape(reader);
    else if (c === "$" && looksAt(reader, /\$[\w({$?^]/y)) {
      flush();
      parts.push(readPrimary(reader));
    } else {
      literal += c;
      reader.at++;
    }
  }
  flush();
  return parts;
}
