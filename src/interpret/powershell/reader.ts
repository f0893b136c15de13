// Reads characters and the smallest units of PowerShell. Language specification 3.0, section 2 "Lexical structure".

/** Brackets inside brackets that are followed; deeper text is left unread. */
const MAX_DEPTH = 60;

export interface Reader {
  readonly text: string;
  at: number;
  depth: number;
  /** Part of the text was left unread: nested too deep, or not closed. */
  cut: "nesting" | undefined;
}

/** Typographic quotes and dashes mean the same as the plain ones (specification 2.3.5.2); every offset stays. */
export function newReader(text: string): Reader {
  const plain = /[\u2013-\u2015\u2018-\u201e]/.test(text)
    ? text
        .replace(/[\u2013-\u2015]/g, "-")
        .replace(/[\u2018-\u201b]/g, "'")
        .replace(/[\u201c-\u201e]/g, '"')
    : text;
  return { text: plain, at: 0, depth: 0, cut: undefined };
}

/** Goes one bracket deeper; false where that is too deep, and then nothing is left to read. */
export function descend(reader: Reader): boolean {
  if (reader.depth >= MAX_DEPTH) {
    reader.cut = "nesting";
    reader.at = reader.text.length;
    return false;
  }
  reader.depth++;
  return true;
}

export function peek(reader: Reader, ahead = 0): string {
  return reader.text.charAt(reader.at + ahead);
}

export function startsWith(reader: Reader, text: string): boolean {
  return reader.text.startsWith(text, reader.at);
}

/** Matches a sticky expression here and goes past it. */
export function take(reader: Reader, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = reader.at;
  const match = sticky.exec(reader.text) ?? undefined;
  if (match !== undefined) reader.at += match[0].length;
  return match;
}

export function looksAt(reader: Reader, sticky: RegExp): boolean {
  sticky.lastIndex = reader.at;
  return sticky.test(reader.text);
}

/** Skips blanks, comments and continued lines; with `lines`, line ends too. */
export function skipBlanks(reader: Reader, lines = false): void {
  for (;;) {
    const c = peek(reader);
    if (c === " " || c === "\t" || c === "\u00a0" || c === "\f" || c === "\v" || c === "\ufeff") reader.at++;
    else if (lines && (c === "\n" || c === "\r")) reader.at++;
    else if (c === "`" && /[\r\n]/.test(peek(reader, 1))) reader.at += startsWith(reader, "`\r\n") ? 3 : 2;
    else if (c === "<" && peek(reader, 1) === "#") {
      const end = reader.text.indexOf("#>", reader.at + 2);
      reader.at = end < 0 ? reader.text.length : end + 2;
    } else if (c === "#") {
      while (reader.at < reader.text.length && !/[\r\n]/.test(peek(reader))) reader.at++;
    } else return;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0", a: "\x07", b: "\b", e: "\x1b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v",
}; // biome-ignore format: one table

/** The character that a backtick stands for, the reader being on the backtick. */
export function takeEscape(reader: Reader): string {
  const unicode = take(reader, /`u\{[0-9a-f]{1,6}\}/iy);
  if (unicode !== undefined) {
    const code = Number.parseInt(unicode[0].slice(3, -1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  }
  const c = peek(reader, 1);
  reader.at += 2;
  return ESCAPES[c] ?? c;
}

/** `'…'`, the reader being on the quote: `''` is a quote. */
export function takeVerbatim(reader: Reader): string {
  let out = "";
  reader.at++;
  for (;;) {
    const end = reader.text.indexOf("'", reader.at);
    if (end < 0) {
      out += reader.text.slice(reader.at);
      reader.at = reader.text.length;
      return out;
    }
    out += reader.text.slice(reader.at, end);
    reader.at = end + 1;
    if (peek(reader) !== "'") return out;
    out += "'";
    reader.at++;
  }
}

/** The name of the variable here, the reader being on `$` or `@`; undefined where no name follows. */
export function takeVariable(reader: Reader): string | undefined {
  const braced = take(reader, /[$@]\{[^}]*\}/y);
  if (braced !== undefined) return braced[0].slice(2, -1).replace(/`(.)/g, "$1").toLowerCase();
  const plain = take(reader, /[$@]((?:\w+:(?=\w))?\w+|[$?^](?!\w))/y);
  return plain?.[1]?.toLowerCase();
}
