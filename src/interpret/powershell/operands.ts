import { readExpression, tooLong } from "./expressions.ts";
import { readStatement, readStatements } from "./parse.ts";
import {
  descend,
  looksAt,
  peek,
  type Reader,
  skipBlanks,
  startsWith,
  take,
  takeVariable,
  takeVerbatim,
} from "./reader.ts";
import { readExpandable, readHereString, text } from "./strings.ts";
import type { Block, Expression, Statement } from "./syntax.ts";

// What operators stand between: literals, variables, groups, blocks, tables, and the members and elements of them.

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
export function nothing(reader: Reader, start: number): Expression {
  return { type: "text", parts: [], quoted: false, start, end: reader.at };
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
