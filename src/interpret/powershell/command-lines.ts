import { readExpression } from "./expressions.ts";
import { readPostfix, readPrimary } from "./operands.ts";
import { readStatement } from "./parse.ts";
import { looksAt, peek, type Reader, skipBlanks, startsWith, take, takeEscape, takeVerbatim } from "./reader.ts";
import { readExpandable } from "./strings.ts";
import type { Argument, Element, Expression, Redirection, Statement } from "./syntax.ts";

// Pipelines of commands and expressions, with arguments and redirections (about_Pipelines, about_Parsing).

export function readPipeline(reader: Reader): Statement | undefined {
  const start = reader.at;
  const elements: Element[] = [];
  for (;;) {
    const element = readElement(reader);
    if (element === undefined) break;
    if (elements.length === 0 && element.type === "expression") {
      const operator = take(reader, /[ \t]*(=(?!=)|\+=|-=|\*=|\/=|%=|\?\?=)/y)?.[1];
      if (operator !== undefined) {
        skipBlanks(reader, true);
        const value = readStatement(reader);
        return { type: "assignment", to: element.expression, operator, value, start, end: reader.at };
      }
    }
    elements.push(element);
    const end = reader.at;
    skipBlanks(reader);
    // PowerShell 7 lets the bar begin the next line.
    if (looksAt(reader, /\s*\|(?!\|)/y)) skipBlanks(reader, true);
    if (peek(reader) !== "|" || peek(reader, 1) === "|") {
      reader.at = end;
      break;
    }
    reader.at++;
    skipBlanks(reader, true);
  }
  return elements.length === 0 ? undefined : { type: "pipeline", elements, start, end: reader.at };
}

const EXPRESSION_START =
  /[$@('"{[!,]|\d[\d.]*(?:[kmgtp]b)?(?=[\s;|)},.*+/%-]|$)|0x[0-9a-f]+|-(?:not|split|join|bnot)\b|[+-]+[$\d(]/iy;

function readElement(reader: Reader): Element | undefined {
  const start = reader.at;
  const operator = take(reader, /([&.])(?=[\s$("'{])/y)?.[1] as "&" | "." | undefined;
  if (operator !== undefined) skipBlanks(reader);
  else if (looksAt(reader, EXPRESSION_START)) {
    const expression = readExpression(reader);
    if (reader.at === start) return undefined;
    const redirections: Redirection[] = [];
    do skipBlanks(reader);
    while (readRedirection(reader, redirections));
    return { type: "expression", expression, redirections, start, end: reader.at };
  }
  const name = readShortName(reader) ?? readWord(reader);
  if (name === undefined) return undefined;
  const args: Argument[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    skipBlanks(reader);
    if (readRedirection(reader, redirections)) continue;
    const argument = readArgument(reader);
    if (argument === undefined) break;
    args.push(argument);
  }
  return { type: "command", operator, name, args, redirections, start, end: reader.at };
}

/** `%{…}` and `?{…}`: the alias needs no blank after it. */
function readShortName(reader: Reader): Expression | undefined {
  const start = reader.at;
  const found = take(reader, /[%?](?=[\s{])/y)?.[0];
  return found === undefined ? undefined : { type: "text", parts: [found], quoted: false, start, end: reader.at };
}

function readRedirection(reader: Reader, into: Redirection[]): boolean {
  const start = reader.at;
  const found = take(reader, /([*\d]?)>(>?)(&\d)?[ \t]*/y);
  if (found === undefined) return false;
  if (found[3] !== undefined) return true;
  const target = readWord(reader);
  if (target !== undefined)
    into.push({ append: found[2] === ">", stream: found[1] || "1", target, start, end: reader.at });
  return true;
}

function readArgument(reader: Reader): Argument | undefined {
  const start = reader.at;
  if (startsWith(reader, "--%")) {
    const text = take(reader, /--%([^\r\n|]*)/y)?.[1] ?? "";
    return { type: "verbatim", text: text.trim(), start, end: reader.at };
  }
  const named = take(reader, /-([A-Za-z_?][\w-]*)(:)?(?=[\s;|&(){}'"$@,:>]|$|(?<=:))/y);
  if (named !== undefined) {
    if (named[2] === ":") skipBlanks(reader);
    const value = named[2] === ":" ? readValues(reader) : undefined;
    return { type: "parameter", name: named[1] ?? "", value, start, end: reader.at };
  }
  const value = readValues(reader);
  return value === undefined ? undefined : { type: "value", value, start, end: reader.at };
}

/** One argument, or several joined by commas. */
function readValues(reader: Reader): Expression | undefined {
  const first = readWord(reader);
  if (first === undefined) return undefined;
  const items = [first];
  while (take(reader, /[ \t]*,\s*/y) !== undefined) {
    const next = readWord(reader);
    if (next === undefined) break;
    items.push(next);
  }
  return items.length === 1 ? first : { type: "array", items, start: first.start, end: reader.at };
}

/** A word in argument mode: strings, variables and bare characters run together until a blank or an operator. */
function readWord(reader: Reader): Expression | undefined {
  const start = reader.at;
  const parts: (string | Expression)[] = [];
  let quoted = false;
  let literal = "";
  for (;;) {
    const c = peek(reader);
    const empty = reader.at === start;
    if (c === "" || /[\s;|&)},]/.test(c) || ((c === "<" || c === ">") && literal === "")) break;
    if (c === "(" || c === "{") {
      if (empty) return readPostfix(reader, readPrimary(reader), false);
      // git's `stash@{0}`: braces that close within the word belong to it.
      const braces = c === "{" ? take(reader, /\{[^\s{}]*\}/y) : undefined;
      if (braces === undefined) break;
      literal += braces[0];
      continue;
    }
    if (c === "@" && empty && /[\w('"{]/.test(peek(reader, 1))) return readPrimary(reader);
    if (c === ">" || c === "<") break;
    if (c === "`") {
      if (/[\r\n]/.test(peek(reader, 1))) break;
      // In a bare word any escaped letter counts as itself, as Windows PowerShell has it for most.
      literal += /[A-Za-z]/.test(peek(reader, 1)) ? peek(reader, 1) : "";
      if (/[A-Za-z]/.test(peek(reader, 1))) reader.at += 2;
      else literal += takeEscape(reader);
    } else if (c === "'") {
      quoted = true;
      literal += takeVerbatim(reader);
    } else if (c === '"') {
      quoted = true;
      if (literal !== "") parts.push(literal);
      literal = "";
      parts.push(readExpandable(reader));
    } else if (c === "$" && looksAt(reader, /\$[\w({?$^]/y)) {
      if (literal !== "") parts.push(literal);
      literal = "";
      const value = readPrimary(reader);
      parts.push(parts.length === 0 ? readPostfix(reader, value, false) : value);
    } else {
      literal += c;
      reader.at++;
    }
  }
  if (reader.at === start) return undefined;
  if (literal !== "") parts.push(literal);
  const [only] = parts;
  if (parts.length === 1 && typeof only === "object") return only;
  return { type: "text", parts, quoted, start, end: reader.at };
}
