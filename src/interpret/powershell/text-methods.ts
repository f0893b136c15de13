import { DYNAMIC } from "../../model/effect.ts";
import type { Taint } from "../shell/value.ts";
import { dynamic, each, isDynamic, known, list, textOf, type Value } from "./value.ts";

type Method = (text: string, args: readonly Value[], taint: Taint) => Value | undefined;

const number = (value: Value | undefined): number =>
  value === undefined || !/^-?\d+$/.test(value.text) ? Number.NaN : Number(value.text);

/** Methods of System.String that give another string; their arguments are taken literally. */
const METHODS: Readonly<Record<string, Method>> = {
  tostring: (text, _args, taint) => known(text, taint),
  tolower: (text, _args, taint) => known(text.toLowerCase(), taint),
  tolowerinvariant: (text, _args, taint) => known(text.toLowerCase(), taint),
  toupper: (text, _args, taint) => known(text.toUpperCase(), taint),
  toupperinvariant: (text, _args, taint) => known(text.toUpperCase(), taint),
  normalize: (text, _args, taint) => known(text, taint),
  trim: (text, args, taint) => (args.length === 0 ? known(text.trim(), taint) : undefined),
  trimstart: (text, args, taint) => (args.length === 0 ? known(text.trimStart(), taint) : undefined),
  trimend: (text, args, taint) => (args.length === 0 ? known(text.trimEnd(), taint) : undefined),
  replace: (text, [from, to], taint) =>
    from === undefined || to === undefined || from.text === "" || isDynamic(from)
      ? undefined
      : known(
          text.replaceAll(from.text, () => to.text),
          taint,
        ),
  substring: (text, [from, length], taint) => {
    const start = number(from);
    const count = length === undefined ? undefined : number(length);
    return Number.isNaN(start) || Number.isNaN(count ?? 0)
      ? undefined
      : known(text.slice(start, count === undefined ? undefined : start + count), taint);
  },
  insert: (text, [at, added], taint) =>
    Number.isNaN(number(at)) || added === undefined
      ? undefined
      : known(text.slice(0, number(at)) + added.text + text.slice(number(at)), taint),
  remove: (text, [from, length], taint) => {
    const start = number(from);
    const count = length === undefined ? text.length : number(length);
    return Number.isNaN(start + count) ? undefined : known(text.slice(0, start) + text.slice(start + count), taint);
  },
  tochararray: (text, _args, taint) => list([...text].map((letter) => known(letter, taint))),
  split: (text, [separator], taint) => {
    const by = each(separator ?? known(" ")).map((one) => one.text);
    const [first] = by;
    if (first === undefined || by.some((one) => one.includes(DYNAMIC) || one === "")) return undefined;
    // One string of several characters splits at each of them in Windows PowerShell.
    const marks = new Set(by.length === 1 && first.length > 1 ? [...first] : by);
    let piece = "";
    const pieces: string[] = [];
    for (const letter of text) {
      if (!marks.has(letter)) piece += letter;
      else {
        pieces.push(piece);
        piece = "";
      }
    }
    return list([...pieces, piece].map((one) => known(one, taint)));
  },
};

export function textMethod(of: Value, name: string, args: readonly Value[], taint: Taint): Value | undefined {
  if (of.isType) return staticText(of.type ?? "", name, args, taint);
  if (of.anyOf || of.text === DYNAMIC) return undefined;
  return Object.hasOwn(METHODS, name) ? METHODS[name]?.(of.text, args, taint) : undefined;
}

/** `[string]::Join`, `[Convert]::ToInt32('6f',16)`, `[char]::ConvertFromUtf32`, `[IO.Path]::Combine`. */
function staticText(type: string, name: string, args: readonly Value[], taint: Taint): Value | undefined {
  const [first, second] = args;
  if (type === "string") {
    if (name === "join" && first !== undefined)
      return known(
        args
          .slice(1)
          .flatMap(each)
          .map((item) => item.text)
          .join(first.text),
        taint,
      );
    if (name === "concat")
      return known(
        args
          .flatMap(each)
          .map((item) => item.text)
          .join(""),
        taint,
      );
    if (name === "format" && first !== undefined)
      return known(
        first.text.replace(/\{(\d{1,3})[^{}]*\}/g, (_, at: string) => textOf(args[Number(at) + 1])),
        taint,
      );
  }
  if (type === "convert" && /^to(?:u?int|byte)/.test(name) && first !== undefined) {
    const value = Number.parseInt(first.text, second === undefined ? 10 : Number(second.text));
    return Number.isNaN(value) ? dynamic(taint) : known(String(value), taint);
  }
  if (type === "convert" && name === "tochar" && first !== undefined && /^\d+$/.test(first.text))
    return known(String.fromCharCode(Number(first.text) & 0xffff), taint);
  if (type === "io.path" && name === "combine")
    return { ...known(args.map((arg) => arg.text).join("/"), taint), file: true };
  if (type === "io.path" && name === "gettemppath") return undefined;
  if (type === "regex" && name === "replace" && args.length >= 3) return undefined;
  if (type === "array" && name === "reverse") return undefined;
  return undefined;
}
