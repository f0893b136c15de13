import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, joinTaint, type Taint } from "../shell/value.ts";
import type { Lambda } from "./tree.ts";

/** What an expression can be told to be, without running it. */
export type Value =
  | TextValue
  | { readonly kind: "constant"; readonly value: number | boolean | null }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  | DictValue
  /** Something of the language's library: "os.path.join". */
  | { readonly kind: "library"; readonly name: string }
  | { readonly kind: "function"; readonly lambda: Lambda; readonly scope: Scope; readonly self?: Value | undefined }
  | { readonly kind: "class"; readonly members: ReadonlyMap<string, Value> }
  /** A thing that the library made: an open file, a socket, a request. */
  | ObjectValue
  | { readonly kind: "any"; readonly of: readonly Value[] }
  | { readonly kind: "unknown"; readonly taint: Taint };

export type Texts = readonly [string, ...string[]];

export interface TextValue {
  readonly kind: "text";
  /** One of these; parts from outside are DYNAMIC. */
  readonly texts: Texts;
  readonly taint: Taint;
  /** Holds `*` for names that a folder was listed for: of the folder itself, or of all below it. */
  readonly wild?: "names" | "deep" | undefined;
}

export type ValueOf<K extends Value["kind"]> = Extract<Value, { readonly kind: K }>;

export interface DictValue {
  readonly kind: "dict";
  readonly entries: Map<string, Value>;
  readonly taint: Taint;
}

export interface ObjectValue {
  readonly kind: "object";
  readonly type: string;
  readonly fields: Map<string, Value>;
  readonly taint: Taint;
}

export interface Scope {
  readonly names: Map<string, Value>;
  readonly parent: Scope | undefined;
  /** Names that are the outermost scope's. */
  readonly outer: Set<string>;
}

export const UNKNOWN: Value = { kind: "unknown", taint: CLEAN };
export const NULL: Value = { kind: "constant", value: null };

/** Alternatives kept of one value, and units kept of one text. */
const MAX_TEXTS = 32;
export const MAX_TEXT = 64 * 1024;

export function unknown(taint: Taint): Value {
  return taint === CLEAN ? UNKNOWN : { kind: "unknown", taint };
}

export function text(value: string, taint: Taint = CLEAN, wild?: TextValue["wild"]): TextValue {
  return {
    kind: "text",
    texts: [fitting(value)],
    taint,
    ...(wild === undefined ? {} : { wild }),
  };
}

function fitting(one: string): string {
  return one.length > MAX_TEXT ? DYNAMIC : one;
}

export function texts(values: Texts, like: Omit<TextValue, "texts">): TextValue {
  const others = [...new Set(values)].slice(1);
  const kept: [string, ...string[]] = [fitting(values[0]), ...others.slice(0, MAX_TEXTS - 1).map(fitting)];
  if (others.length >= MAX_TEXTS) kept.push(DYNAMIC);
  return { ...like, texts: kept };
}

export function eachText([first, ...others]: Texts, change: (one: string) => string): Texts {
  return [change(first), ...others.map(change)];
}

export function list(items: readonly Value[]): Value {
  return { kind: "list", items };
}

export function object(type: string, fields: Readonly<Record<string, Value>> = {}, taint: Taint = CLEAN): ObjectValue {
  return { kind: "object", type, fields: new Map(Object.entries(fields)), taint };
}

/** One of several, with texts taken together. */
export function either(values: readonly Value[]): Value {
  const flat = values.flatMap((value) => (value.kind === "any" ? value.of : [value]));
  const [only] = flat;
  if (only === undefined) return UNKNOWN;
  if (flat.every((value) => value === only)) return only;
  const told = flat.filter((value) => value.kind !== "unknown" && !(value.kind === "constant" && value.value === null));
  const written = oneText(told.filter((value) => value.kind === "text"));
  const others = told.filter((value) => value.kind !== "text");
  const [first, ...more] = written === undefined ? others : [written, ...others];
  if (first === undefined) return unknown(flat.map((value) => taintOf(value)).reduce(joinTaint));
  return more.length === 0 ? first : { kind: "any", of: [first, ...more].slice(0, MAX_TEXTS) };
}

/** All that several texts may be. */
function oneText([first, ...others]: readonly TextValue[]): TextValue | undefined {
  if (first === undefined) return undefined;
  return texts([...first.texts, ...others.flatMap((value) => value.texts)], {
    kind: "text",
    taint: others.reduce((taint, value) => joinTaint(taint, value.taint), first.taint),
    wild: others.reduce((wild, value) => wild ?? value.wild, first.wild),
  });
}

export function taintOf(value: Value | undefined, depth = 0): Taint {
  if (value === undefined || depth > 4) return CLEAN;
  switch (value.kind) {
    case "text":
    case "unknown":
      return value.taint;
    case "list":
      return value.items.slice(0, 64).reduce((taint, item) => joinTaint(taint, taintOf(item, depth + 1)), CLEAN);
    case "dict":
      return [...value.entries.values()]
        .slice(0, 64)
        .reduce((taint, item) => joinTaint(taint, taintOf(item, depth + 1)), value.taint);
    case "object":
      return [...value.fields.values()].reduce(
        (taint, item) => joinTaint(taint, taintOf(item, depth + 1)),
        value.taint,
      );
    case "any":
      return value.of.reduce((taint, item) => joinTaint(taint, taintOf(item, depth + 1)), CLEAN);
    default:
      return CLEAN;
  }
}

/** A value as text: constants are written out, what is not known is DYNAMIC. */
export function asText(value: Value | undefined): TextValue {
  if (value === undefined) return text(DYNAMIC);
  switch (value.kind) {
    case "text":
      return value;
    case "constant":
      return text(value.value === null ? "" : String(value.value));
    case "any":
      return oneText(value.of.filter((one) => one.kind === "text")) ?? text(DYNAMIC, taintOf(value));
    case "object": {
      const named = value.fields.get("text");
      return named === undefined ? text(DYNAMIC, taintOf(value)) : asText(named);
    }
    default:
      return text(DYNAMIC, taintOf(value));
  }
}

/** The text of a value of which the first alternative stands for all; DYNAMIC where it is not known. */
export function firstText(value: Value | undefined): string {
  return asText(value).texts[0];
}

export function concat(left: Value, right: Value): TextValue {
  const [a, b] = [asText(left), asText(right)];
  const [first, ...others] = a.texts;
  return texts(
    [...eachText(b.texts, (one) => first + one), ...others.flatMap((other) => b.texts.map((one) => other + one))],
    { kind: "text", taint: joinTaint(a.taint, b.taint), wild: a.wild ?? b.wild },
  );
}

export function asNumber(value: Value | undefined): number | undefined {
  if (value?.kind === "constant" && typeof value.value === "number") return value.value;
  return undefined;
}

export function isTrue(value: Value | undefined): boolean {
  if (value === undefined || value.kind === "unknown") return false;
  return value.kind !== "constant" || Boolean(value.value);
}

/** As `itemsOf`, with none where they are not known. */
export function listed(value: Value | undefined): readonly Value[] {
  return itemsOf(value) ?? [];
}

/** A field of something that the library made. */
export function fieldOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === "object" ? value.fields.get(name) : undefined;
}

export function entriesOf(value: Value | undefined): Iterable<readonly [string, Value]> {
  return value?.kind === "dict" ? value.entries : [];
}

/** An entry of a dictionary. */
export function entryOf(value: Value | undefined, name: string): Value | undefined {
  return value?.kind === "dict" ? value.entries.get(name) : undefined;
}

/** The items of what is looped over or spread; undefined where they are not known. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  if (value?.kind === "list") return value.items;
  if (value?.kind === "any") {
    const lists = value.of.map(itemsOf).filter((items) => items !== undefined);
    return lists.length === 0 ? undefined : lists.flat();
  }
  return undefined;
}
