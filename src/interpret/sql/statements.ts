import type { Engine } from "./engines.ts";
import type { Token } from "./tokens.ts";

export type Statement = readonly Token[];

/** Words that begin a statement, and what must follow them where the word alone is too common. */
const OPENERS: Readonly<Record<string, RegExp | true>> = {
  DROP: /^(?:TABLE|DATABASE|SCHEMA|USER|ROLE|LOGIN|INDEX|VIEW|MATERIALIZED|FUNCTION|PROCEDURE|TRIGGER|SEQUENCE|KEYSPACE|TABLESPACE|OWNED)$/,
  TRUNCATE: /^TABLE$/,
  DELETE: /^(?:FROM|TOP)$/,
  ALTER: /^(?:TABLE|ROLE|USER|SYSTEM|DATABASE|LOGIN|SERVER)$/,
  EXEC: true,
};
/** Openers may not be told apart inside these: `GRANT DROP ON`, `COMMENT ON`, `CREATE EVENT … DO DROP TABLE`. */
const WHOLE = new Set(["CREATE", "ALTER", "GRANT", "REVOKE", "EXPLAIN", "DESCRIBE", "PREPARE", "COMMENT", "WITH", "EXEC", "EXECUTE", "MERGE", "DENY"]); // biome-ignore format: one list
/** After these a statement of a block begins (PL/pgSQL, T-SQL, SQL/PSM). */
const BLOCK = new Set(["THEN", "ELSE", "LOOP", "BEGIN", "DO"]);
const AFTER_BLOCK = /^(?:DELETE|UPDATE|DROP|TRUNCATE|ALTER|EXECUTE|EXEC|INSERT|GRANT|CREATE|COPY|PERFORM|RAISE|SELECT|MERGE|IF|FOR)$/; // biome-ignore format: one list
const ROUTINE = /^(?:PROCEDURE|PROC|FUNCTION|TRIGGER|EVENT|PACKAGE)$/;

/**
 * Splits tokens at `;`, at `GO` and `/` lines, around clients' own commands, where a block's statement begins, and where
 * T-SQL begins a statement without any separator. The body of a routine that is created stays in its statement.
 */
export function split(tokens: readonly Token[], engine: Engine): Statement[] {
  const out: Statement[] = [];
  let current: Token[] = [];
  let parens = 0;
  /** Open BEGIN and CASE of a routine's body. */
  let body = 0;
  const end = () => {
    if (current.length > 0) out.push(current);
    current = [];
    parens = 0;
    body = 0;
  };
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    if (token.kind === "meta") {
      // `\g`, `\gexec`, `\watch` end the statement that they follow.
      end();
      out.push([token]);
      continue;
    }
    const word = token.kind === "word" ? token.value : "";
    const opener = current[0];
    const routine = opener?.value === "CREATE" && current.slice(1, 8).some((part) => ROUTINE.test(part.value));
    if (routine && word !== "") {
      const follows = next?.kind === "word" ? next.value : "";
      if (word === "BEGIN" || (word === "CASE" && body > 0 && tokens[index - 1]?.value !== "END")) body += 1;
      else if (word === "END" && body > 0 && !/^(?:IF|LOOP|WHILE|REPEAT|FOR)$/.test(follows)) body -= 1;
    }
    if (token.kind === "symbol") {
      if (token.value === ";" && body === 0) {
        end();
        continue;
      }
      if (token.value === "(") parens += 1;
      else if (token.value === ")") parens = Math.max(0, parens - 1);
      else if (token.value === "/" && token.opensLine && (next === undefined || next.opensLine)) {
        end();
        continue;
      }
    }
    if (word === "GO" && token.opensLine && (next === undefined || next.opensLine) && engine !== "postgres") {
      end();
      continue;
    }
    if (opener !== undefined && parens === 0 && word !== "" && !routine) {
      if (opens(token, next, opener.value, current.at(-1), engine)) end();
    }
    current.push(token);
  }
  end();
  return out;
}

function opens(
  token: Token,
  next: Token | undefined,
  first: string,
  previous: Token | undefined,
  engine: Engine,
): boolean {
  if (previous?.kind === "word" && BLOCK.has(previous.value) && AFTER_BLOCK.test(token.value) && !WHOLE.has(first))
    return first !== "INSERT" && !(previous.value === "DO" && first !== "WHILE" && first !== "FOR");
  if (engine !== "mssql" && engine !== "sql") return false;
  const asked = Object.hasOwn(OPENERS, token.value) ? OPENERS[token.value] : undefined;
  if (asked === undefined || WHOLE.has(first) || (previous?.kind === "symbol" && previous.value !== ")")) return false;
  if (previous?.kind === "word" && /^(?:AS|ON|FOR|BEFORE|AFTER|INSTEAD|THEN)$/.test(previous.value)) return false;
  return asked === true ? engine === "mssql" : next?.kind === "word" && asked.test(next.value);
}

/** The word at a place, "" where something else stands there. */
export function wordAt(statement: Statement, at: number): string {
  const token = statement[at];
  return token?.kind === "word" ? token.value : "";
}

/** What stands at a place, whatever its kind; "" past the end. */
export function valueAt(statement: Statement, at: number): string {
  return statement[at]?.value ?? "";
}

export function isSymbol(token: Token | undefined, value: string): boolean {
  return token?.kind === "symbol" && token.value === value;
}

/** A name as written, with its qualifiers: `public."Users"` → public.Users. */
export function nameAt(statement: Statement, at: number): { readonly name: string; readonly next: number } {
  let name = "";
  let i = at;
  for (; i < statement.length; i++) {
    const token = statement[i];
    if (
      token === undefined ||
      !(token.kind === "word" || token.kind === "name" || token.kind === "string" || isSymbol(token, "*"))
    )
      break;
    name += token.kind === "word" || token.kind === "symbol" ? token.text : token.value;
    const dot = statement[i + 1];
    if (!isSymbol(dot, ".")) return { name, next: i + 1 };
    name += ".";
    i += 1;
  }
  return { name, next: i };
}

/** Index after the `)` that closes the `(` at `at`. */
export function closing(statement: Statement, at: number): number {
  let depth = 0;
  for (let i = at; i < statement.length; i++) {
    if (isSymbol(statement[i], "(")) depth += 1;
    else if (isSymbol(statement[i], ")") && --depth === 0) return i + 1;
  }
  return statement.length;
}

/** Index of one of these words outside parentheses, or -1. */
export function find(statement: Statement, words: readonly string[], from = 0): number {
  for (let i = from; i < statement.length; i++) {
    if (isSymbol(statement[i], "(")) i = closing(statement, i) - 1;
    else if (words.includes(wordAt(statement, i))) return i;
  }
  return -1;
}

export function textOf(tokens: Statement): string {
  return tokens.map((token) => token.text).join(" ");
}
