import { DYNAMIC } from "../../model/effect.ts";
import type { Engine } from "./engines.ts";

/**
 * One token of SQL. `value` of a word is upper case; of a name or string, its content.
 * meta: a client's own command (`\! ls`, `.shell ls`) with the rest of its line.
 */
export interface Token {
  readonly kind: "word" | "name" | "string" | "body" | "number" | "symbol" | "meta";
  readonly value: string;
  /** As written. */
  readonly text: string;
  readonly start: number;
  /** First token of its line. */
  readonly opensLine: boolean;
}

/** Tokens read of one text at most; what follows is not looked at and said so by the caller. */
export const MAX_TOKENS = 60_000;

const WORD = new RegExp(`[\\p{L}_@#${DYNAMIC}][\\p{L}\\p{N}_$@#${DYNAMIC}]*`, "uy");
const NUMBER = /0x[0-9a-f]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+/iy;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const BRACKET_NAME = /\[[\p{L}_#@][^\][\n]{0,128}\]/uy;
/** T-SQL: `[` always quotes a name. */
const ANY_BRACKET_NAME = /\[[^\]\n]{0,128}\]/y;
const SYMBOL = /<=>|::|:=|<>|!=|>=|<=|==|\|\||&&|->>?|[^\s]/uy;

/** Engines whose `'…'` knows back-slash escapes (MySQL manual 9.1.1, BigQuery lexical structure, ClickHouse syntax). */
const BACKSLASH: ReadonlySet<Engine> = new Set(["mysql", "bigquery", "clickhouse", "snowflake"]);
/** Engines in which `[` never quotes a name. */
const ARRAYS: ReadonlySet<Engine> = new Set(["postgres", "clickhouse", "duckdb", "bigquery", "snowflake", "mysql"]);

/** Reads SQL of any dialect into tokens; comments are dropped, MySQL's executable comments are not. Linear, never throws. */
export function tokenize(text: string, engine: Engine): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let opensLine = true;
  let inHint = false;
  let opensStatement = true;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  const put = (kind: Token["kind"], value: string, end: number) => {
    tokens.push({ kind, value, text: text.slice(at, end), start: at, opensLine });
    opensStatement = kind === "meta" || (kind === "symbol" && value === ";");
    opensLine = false;
    at = end;
  };
  while (at < text.length && tokens.length < MAX_TOKENS) {
    const char = text.charAt(at);
    if (char === "\n") opensLine = true;
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const two = text.slice(at, at + 2);
    if (two === "--" && (engine !== "mysql" || /^--(?:\s|$)/.test(text.slice(at, at + 3)))) {
      at = lineEnd(text, at);
      continue;
    }
    if (char === "#" && isHashComment(text, at, engine, opensLine)) {
      at = lineEnd(text, at);
      continue;
    }
    if (two === "/*") {
      // MySQL manual 9.7: `/*! … */` is run by the server.
      if ((engine === "mysql" || engine === "sql") && /^\/\*M?!/.test(text.slice(at, at + 4))) {
        at += text.charAt(at + 2) === "!" ? 3 : 4;
        while (/\d/.test(text.charAt(at))) at += 1;
        inHint = true;
      } else at = commentEnd(text, at, engine === "postgres");
      continue;
    }
    if (inHint && two === "*/") {
      inHint = false;
      at += 2;
      continue;
    }
    if (isMeta(char, text, at, engine, opensStatement, opensLine)) {
      const end = lineEnd(text, at);
      put("meta", text.slice(at, end).trim(), end);
      continue;
    }
    if (char === "'") {
      const quoted = readQuoted(text, at, "'", BACKSLASH.has(engine));
      put("string", quoted.value, quoted.end);
      continue;
    }
    if (char === '"' || char === "`") {
      const quoted = readQuoted(text, at, char, char === '"' && BACKSLASH.has(engine));
      put("name", quoted.value, quoted.end);
      continue;
    }
    if (char === "[" && !ARRAYS.has(engine) && !/[\w\])"]/.test(text.charAt(at - 1))) {
      const name = take(engine === "mssql" ? ANY_BRACKET_NAME : BRACKET_NAME);
      if (name !== undefined) {
        put("name", name.slice(1, -1), at + name.length);
        continue;
      }
    }
    if (char === "$") {
      const tag = take(DOLLAR_TAG);
      if (tag !== undefined) {
        const close = text.indexOf(tag, at + tag.length);
        const end = close < 0 ? text.length : close;
        put("body", text.slice(at + tag.length, end), Math.min(text.length, end + tag.length));
        continue;
      }
    }
    const prefixed = readPrefixed(text, at);
    if (prefixed !== undefined) {
      put("string", prefixed.value, prefixed.end);
      continue;
    }
    const word = take(WORD);
    if (word !== undefined) {
      put("word", word.toUpperCase(), at + word.length);
      continue;
    }
    const number = take(NUMBER);
    if (number !== undefined) {
      put("number", number, at + number.length);
      continue;
    }
    const symbol = take(SYMBOL) as string;
    put("symbol", symbol, at + symbol.length);
  }
  return tokens;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function commentEnd(text: string, from: number, nests: boolean): number {
  if (!nests) {
    const end = text.indexOf("*/", from + 2);
    return end < 0 ? text.length : end + 2;
  }
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from + 2;
  for (let depth = 1; ; ) {
    const found = mark.exec(text);
    if (found === null) return text.length;
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
}

/** `#` begins a comment in MySQL only; elsewhere it is part of a name (`#tmp`) or an operator. */
function isHashComment(text: string, at: number, engine: Engine, opensLine: boolean): boolean {
  if (engine === "mysql" || engine === "bigquery") return true;
  return engine === "sql" && (opensLine || text.charAt(at + 1) === "" || /^#\s/.test(text.slice(at, at + 2)));
}

/** psql(1) meta-commands and mysql's `\!`; sqlite's dot commands; sqlplus, sqlcmd and snowsql `!`, `:r`. They fill the line. */
function isMeta(
  char: string,
  text: string,
  at: number,
  engine: Engine,
  opensStatement: boolean,
  opensLine: boolean,
): boolean {
  if (char === "\\") return engine === "postgres" || engine === "mysql";
  if (!opensLine) return false;
  if (char === ".") return opensStatement && (engine === "sqlite" || engine === "duckdb");
  if (char === "!") return engine === "oracle" || engine === "mssql" || engine === "snowflake";
  if (char === ":") return engine === "mssql";
  if (char === "@") return opensStatement && engine === "oracle";
  if (opensStatement && engine === "mysql")
    return /^(?:system|source|pager|tee|delimiter)\s/i.test(text.slice(at, at + 10));
  return opensStatement && engine === "oracle" && /^(?:host|ho|start|spool)\s/i.test(text.slice(at, at + 6));
}

interface Quoted {
  readonly value: string;
  readonly end: number;
}

/** A doubled quote stands for itself. Without an end it goes on to the text's end. */
function readQuoted(text: string, at: number, quote: string, escapes: boolean): Quoted {
  let value = "";
  let from = at + 1;
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (escapes && char === "\\") i += 1;
    else if (char === quote) {
      value += text.slice(from, i);
      if (text.charAt(i + 1) !== quote) return { value, end: i + 1 };
      value += quote;
      i += 1;
      from = i + 1;
    }
  }
  return { value: value + text.slice(from), end: text.length };
}

const CLOSING: Readonly<Record<string, string>> = { "[": "]", "(": ")", "{": "}", "<": ">" };

/** E'…' N'…' B'…' X'…' U&'…' R'…', and Oracle's q'[…]'. */
function readPrefixed(text: string, at: number): Quoted | undefined {
  const prefix = /^(?:n?q|u&|[enbxr]|_utf8(?:mb4)?)'/i.exec(text.slice(at, at + 10))?.[0];
  if (prefix === undefined) return undefined;
  const quote = at + prefix.length - 1;
  if (!/q'$/i.test(prefix)) return readQuoted(text, quote, "'", /^e/i.test(prefix));
  const open = text.charAt(quote + 1);
  const close = `${CLOSING[open] ?? open}'`;
  const found = text.indexOf(close, quote + 2);
  const end = found < 0 ? text.length : found;
  return { value: text.slice(quote + 2, end), end: Math.min(text.length, end + 2) };
}
