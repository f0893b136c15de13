import { readPipeline } from "./command-lines.ts";
import { readExpression } from "./expressions.ts";
import { readBlock, readPostfix, readPrimary } from "./operands.ts";
import { descend, newReader, peek, type Reader, skipBlanks, startsWith, take } from "./reader.ts";
import type { Block, Element, Statement } from "./syntax.ts";

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
      const listed = [...reader.text.slice(from, reader.at).matchAll(/\$\w+/g)].map(([m]) => m.slice(1).toLowerCase());
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
