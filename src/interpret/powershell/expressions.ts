import { readStatement, readStatements } from "./parse.ts";
import {
  descend,
  looksAt,
  peek,
  type Reader,
  skipBlanks,
  startsWith,
  take,
  takeEscape,
  takeVariable,
  takeVerbatim,
} from "./reader.ts";
import type { Block, Expression, Statement } from "./syntax.ts";

// Expressions. Operators bind as about_Operator_Precedence says: the later in this list, the closer.
const LEVELS: readonly RegExp[] = [
  /\?\?|-(?:and|or|xor)(?![\w-])/iy,
  /-(?:band|bor|bxor|shl|shr)(?![\w-])/iy,
  /-[ci]?(?:eq|ne|gt|ge|lt|le|like|notlike|match|notmatch|contains|notcontains|in|notin|replace|split|join|is|isnot|as)(?![\w-])/iy,
  // A letter after the sign makes it another operator's name.
  /[+-](?![+\-=A-Za-z])/y,
  /[*/%](?!=)/y,
  /-f(?![\w-])/iy,
  /\.\.(?!\.)/y,
];
const UNARY = /(?:!|\+\+|--|[+-](?=[\d($'"\s])|,|-(?:not|bnot|split|join|csplit|isplit)(?![\w-]))/iy;

export function readExpression(reader: Reader, lines = false): Expression {
  const start = reader.at;
  if (!descend(reader)) return nothing(reader, start);
  const value = readLevel(reader, 0, lines);
  reader.depth--;
  return value;
}

/** A chain nests to the left as deep as it is long, and whoever follows it must not run out of stack. */
const MAX_CHAIN = 400;

function tooLong(reader: Reader, links: number): boolean {
  if (links < MAX_CHAIN) return false;
  reader.cut = "nesting";
  reader.at = reader.text.length;
  return true;
}

function readLevel(reader: Reader, level: number, lines: boolean): Expression {
  const operator = LEVELS[level];
  if (operator === undefined) return readList(reader, lines);
  let left = readLevel(reader, level + 1, lines);
  for (let links = 0; ; links++) {
    if (tooLong(reader, links)) return left;
    const before = reader.at;
    skipBlanks(reader, lines);
    const found = take(reader, operator);
    if (found === undefined) {
      reader.at = before;
      return left;
    }
    skipBlanks(reader, true);
    const right = readLevel(reader, level + 1, lines);
    left = { type: "binary", operator: found[0].toLowerCase(), left, right, start: left.start, end: reader.at };
  }
}

function readList(reader: Reader, lines: boolean): Expression {
  const first = readUnary(reader, lines);
  const items = [first];
  for (;;) {
    const before = reader.at;
    skipBlanks(reader, lines);
    if (peek(reader) !== ",") {
      reader.at = before;
      break;
    }
    reader.at++;
    skipBlanks(reader, true);
    items.push(readUnary(reader, lines));
  }
  return items.length === 1 ? first : { type: "array", items, start: first.start, end: reader.at };
}

function readUnary(reader: Reader, lines: boolean): Expression {
  const start = reader.at;
  const found = take(reader, UNARY);
  if (found !== undefined) {
    skipBlanks(reader, lines);
    if (!descend(reader)) return nothing(reader, start);
    const of = readUnary(reader, lines);
    reader.depth--;
    return { type: "unary", operator: found[0].toLowerCase(), of, start, end: reader.at };
  }
  if (peek(reader) === "[") {
    const name = readTypeName(reader);
    if (name !== undefined) {
      const type: Expression = { type: "type", name, start, end: reader.at };
      skipBlanks(reader);
      if (startsWith(reader, "::") || !looksAt(reader, /[$@('"[{\d-]/y)) {
        if (!startsWith(reader, "::")) reader.at = type.end;
        return readPostfix(reader, type, lines);
      }
      if (!descend(reader)) return nothing(reader, start);
      const of = readUnary(reader, lines);
      reader.depth--;
      return { type: "cast", to: name, of, start, end: reader.at };
    }
  }
  return readPostfix(reader, readPrimary(reader), lines);
}

/** `[System.Text.Encoding]`, `[char[]]`, `[Collections.Generic.List[string]]`; attributes count as types of no meaning. */
function readTypeName(reader: Reader): string | undefined {
  const found = take(reader, /\[([\w.`+]+(?:\s*\[[\w.,\s`+[\]]*?\])?)\s*\]/y) ?? take(reader, /\[(\w+)\([^()]*\)\]/y);
  return found?.[1]
    ?.toLowerCase()
    .replace(/`|\s+/g, "")
    .replace(/^system\./, "");
}

export function readPrimary(reader: Reader): Expression {
  const start = reader.at;
  const c = peek(reader);
  if (c === "'") return text([takeVerbatim(reader)], start, reader);
  if (c === '"') return readExpandable(reader);
  if (c === "$" && peek(reader, 1) === "(") {
    reader.at++;
    return readGroup(reader, start);
  }
  if (c === "$") {
    const name = takeVariable(reader);
    if (name !== undefined) return { type: "variable", name, start, end: reader.at };
    reader.at++;
    return text(["$"], start, reader);
  }
  if (c === "(") return readGroup(reader, start);
  if (c === "{") return { type: "block", block: readBlock(reader), start, end: reader.at };
  if (c === "@") {
    const next = peek(reader, 1);
    if (next === "'" || next === '"') return readHereString(reader);
    if (next === "(") {
      reader.at++;
      return readGroup(reader, start);
    }
    if (next === "{") return readTable(reader);
    const name = takeVariable(reader);
    if (name !== undefined) return { type: "splat", name, start, end: reader.at };
  }
  const number = take(reader, /0x[0-9a-f]+|\d+(?:\.(?!\.)\d*)?(?:[kmgtp]b|l|d)?/iy);
  if (number !== undefined) return text([number[0]], start, reader);
  const word = take(reader, /[^\s;|&(){}[\],'"$@.+*/=<>-]+/y);
  if (word !== undefined) return text([word[0]], start, reader);
  return nothing(reader, start);
}

/** Nothing that could be read here; whoever loops must go on by itself. */
function nothing(reader: Reader, start: number): Expression {
  return { type: "text", parts: [], quoted: false, start, end: reader.at };
}

function text(parts: readonly (string | Expression)[], start: number, reader: Reader): Expression {
  return { type: "text", parts, quoted: true, start, end: reader.at };
}

/** Members, indexes and calls that follow a value without a blank. */
export function readPostfix(reader: Reader, first: Expression, lines: boolean): Expression {
  let of = first;
  for (let links = 0; ; links++) {
    if (tooLong(reader, links)) return of;
    const { start } = first;
    const isStatic = startsWith(reader, "::");
    if (isStatic || looksAt(reader, /\??\.(?=[\w$('"{])(?!\.)/y)) {
      reader.at += isStatic || peek(reader) === "?" ? 2 : 1;
      if (isStatic) skipBlanks(reader);
      const at = reader.at;
      const word = take(reader, /\w+/y);
      const name = word === undefined ? readPrimary(reader) : text([word[0]], at, reader);
      const args = peek(reader) === "(" ? readArguments(reader) : undefined;
      of = { type: "member", of, name, isStatic, args, start, end: reader.at };
      if (reader.at === at) return of;
    } else if (peek(reader) === "[" || startsWith(reader, "?[")) {
      reader.at += peek(reader) === "?" ? 2 : 1;
      skipBlanks(reader, true);
      const at = readExpression(reader, true);
      skipBlanks(reader, true);
      if (peek(reader) === "]") reader.at++;
      of = { type: "index", of, at, start, end: reader.at };
    } else if (startsWith(reader, "++") || startsWith(reader, "--")) {
      const operator = reader.text.slice(reader.at, reader.at + 2);
      if (of.type !== "variable") return of;
      reader.at += 2;
      of = { type: "unary", operator, of, start, end: reader.at };
    } else if (lines && looksAt(reader, /\s+\.(?=\w+\()/y)) skipBlanks(reader, true);
    else return of;
  }
}

function readArguments(reader: Reader): readonly Expression[] {
  const group = readGroupExpression(reader);
  return group === undefined ? [] : group.type === "array" ? group.items : [group];
}

function readGroupExpression(reader: Reader): Expression | undefined {
  reader.at++;
  skipBlanks(reader, true);
  const value = peek(reader) === ")" ? undefined : readExpression(reader, true);
  skipBlanks(reader, true);
  if (peek(reader) === ")") reader.at++;
  return value;
}

/** The reader being on `(`. */
function readGroup(reader: Reader, start: number): Expression {
  reader.at++;
  const statements = nested(reader, ")");
  return { type: "group", statements, start, end: reader.at };
}

function nested(reader: Reader, close: string): readonly Statement[] {
  if (!descend(reader)) return [];
  const statements = readStatements(reader, close);
  reader.depth--;
  if (peek(reader) === close) reader.at++;
  return statements;
}

/** The reader being on `{`. */
export function readBlock(reader: Reader): Block {
  const start = reader.at++;
  const parameters: string[] = [];
  skipBlanks(reader, true);
  if (take(reader, /(?:\[\w+\([^()]*\)\]\s*)*param\s*(?=\()/iy) !== undefined) {
    const from = reader.at;
    const list = readPrimary(reader);
    for (const match of reader.text.slice(from, list.end).matchAll(/\$(\w+)/g))
      parameters.push((match[1] ?? "").toLowerCase());
  }
  const statements = nested(reader, "}");
  return { parameters, statements, start, end: reader.at };
}

/** The reader being on `@{`. */
function readTable(reader: Reader): Expression {
  const start = reader.at;
  const entries: (readonly [Expression, Statement | undefined])[] = [];
  reader.at += 2;
  if (!descend(reader)) return nothing(reader, start);
  for (;;) {
    skipBlanks(reader, true);
    const c = peek(reader);
    if (c === "") break;
    if (c === "}") {
      reader.at++;
      break;
    }
    const before = reader.at;
    if (c !== ";") {
      const key = readPostfix(reader, readPrimary(reader), false);
      skipBlanks(reader);
      if (peek(reader) === "=") {
        reader.at++;
        skipBlanks(reader, true);
        entries.push([key, readStatement(reader)]);
      }
    }
    if (reader.at === before) reader.at++;
  }
  reader.depth--;
  return { type: "table", entries, start, end: reader.at };
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
function readHereString(reader: Reader): Expression {
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
