import type { CmdRedirection, CmdWord } from "./syntax.ts";

// Words, redirections, and the place in the text.

export interface Reader {
  readonly text: string;
  at: number;
  depth: number;
  tooDeep: boolean;
}

/** No command that cmd.exe has inside is longer: a longer word is not looked at for glued switches. */
const MAX_NAME = 12;

export function readRedirection(reader: Reader, inside: boolean, into: CmdRedirection[]): boolean {
  const found = skip(reader, /(\d?)(>>?|<)(&\d)?[ \t]*/y);
  if (found === undefined) return false;
  if (found[3] !== undefined) return true;
  const target = readWord(reader, inside);
  const kind = found[2] === "<" ? "in" : found[2] === ">>" ? "append" : "truncate";
  if (target !== undefined) into.push({ kind, stream: found[1] || "1", target });
  return true;
}

/** A word up to a blank or an operator; the name of a command also ends before a switch that is glued to it (`rd/s`). */
export function readWord(reader: Reader, inside: boolean, isName = false): CmdWord | undefined {
  const start = reader.at;
  let text = "";
  let quoted = false;
  let open = false;
  while (reader.at < reader.text.length) {
    const c = reader.text.charAt(reader.at);
    if (c === "\n" || c === "\r") break;
    if (c === '"') {
      open = !open;
      quoted = true;
      reader.at++;
      continue;
    }
    if (!open) {
      if (c === "^") {
        const skipped = reader.text.slice(
          reader.at,
          reader.at + (reader.text.startsWith("\r\n", reader.at + 1) ? 3 : 2),
        );
        if (!/[\r\n]/.test(skipped)) text += skipped.slice(1);
        reader.at += skipped.length;
        continue;
      }
      if (/[ \t\u00a0&|<>]/.test(c) || (c === ")" && inside)) break;
      if (
        isName &&
        text.length < MAX_NAME &&
        (c === "/" || c === "(" || c === "," || c === ";" || c === "=") &&
        /^[a-z]+\.?$/i.test(text)
      )
        break;
    }
    text += c;
    reader.at++;
  }
  return reader.at === start ? undefined : { text, quoted, start, end: reader.at };
}

export function skip(reader: Reader, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = reader.at;
  const match = sticky.exec(reader.text) ?? undefined;
  if (match !== undefined) reader.at += match[0].length;
  return match;
}
