import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, type Field, joinTaint, NO_STREAM, opaqueStream, type Stream, textStream } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** echo: bash's builtin prints escapes only with -e; sh's may always (POSIX leaves it open), so a known escape is decoded in both. */
export function echo(run: Invocation): Stream {
  let at = 0;
  let newline = true;
  let escapes = false;
  while (/^-[neE]+$/.test(textOf(run.args[at]))) {
    const flags = textOf(run.args[at]);
    if (flags.includes("n")) newline = false;
    if (flags.includes("e")) escapes = true;
    at++;
  }
  const rest = run.args.slice(at);
  const text = rest.map((field) => field.text).join(" ");
  const shown = escapes ? beforeStop(text) : text;
  return textStream((escapes ? unescapeText(shown) : text) + (newline && shown === text ? "\n" : ""), taintOf(rest));
}

/** `\c` ends all that is printed, the line's end with it. */
function beforeStop(text: string): string {
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at + 2))
    if (text.charAt(at + 1) === "c") return text.slice(0, at);
  return text;
}

/** Back-slash escapes of echo -e and printf (bash manual 4.2). */
export function unescapeText(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|0?([0-7]{1,3})|(.))/g,
    (whole, hex, four, eight, octal, letter) => {
      const code = hex ?? four ?? eight;
      if (code !== undefined) return fromCode(Number.parseInt(code, 16));
      if (octal !== undefined) return fromCode(Number.parseInt(octal, 8));
      const simple: Record<string, string> = {
        n: "\n",
        t: "\t",
        r: "\r",
        a: "\u0007",
        b: "\b",
        e: "\u001b",
        E: "\u001b",
        f: "\f",
        v: "\v",
        "\\": "\\",
        "'": "'",
        '"': '"',
      };
      return simple[letter as string] ?? (whole as string);
    },
  );
}

function fromCode(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

export function printf(run: Invocation): Stream {
  const [format, ...rest] = run.args[0]?.text === "--" ? run.args.slice(1) : run.args;
  if (format?.text === "-v") {
    const name = textOf(rest[0]);
    const text = formatted(
      textOf(rest[1]),
      rest.slice(2).map((field) => field.text),
    );
    run.state.variables.set(name, { kind: "scalar", values: [text], taint: taintOf(rest) });
    return NO_STREAM;
  }
  if (format === undefined) return NO_STREAM;
  return textStream(
    formatted(
      format.text,
      rest.map((field) => field.text),
    ),
    taintOf(run.args),
  );
}

function formatted(format: string, args: readonly string[]): string {
  const left = [...args];
  let out = "";
  do {
    const before = left.length;
    out += unescapeText(beforeStop(format)).replace(
      /%(?:%|[-+ #0]*(\d*|\*)(?:\.\d+)?([a-zA-Z]))/g,
      (whole, _width, letter: string | undefined) => {
        if (whole === "%%") return "%";
        const value = orEmpty(left.shift());
        if (letter === "b") return unescapeText(beforeStop(value));
        if (letter === "c") return value.charAt(0);
        if (letter === "x" && /^\d+$/.test(value)) return Number(value).toString(16);
        if (letter === "o" && /^\d+$/.test(value)) return Number(value).toString(8);
        return value;
      },
    );
    if (left.length === before || beforeStop(format) !== format) break;
  } while (left.length > 0 && out.length < 65_536);
  return out;
}

export function known(
  run: Invocation,
  change: (text: string) => string,
  operands: readonly Field[] = run.operands,
): Stream {
  const lines = operands.map(({ text }) => `${text.includes(DYNAMIC) ? DYNAMIC : change(text)}\n`);
  return textStream(lines.join(""), taintOf(operands));
}

/** basename(1): the second operand is an ending to take off, unless -a or -s says that all are paths. */
export function baseNames(run: Invocation): Stream {
  const many = run.has("a", "s");
  const suffix = textOf(run.value("s") ?? (many ? undefined : run.operands[1]));
  const base = (text: string) => text.replace(/\/+$/, "").replace(/^.*\//, "");
  const plain = (name: string) =>
    name !== suffix && name.endsWith(suffix) ? name.slice(0, name.length - suffix.length) : name;
  return known(run, (text) => plain(base(text)), many ? run.operands : run.operands.slice(0, 1));
}

/** `seq [first [step]] last`; counting down, fractions and formats are not written out. */
export function sequence(run: Invocation): Stream {
  const numbers = run.args.map((field) => Number(field.text));
  if (numbers.length === 0 || numbers.length > 3 || numbers.some((n) => !Number.isInteger(n))) return opaqueStream();
  const first = numbers.length === 1 ? 1 : (numbers[0] as number);
  const step = numbers.length === 3 ? (numbers[1] as number) : 1;
  const last = numbers.at(-1) as number;
  if (step <= 0 || (last - first) / step > 64) return opaqueStream();
  let out = "";
  for (let n = first; n <= last; n += step) out += `${n}\n`;
  return textStream(out);
}

export function taintOf(fields: readonly Field[]) {
  return fields.reduce((taint, field) => joinTaint(taint, field.taint), CLEAN);
}
