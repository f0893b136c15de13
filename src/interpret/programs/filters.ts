import { CLEAN, type Field, joinTaint, opaqueStream, type Stream, textStream } from "../shell/value.ts";
import { leavesNames, unread } from "./names-only.ts";
import { unescapeText } from "./printing.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

export function cat(run: Invocation): Stream {
  return filter(run, run.operands, !/^z|^nl$|^tac$/.test(run.name));
}

/** Reads its files, or passes its input on; `whole` when the text goes through unchanged. */
export function filter(run: Invocation, fields: readonly Field[], whole: boolean): Stream {
  const files = fields.filter((field) => field.text !== "-");
  if (files.length === 0 && leavesNames(run)) {
    unread(run);
    return opaqueStream();
  }
  if (files.length === 0) return whole ? run.stdin : { ...opaqueStream(run.stdin.taint), text: undefined };
  const names = leavesNames(run);
  let joined: Stream | undefined;
  for (const field of files) {
    const target = run.path(field);
    const written = run.state.files.get(target.path) ?? run.state.files.get(field.text);
    if (written === undefined || target.scope !== "temp") {
      if (!/^\/dev\/(?:fd\/|stdin)/.test(field.text))
        run.emit({ kind: "read", target, recursive: false, how: names ? "metadata" : "content" });
    }
    const stream: Stream = names
      ? opaqueStream()
      : (written ?? (field.text === "/dev/stdin" ? run.stdin : opaqueStream({ ...CLEAN, files: [target] })));
    joined =
      joined === undefined
        ? stream
        : {
            text: joined.text === undefined || stream.text === undefined ? undefined : joined.text + stream.text,
            taint: joinTaint(joined.taint, stream.taint),
            empty: false,
          };
  }
  const result = joined ?? opaqueStream();
  return whole ? result : { ...result, text: undefined };
}

/** `cut -d= -f1` leaves the names of variables and none of their values. */
export function namesOnly(run: Invocation): Stream | undefined {
  const first = run.value("f", "fields")?.text === "1" && /^=?$/.test(run.value("d", "delimiter")?.text ?? "\t");
  if (!first || run.operands.length > 0) return undefined;
  if (leavesNames(run)) unread(run);
  return opaqueStream();
}

export function sortLines(run: Invocation): Stream {
  const program = run.value("compress-program");
  if (program !== undefined) run.shell(program.text, { source: "inline", span: program.span });
  return filter(run, run.operands, false);
}

export function transliterate(run: Invocation): Stream {
  const { text, taint } = run.stdin;
  const [from, to] = run.operands.map((field) => set(unescapeText(field.text)));
  if (text === undefined || from === undefined || run.has("c", "C"))
    return { ...run.stdin, text: undefined, empty: false };
  if (run.has("d")) return textStream([...text].filter((c) => !from.includes(c)).join(""), taint);
  if (to === undefined)
    return run.has("s")
      ? textStream(
          text.replace(/(.)\1+/gs, (run1, c: string) => (from.includes(c) ? c : run1)),
          taint,
        )
      : { ...run.stdin, text: undefined };
  const last = orEmpty(to.at(-1));
  return textStream([...text].map((c) => (from.includes(c) ? (to[from.lastIndexOf(c)] ?? last) : c)).join(""), taint);
}

function set(text: string): string[] {
  const classes: Record<string, string> = {
    lower: "a-z",
    upper: "A-Z",
    digit: "0-9",
    alpha: "A-Za-z",
    alnum: "A-Za-z0-9",
    space: " \t\n\r\f\v",
    blank: " \t",
  };
  const plain = text.replace(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  const out: string[] = [];
  const chars = [...plain];
  for (let i = 0; i < chars.length; i++) {
    const [a, b] = [orEmpty(chars[i]), chars[i + 2]];
    if (chars[i + 1] === "-" && b !== undefined && b >= a) {
      for (let code = a.charCodeAt(0); code <= b.charCodeAt(0) && out.length < 1024; code++)
        out.push(String.fromCharCode(code));
      i += 2;
    } else out.push(a);
  }
  return out;
}
