import type { Code } from "../tree.ts";
import type { Dialect, Token } from "./tokens.ts";

/** The place in a list of tokens, and the questions that are asked about it. */

export interface Reader {
  readonly source: string;
  readonly dialect: Dialect;
  readonly list: readonly Token[];
  at: number;
  depth: number;
}

/** Brackets and operators nest no deeper than this; what is deeper is stepped over. */
export const MAX_DEPTH = 120;

export const peek = (reader: Reader, ahead = 0): Token =>
  reader.list[Math.min(reader.at + ahead, reader.list.length - 1)] as Token;

export const next = (reader: Reader): Token => reader.list[Math.min(reader.at++, reader.list.length - 1)] as Token;

export const isSign = (token: Token, value: string) => token.type === "sign" && token.value === value;

export const isName = (token: Token, ...names: readonly string[]) =>
  token.type === "name" && names.includes(token.value);

export const nothing = (at: { start: number; end: number }): Code => ({
  kind: "parts",
  of: [],
  start: at.start,
  end: at.end,
});

export function tooDeep({ start, end }: Token): Code {
  return { kind: "too-deep", start, end };
}

export function skipLines(reader: Reader): void {
  while (peek(reader).type === "line") reader.at++;
}

export function ends(reader: Reader): boolean {
  const token = peek(reader);
  if (token.type === "end" || token.type === "line") return true;
  return (
    (token.type === "sign" && /^[;)\]}]$/.test(token.value)) ||
    isName(token, "if", "unless", "for", "foreach", "while", "until", "or", "and", "end", "then", "do", "else")
  );
}
