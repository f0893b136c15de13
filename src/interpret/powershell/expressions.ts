import { nothing, readPostfix, readPrimary } from "./operands.ts";
import { descend, looksAt, peek, type Reader, skipBlanks, startsWith, take } from "./reader.ts";
import type { Expression } from "./syntax.ts";

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

export function tooLong(reader: Reader, links: number): boolean {
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
