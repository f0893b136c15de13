import { readBlock, readExpandable, readExpression, readPostfix, readPrimary } from "./expressions.ts";
import {
  descend,
  looksAt,
  newReader,
  peek,
  type Reader,
  skipBlanks,
  startsWith,
  take,
  takeEscape,
  takeVerbatim,
} from "./reader.ts";
import type { Argument, Block, Element, Expression, Redirection, Statement } from "./syntax.ts";

export interface Script {
  readonly statements: readonly Statement[];
  readonly tooDeep: boolean;
}

/**
 * Parses PowerShell, in one pass and without going back further than a blank. Tolerant: what is not closed ends with the
 * text, what makes no sense is stepped over, so that everything else is still seen.
 */
export function parsePowerShell(text: string): Script {
  const reader = newReader(text);
  const statements: Statement[] = [];
  while (reader.at < reader.text.length) {
    statements.push(...readStatements(reader, ""));
    reader.at++; // a closing bracket that nothing opened
  }
  return { statements, tooDeep: reader.cut === "nesting" };
}

/** Statements up to `close` or the end; the bracket itself is left. */
export function readStatements(reader: Reader, close: string): readonly Statement[] {
  const out: Statement[] = [];
  for (;;) {
    skipBlanks(reader, true);
    const c = peek(reader);
    if (c === "" || c === close || c === ")" || c === "}") return out;
    const before = reader.at;
    if (c === ";" || c === "|" || c === "]") reader.at++;
    else {
      const statement = readStatement(reader);
      if (statement !== undefined) out.push(statement);
      skipBlanks(reader);
      if (startsWith(reader, "&&") || startsWith(reader, "||")) reader.at += 2;
      else if (peek(reader) === "&") reader.at++;
    }
    if (reader.at === before) reader.at++;
  }
}

const KEYWORD =
  /(if|elseif|else|while|do|until|for|foreach|switch|try|catch|finally|trap|function|filter|workflow|configuration|return|throw|exit|begin|process|end|clean|dynamicparam|class|enum|data|parallel|sequence|inlinescript|using|param)(?![\w:.\\/-])/iy;

export function readStatement(reader: Reader): Statement | undefined {
  const start = reader.at;
  if (!descend(reader)) return undefined;
  const keyword = take(reader, KEYWORD)?.[1]?.toLowerCase();
  const statement = keyword === undefined ? readPipeline(reader) : readKeyword(reader, keyword, start);
  reader.depth--;
  return statement;
}

function readKeyword(reader: Reader, word: string, start: number): Statement | undefined {
  skipBlanks(reader);
  switch (word) {
    case "return":
    case "throw":
    case "exit":
      return /^[;}\r\n)]?$/.test(peek(reader)) ? undefined : readPipeline(reader);
    case "using":
      take(reader, /[^\r\n;]*/y);
      return undefined;
    case "function":
    case "filter":
    case "workflow":
    case "configuration":
    case "class":
    case "enum": {
      const name =
        take(reader, /[^\s({;]+/y)?.[0]
          .toLowerCase()
          .replace(/^(?:global|script|local):/, "") ?? "";
      take(reader, /[^{(;]*/y);
      const from = reader.at;
      if (peek(reader) === "(") readPrimary(reader);
      const listed = [...reader.text.slice(from, reader.at).matchAll(/\$(\w+)/g)].map((m) =>
        (m[1] ?? "").toLowerCase(),
      );
      skipBlanks(reader, true);
      if (peek(reader) !== "{") return undefined;
      const block = readBlock(reader);
      const parameters = [...listed, ...block.parameters];
      return { type: "function", name, block: { ...block, parameters }, start, end: reader.at };
    }
    case "foreach": {
      // As a command, `foreach { … }` is ForEach-Object.
      if (peek(reader) !== "(") {
        reader.at = start;
        return readPipeline(reader);
      }
      reader.at++;
      const name = take(reader, /\s*(?:\[[\w.]+\]\s*)?\$(?:\w+:)?(\w+)\s+in\s/iy)?.[1]?.toLowerCase() ?? "_";
      const list = readStatements(reader, ")");
      if (peek(reader) === ")") reader.at++;
      skipBlanks(reader, true);
      if (peek(reader) !== "{") return control("foreach", [list], [], start, reader);
      return { type: "foreach", name, list, block: readBlock(reader), start, end: reader.at };
    }
    default:
      return readControl(reader, word, start);
  }
}

/** Any construct that is made of parentheses and blocks. */
function readControl(reader: Reader, word: string, start: number): Statement {
  const heads: (readonly Statement[])[] = [];
  const blocks: Block[] = [];
  for (;;) {
    const before = reader.at;
    skipBlanks(reader, true);
    const c = peek(reader);
    if (c === "(" && blocks.length === 0) {
      reader.at++;
      heads.push(readStatements(reader, ")"));
      if (peek(reader) === ")") reader.at++;
    } else if (c === "{") {
      blocks.push(word === "switch" ? readClauses(reader) : readBlock(reader));
      if (word !== "do") return control(word, heads, blocks, start, reader);
    } else if (c === "-" && blocks.length === 0) take(reader, /-\w*/y);
    else if (c === "[" && blocks.length === 0) take(reader, /\[[^\]]*\]?/y);
    else if (blocks.length === 0 && word === "switch" && /[$\w'"]/.test(c)) heads.push([expressionStatement(reader)]);
    else if (blocks.length === 0 && /[A-Za-z]/.test(c) && /^(?:data|catch|trap)$/.test(word)) take(reader, /\w+/y);
    else {
      reader.at = before;
      return control(word, heads, blocks, start, reader);
    }
    if (reader.at === before) return control(word, heads, blocks, start, reader);
  }
}

function expressionStatement(reader: Reader): Statement {
  const start = reader.at;
  const expression = readExpression(reader);
  if (reader.at === start) reader.at++;
  const element: Element = { type: "expression", expression, redirections: [], start, end: reader.at };
  return { type: "pipeline", elements: [element], start, end: reader.at };
}

/** `{ value { … } value { … } }`: the clauses' bodies as statements of one block. */
function readClauses(reader: Reader): Block {
  const start = reader.at++;
  const statements: Statement[] = [];
  if (descend(reader)) {
    for (;;) {
      skipBlanks(reader, true);
      const c = peek(reader);
      if (c === "" || c === "}") break;
      const before = reader.at;
      readPostfix(reader, readPrimary(reader), false);
      skipBlanks(reader, true);
      if (peek(reader) === "{") {
        const block = readBlock(reader);
        statements.push({ type: "control", word: "clause", heads: [], blocks: [block], start: before, end: reader.at });
      }
      if (reader.at === before) reader.at++;
    }
    reader.depth--;
  }
  if (peek(reader) === "}") reader.at++;
  return { parameters: [], statements, start, end: reader.at };
}

function control(
  word: string,
  heads: readonly (readonly Statement[])[],
  blocks: readonly Block[],
  start: number,
  reader: Reader,
): Statement {
  return { type: "control", word, heads, blocks, start, end: reader.at };
}

function readPipeline(reader: Reader): Statement | undefined {
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
