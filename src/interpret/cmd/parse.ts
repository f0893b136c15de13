import type { CmdNode, CmdRedirection, CmdWord } from "./syntax.ts";
import { type Reader, readRedirection, readWord, skip } from "./words.ts";

// cmd.exe's own reading of a line: operators, parentheses, carets, quotes. `cmd /?`, `if /?`, `for /?`.

const MAX_DEPTH = 60;

export function parseCmd(text: string): { readonly nodes: readonly CmdNode[]; readonly tooDeep: boolean } {
  const reader: Reader = { text, at: 0, depth: 0, tooDeep: false };
  const nodes: CmdNode[] = [];
  while (reader.at < text.length) {
    nodes.push(...readList(reader, false));
    reader.at++; // a parenthesis that nothing opened
  }
  return { nodes, tooDeep: reader.tooDeep };
}

function readList(reader: Reader, inside: boolean): readonly CmdNode[] {
  const items: CmdNode[] = [];
  for (;;) {
    skip(reader, /[\s;,=@&|]*/y);
    const c = reader.text.charAt(reader.at);
    if (c === "" || c === ")") {
      if (c === ")" && !inside) {
        reader.at++;
        continue;
      }
      return items;
    }
    const before = reader.at;
    const node = readPipe(reader, inside);
    if (node !== undefined) items.push(node);
    if (reader.at === before) reader.at++;
  }
}

function readPipe(reader: Reader, inside: boolean): CmdNode | undefined {
  const stages: CmdNode[] = [];
  for (;;) {
    const node = readUnit(reader, inside);
    if (node !== undefined) stages.push(node);
    skip(reader, /[ \t]*/y);
    if (reader.text.charAt(reader.at) !== "|" || reader.text.charAt(reader.at + 1) === "|") break;
    reader.at++;
  }
  return stages.length > 1 ? { type: "pipe", stages } : stages[0];
}

function readUnit(reader: Reader, inside: boolean): CmdNode | undefined {
  skip(reader, /[\s@;,=]*/y);
  if (reader.depth >= MAX_DEPTH) {
    reader.tooDeep = true;
    reader.at = reader.text.length;
    return undefined;
  }
  reader.depth++;
  const node = readInner(reader, inside);
  reader.depth--;
  return node;
}

function readInner(reader: Reader, inside: boolean): CmdNode | undefined {
  if (reader.text.charAt(reader.at) === "(") {
    reader.at++;
    const items = readList(reader, true);
    if (reader.text.charAt(reader.at) === ")") reader.at++;
    const redirections: CmdRedirection[] = [];
    skip(reader, /[ \t]*/y);
    while (readRedirection(reader, inside, redirections)) skip(reader, /[ \t]*/y);
    return { type: "list", items, redirections };
  }
  if (skip(reader, /(?:rem(?=[\s&|]|$)|:)[^\r\n]*/iy) !== undefined) return undefined;
  if (skip(reader, /if(?=[\s/(])/iy) !== undefined) return readIf(reader, inside);
  if (skip(reader, /for(?=\s)/iy) !== undefined) return readFor(reader, inside);
  return readCommand(reader, inside);
}

function readIf(reader: Reader, inside: boolean): CmdNode {
  skip(reader, /(?:\s+(?:\/i|not))*\s*/iy);
  if (skip(reader, /(?:exist|defined|errorlevel|cmdextversion)\s+/iy) !== undefined) readWord(reader, true);
  else {
    const left = readWord(reader, true)?.text ?? "";
    skip(reader, /[ \t]*/y);
    // `a==b` is one word or three; `a equ b` always three.
    if (skip(reader, /==[ \t]*/y) !== undefined || skip(reader, /(?:equ|neq|lss|leq|gtr|geq)[ \t]+/iy) !== undefined)
      readWord(reader, true);
    else if (/==$/.test(left)) readWord(reader, true);
  }
  const branches: CmdNode[] = [];
  const then = readPipe(reader, inside);
  if (then !== undefined) branches.push(then);
  if (skip(reader, /\s*else(?=[\s(])/iy) !== undefined) {
    const other = readPipe(reader, inside);
    if (other !== undefined) branches.push(other);
  }
  return { type: "if", branches };
}

function readFor(reader: Reader, inside: boolean): CmdNode | undefined {
  const start = reader.at;
  const head = skip(reader, /((?:\s+\/[a-z])*)\s*("[^"\r\n]*"|[^%\s(][^\s(]*)?\s*%{1,2}([^\s%])\s+in\s*\(/iy);
  if (head === undefined) return readCommand(reader, inside);
  const from = reader.at;
  skip(reader, /(?:"[^"\r\n]*"|'[^'\r\n]*'|`[^`\r\n]*`|[^)"'`]|["'`])*/y);
  const set = reader.text.slice(from, reader.at);
  if (reader.text.charAt(reader.at) === ")") reader.at++;
  skip(reader, /\s*do(?=[\s(@])/iy);
  const inner: Reader = { text: set, at: 0, depth: 0, tooDeep: false };
  const items: CmdWord[] = [];
  for (;;) {
    skip(inner, /[\s,;=]*/y);
    const word = readWord(inner, false);
    if (word === undefined) break;
    items.push(word);
  }
  const body = readPipe(reader, inside);
  return {
    type: "for",
    flags: (head[1] ?? "")
      .toLowerCase()
      .split(/\s+/)
      .filter((flag) => flag !== ""),
    option: (head[2] ?? "").replace(/^"|"$/g, ""),
    variable: head[3] ?? "",
    items,
    set,
    body,
    start,
    end: reader.at,
  };
}

function readCommand(reader: Reader, inside: boolean): CmdNode | undefined {
  const start = reader.at;
  const words: CmdWord[] = [];
  const redirections: CmdRedirection[] = [];
  let last = 0;
  let tail = "";
  for (;;) {
    skip(reader, /[ \t\u00a0]*/y);
    const c = reader.text.charAt(reader.at);
    if (c === "" || /[\r\n&|]/.test(c) || (c === ")" && inside)) break;
    if (readRedirection(reader, inside, redirections)) {
      last = reader.at;
      continue;
    }
    const from = reader.at;
    const word = readWord(reader, inside, words.length === 0);
    if (word === undefined) {
      reader.at++;
      continue;
    }
    // The blanks between words are part of what `echo` and `set` are given.
    if (words.length > 0)
      tail += (tail === "" ? "" : reader.text.slice(last, from)) + reader.text.slice(from, reader.at);
    last = reader.at;
    words.push(word);
  }
  const [name, ...args] = words;
  if (name === undefined) return undefined;
  return {
    type: "command",
    words: [name, ...args],
    redirections,
    tail: tail.replace(/\^([\s\S])/g, "$1"),
    start,
    end: reader.at,
  };
}
