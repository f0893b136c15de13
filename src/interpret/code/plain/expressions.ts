import type { Code } from "../tree.ts";
import { items, named, postfix } from "./operands.ts";
import { unescapedTemplate } from "./quotes.ts";
import { readPlain } from "./read.ts";
import { isSign, MAX_DEPTH, next, nothing, peek, type Reader, skipLines, tooDeep } from "./reader.ts";
import type { Token } from "./tokens.ts";

// Operators and what stands between them.

export const BINDING: Readonly<Record<string, number>> = {
  or: 1, xor: 1, and: 2, "=": 5, "+=": 5, "-=": 5, ".=": 5, "||=": 5, "&&=": 5, "//=": 5, "x=": 5, "*=": 5, "<-": 5, ":=": 5, "?": 6, "..": 7, "||": 8, "//": 8, "&&": 9, "==": 11, "!=": 11, "<=>": 11, eq: 11, ne: 11, "<": 12, ">": 12, "<=": 12, ">=": 12, lt: 12, gt: 12, le: 12, ge: 12,
  "+": 15, "-": 15, ".": 15, "*": 16, "/": 16, "%": 16, x: 16, "=~": 18, "!~": 18, "**": 19, "|>": 7, "|": 10, "&": 10, "<<": 14, ">>": 14,
}; // biome-ignore format: one table

export function expression(reader: Reader, power: number): Code {
  if (reader.depth > MAX_DEPTH) return tooDeep(next(reader));
  reader.depth++;
  let left = primary(reader);
  for (;;) {
    while (peek(reader).type === "line" && continues(reader)) next(reader);
    const token = peek(reader);
    const binding = token.type === "sign" || token.type === "name" ? (BINDING[token.value] ?? 0) : 0;
    if (binding <= power) break;
    next(reader);
    skipLines(reader);
    left = infix(reader, left, token.value, binding);
  }
  reader.depth--;
  return left;
}

/** A line goes on where the next one starts with an operator, or where newlines mean nothing. */
function continues(reader: Reader): boolean {
  if (!reader.dialect.lines) return true;
  let ahead = 0;
  while (peek(reader, ahead).type === "line") ahead++;
  const token = peek(reader, ahead);
  return token.type === "sign" && /^(?:\.\.|\|>|&&|\|\|)$/.test(token.value);
}

function infix(reader: Reader, left: Code, operator: string, binding: number): Code {
  const { start } = left;
  if (/^(?:[-+.*x/|&:]{0,2}=|<-)$/.test(operator) && operator !== "==") {
    const value = expression(reader, binding - 1);
    return {
      kind: "assign",
      how: operator === ".=" || operator === "+=" ? "add" : "set",
      target: left,
      value,
      start,
      end: value.end,
    };
  }
  if (operator === "?") {
    const yes = expression(reader, 0);
    if (isSign(peek(reader), ":")) next(reader);
    const no = expression(reader, binding - 1);
    return { kind: "branch", test: [left], bodies: [yes, no], filters: false, start, end: no.end };
  }
  const right = expression(reader, operator === "**" ? binding - 1 : binding);
  return { kind: "binary", operator, left, right, start, end: right.end };
}

export function primary(reader: Reader): Code {
  skipLines(reader);
  const token = next(reader);
  const { start, end, value } = token;
  switch (token.type) {
    case "text":
      return postfix(reader, { kind: "text", parts: [value], start, end });
    case "template":
      return postfix(reader, template(reader, token));
    case "command":
      return { kind: "command", text: template(reader, token), start, end };
    case "words":
      return {
        kind: "list",
        items: value
          .trim()
          .split(/\s+/)
          .map((word) => ({ kind: "text", parts: [word], start, end })),
        start,
        end,
      };
    case "code":
      return { kind: "parts", of: [readPlain(value, reader.dialect)], start, end };
    case "number":
      return { kind: "constant", value: numberOf(value), start, end };
    case "variable":
      return postfix(reader, { kind: "name", name: value, start, end });
    case "name":
      return postfix(reader, named(reader, token));
    case "sign":
      return signed(reader, token);
    default:
      return nothing(token);
  }
}

function numberOf(value: string): number {
  const plain = value.replace(/[_L]/g, "");
  return /^0\d+$/.test(plain) ? Number.parseInt(plain, 8) : Number(plain);
}

/** A template's names are evaluated where the dialect interpolates. */
function template(reader: Reader, token: Token): Code {
  const { start, end, value } = token;
  const pattern = reader.dialect.interpolates;
  if (pattern === undefined) return { kind: "text", parts: [unescapedTemplate(value)], start, end };
  const parts: (string | Code)[] = [];
  let last = 0;
  for (const match of value.matchAll(pattern)) {
    if (value.charAt((match.index ?? 0) - 1) === "\\") continue;
    parts.push(unescapedTemplate(value.slice(last, match.index)));
    const inner = match[1] ?? match[0];
    parts.push(reader.depth > MAX_DEPTH ? tooDeep(token) : placed(readPlain(inner, reader.dialect), token));
    last = (match.index ?? 0) + match[0].length;
  }
  parts.push(unescapedTemplate(value.slice(last)));
  return { kind: "text", parts, start, end };
}

function placed(code: Code, at: Token): Code {
  return { ...code, start: at.start, end: at.end };
}

function signed(reader: Reader, token: Token): Code {
  const { start, value } = token;
  switch (value) {
    case "(":
      return postfix(reader, { kind: "list", items: items(reader, ")"), start, end: peek(reader).start });
    case "[":
      return postfix(reader, { kind: "list", items: items(reader, "]"), start, end: peek(reader).start });
    case "{":
      return { kind: "list", items: items(reader, "}"), start, end: peek(reader).start };
    case "\\":
    case "+":
      return expression(reader, 17);
    case "-": {
      // -e $file and its like ask about a file.
      const operand = expression(reader, 17);
      return operand.kind === "constant" && typeof operand.value === "number"
        ? { ...operand, value: -operand.value }
        : { kind: "parts", of: [operand], start, end: operand.end };
    }
    case "!": {
      const operand = expression(reader, 17);
      return { kind: "parts", of: [operand], start, end: operand.end };
    }
    case "<": {
      // <STDIN>, <$fh>
      const handle = peek(reader);
      if (!isSign(peek(reader, 1), ">")) return globbed(reader, token);
      reader.at += 2;
      return {
        kind: "call",
        callee: { kind: "name", name: "readline", start, end: handle.end },
        args: [{ value: { kind: "name", name: handle.value, start: handle.start, end: handle.end } }],
        start,
        end: handle.end,
      };
    }
    default:
      return nothing(token);
  }
}

/** `<~/*.c>`: what is no handle is a pattern of files (perlop, I/O operators). */
function globbed(reader: Reader, token: Token): Code {
  const { start } = token;
  const inner = fileGlob(reader, token);
  if (inner === undefined) return nothing(token);
  const end = token.end + inner.length + 1;
  while (peek(reader).type !== "end" && peek(reader).start < end) reader.at++;
  const pattern = template(reader, { type: "template", value: inner, start: token.end, end: end - 1 });
  return { kind: "call", callee: { kind: "name", name: "glob", start, end }, args: [{ value: pattern }], start, end };
}

export function fileGlob(reader: Reader, { end }: Token): string | undefined {
  return reader.dialect.sigils ? /^[^\s<>;=]+(?=>)/.exec(reader.source.slice(end, end + 1024))?.[0] : undefined;
}
