import { DYNAMIC } from "../../model/effect.ts";
import type { Frame } from "../shell/frame.ts";
import { CLEAN, joinTaint, type Stream, type Taint } from "../shell/value.ts";
import type { Block } from "./syntax.ts";

/** What is known of an object. */
export interface Value {
  /** As text; dynamic parts are "\uFFFC". */
  readonly text: string;
  readonly taint: Taint;
  readonly items?: readonly Value[];
  /** The items are alternatives: a variable that branches leave different. */
  readonly anyOf?: true;
  readonly table?: ReadonlyMap<string, Value>;
  readonly block?: { readonly body: Block; readonly frame: Frame };
  /** Name of its .NET type in lower case, without `System.`, where that matters. */
  readonly type?: string;
  /** The value is the type itself. */
  readonly isType?: true;
  /** Bytes as latin1, where it is a byte array. */
  readonly bytes?: string;
  /** An item of a folder: the text is its path. */
  readonly file?: true;
  /** With everything below it, each item on its own. */
  readonly deep?: true;
  /** Nothing was printed. */
  readonly nothing?: true;
}

export const NOTHING: Value = { text: "", taint: CLEAN, nothing: true };

export function known(text: string, taint: Taint = CLEAN): Value {
  return { text, taint };
}

export function dynamic(taint: Taint = CLEAN): Value {
  return { text: DYNAMIC, taint };
}

export function isDynamic(value: Value): boolean {
  return value.text.includes(DYNAMIC);
}

/** Arrays longer than this are one dynamic value. */
const MAX_ITEMS = 256;
const MAX_TEXT = 256 * 1024;

export function list(items: readonly Value[]): Value {
  const flat = items.flatMap((item) => (item.nothing ? [] : item.anyOf ? [item] : (item.items ?? [item])));
  const [first] = flat;
  const taint = flat.reduce((all, item) => joinTaint(all, item.taint), CLEAN);
  if (first === undefined) return { ...NOTHING, items: [] };
  if (flat.length > MAX_ITEMS) return dynamic(taint);
  return { text: capped(flat.map((item) => item.text).join(" ")), taint, items: flat };
}

/** What a run leaves: one value is itself, several are a list. */
export function gathered(values: readonly Value[]): Value {
  const [first, ...others] = values;
  return first === undefined || others.length > 0 ? list(values) : first;
}

/** As text; of what is not given, what stands for it. */
export function textOf(value: Value | undefined, otherwise = ""): string {
  return value?.text ?? otherwise;
}

/** The value itself, or each of the values that it holds or may be. */
export function each(value: Value): readonly Value[] {
  if (value.items === undefined) return value.nothing ? [] : [value];
  return value.items.flatMap((item) => (item.items === undefined ? [item] : each(item)));
}

/** Entries of a hash table. */
export function hashOf(value: Value): Iterable<readonly [string, Value]> {
  return value.table ?? [];
}

export function itemsOf(value: Value): readonly Value[] {
  return value.items ?? [];
}

export function alternatives(values: readonly Value[]): Value {
  const [first] = values;
  if (first === undefined) return NOTHING;
  if (values.every((value) => value === first || value.text === first.text)) return first;
  const items = values.flatMap((value) => (value.anyOf ? itemsOf(value) : [value])).slice(0, MAX_ITEMS);
  return { text: DYNAMIC, taint: items.reduce((all, item) => joinTaint(all, item.taint), CLEAN), items, anyOf: true };
}

export function concat(a: Value, b: Value): Value {
  return known(capped(a.text + b.text), joinTaint(a.taint, b.taint));
}

export function capped(text: string): string {
  return text.length > MAX_TEXT ? DYNAMIC : text;
}

export function fromStream(stream: Stream): Value {
  if (stream.empty) return NOTHING;
  return { text: stream.text?.replace(/\r?\n$/, "") ?? DYNAMIC, taint: stream.taint };
}

export function toStream(value: Value | undefined): Stream {
  if (value === undefined || value.nothing) return { text: undefined, taint: CLEAN, empty: true };
  const text = value.items === undefined ? value.text : value.items.map((item) => item.text).join("\n");
  return { text: text === DYNAMIC ? undefined : text, taint: value.taint, empty: false };
}
