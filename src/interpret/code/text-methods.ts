import { DYNAMIC } from "../../model/effect.ts";
import { joinTaint } from "../shell/value.ts";
import { given, receiver } from "./given.ts";
import type { LibraryCall, Operation } from "./library.ts";
import { changed, changedAround, decode, formatBraces, fromCodes, joined, textsOf } from "./texts.ts";
import {
  asNumber,
  asText,
  concat,
  eachText,
  either,
  entryOf,
  firstText,
  itemsOf,
  list,
  taintOf,
  text,
  texts,
  unknown,
  type Value,
} from "./value.ts";

// Methods of texts and lists that all languages have under some name, without effects.

const self = (of: LibraryCall) => asText(of.self);
const first = (of: LibraryCall, index = 0) => firstText(of.args[index]);

export const same: Operation = (of) => of.self;
export const firstArgument: Operation = (of) => of.args[0];

export const upper: Operation = (of) => changedAround(self(of), (one) => one.toUpperCase());
export const lower: Operation = (of) => changedAround(self(of), (one) => one.toLowerCase());
export const trim: Operation = (of) => changedAround(self(of), (one) => stripped(one, first(of)));
export const reverse: Operation = (of) =>
  of.self?.kind === "list"
    ? list([...of.self.items].reverse())
    : changed(asText(of.self ?? of.args[0]), (one) => [...one].reverse().join(""));

function stripped(one: string, characters: string): string {
  if (characters === "" || characters === DYNAMIC) return one.trim();
  let [from, to] = [0, one.length];
  while (from < to && characters.includes(one.charAt(from))) from++;
  while (to > from && characters.includes(one.charAt(to - 1))) to--;
  return one.slice(from, to);
}

/** Every occurrence; with `once` only the first, as JavaScript does for a text. */
export function replace(once: boolean): Operation {
  return (of) => {
    const [from, to] = [of.args[0], firstText(of.args[1])];
    if (from?.kind !== "text") return unknown(joinTaint(taintOf(of.self), taintOf(of.args[1])));
    const [what] = from.texts;
    return changedAround(self(of), (one) => (once ? one.replace(what, () => to) : one.replaceAll(what, () => to)));
  };
}

export const split: Operation = (of) => {
  const value = self(of);
  const [one, ...others] = value.texts;
  if (one.includes(DYNAMIC) || others.length > 0) return list([unknown(value.taint)]);
  const by = of.args[0];
  const parts =
    by === undefined || by.kind === "constant"
      ? one.trim().split(/\s+/)
      : by.kind === "text"
        ? one.split(by.texts[0])
        : [one];
  return parts.length > 4096 ? list([unknown(value.taint)]) : list(parts.map((part) => text(part, value.taint)));
};

/** `separator.join(list)` */
export const joinItems: Operation = (of) => {
  const items = items1(given(of));
  return items === undefined ? unknown(taintOf(of.args[0])) : joined(textsOf(items), self(of));
};

/** `list.join(separator)` */
export function joinList(separator: string): Operation {
  return (of) => {
    const items = items1(receiver(of));
    if (items === undefined) return unknown(taintOf(of.self));
    return joined(textsOf(items), of.args[0] === undefined ? text(separator) : asText(of.args[0]));
  };
}

function items1(value: Value): readonly Value[] | undefined {
  return value.kind === "text" && value.texts.length === 1 && !value.texts[0].includes(DYNAMIC)
    ? [...value.texts[0]].map((one) => text(one, value.taint))
    : itemsOf(value);
}

export const format: Operation = (of) =>
  texts(
    eachText(self(of).texts, (one) => formatBraces(one, textsOf(of.args), (name) => asText(of.named.get(name)))),
    { kind: "text", taint: of.args.map((one) => taintOf(one)).reduce(joinTaint, self(of).taint) },
  );

export const concatenated: Operation = (of) => {
  if (of.self?.kind === "list") return list([...of.self.items, ...of.args.flatMap((arg) => itemsOf(arg) ?? [arg])]);
  return of.args.reduce<Value>((out, arg) => concat(out, arg), of.self ?? text(""));
};

export function decoded(encoding: string): Operation {
  return (of) => decode(asText(of.args[0] ?? of.self), encoding);
}

/** The character of a number; several numbers, or a list of them, are a text. */
export const characters: Operation = (of) => {
  const given = of.args.flatMap((arg) => itemsOf(arg) ?? [arg]);
  return fromCodes(given.map(asNumber), given.map((one) => taintOf(one)).reduce(joinTaint, taintOf(of.self)));
};

export const codeOf: Operation = (of) => {
  const one = first(of);
  const value = one === DYNAMIC ? undefined : one.codePointAt(0);
  return value === undefined ? undefined : { kind: "constant", value };
};

/** The code of the character at a place of a text. */
export const codeAt: Operation = (of) =>
  codeOf({ ...of, args: [changed(self(of), (one) => one.charAt(asNumber(of.args[0]) ?? 0))] });

export const at: Operation = (of) => {
  const index = asNumber(of.args[0]) ?? 0;
  return of.self?.kind === "list" ? of.self.items.at(index) : changed(self(of), (one) => one.at(index) ?? "");
};

export const slice: Operation = (of) => {
  const [from, to] = [asNumber(of.args[0]), asNumber(of.args[1])];
  if (of.self?.kind === "list") return list(of.self.items.slice(from, to));
  return changed(self(of), (one) => one.slice(from, to));
};

/** By place and length; a negative length leaves out as many at the end (PHP, Perl). */
export const part: Operation = (of) => {
  const [from, length] = [asNumber(of.args[0]), asNumber(of.args[1])];
  return changed(self(of), (one) => one.slice(from).slice(0, length));
};

export const push: Operation = (of) => {
  if (of.self?.kind !== "list") return undefined;
  // Lists are values here, but a list that is filled step by step is common where arguments are put together.
  (of.self.items as Value[]).push(...of.args);
  return of.self;
};

export const extend: Operation = (of) => {
  if (of.self?.kind !== "list") return undefined;
  (of.self.items as Value[]).push(...of.args.flatMap((arg) => itemsOf(arg) ?? [arg]));
  return of.self;
};

export const listOf: Operation = (of) =>
  list(of.args.slice(0, 1).flatMap((arg) => items1(arg) ?? [unknown(taintOf(arg))]));
export const reversedList: Operation = (of) => {
  const items = items1(given(of));
  return items === undefined ? undefined : list([...items].reverse());
};
export const asWritten: Operation = (of) => (of.args[0] === undefined ? text("") : asText(of.args[0]));
const PREFIXES: Readonly<Record<string, number>> = { "0x": 16, "0o": 8, "0b": 2 };

export const number: Operation = (of) => {
  const written = firstText(of.args[0]);
  const base = asNumber(of.args[1]) ?? 10;
  const own = PREFIXES[written.slice(0, 2).toLowerCase()];
  const value =
    own !== undefined && (base === 10 || base === own)
      ? Number.parseInt(written.slice(2), own)
      : base === 10
        ? Number(written)
        : Number.parseInt(written, base);
  return Number.isNaN(value) || written === "" ? undefined : { kind: "constant", value };
};
export const valueOrDefault: Operation = (of) => {
  return entryOf(of.self, first(of)) ?? either([unknown(taintOf(of.self)), ...of.args.slice(1, 2)]);
};
export const values: Operation = (of) => {
  const from = of.self?.kind === "dict" ? of.self : of.args[0];
  return from?.kind === "dict" ? list([...from.entries.values()]) : undefined;
};
export const entries: Operation = (of) => {
  const from = of.self?.kind === "dict" ? of.self : of.args[0];
  return from?.kind === "dict" ? list([...from.entries].map(([key, value]) => list([text(key), value]))) : undefined;
};
export const range: Operation = (of) => {
  const numbers = of.args.map(asNumber).filter((one) => one !== undefined);
  if (numbers.length < of.args.length) return undefined;
  const [from = 0, to = 0, step = 1] = numbers.length === 1 ? [0, ...numbers] : numbers;
  const out: Value[] = [];
  for (let at = from; step > 0 ? at < to : at > to && step < 0; at += step) {
    if (out.length >= 64) return undefined;
    out.push({ kind: "constant", value: at });
  }
  return list(out);
};
