import { DYNAMIC } from "../../model/effect.ts";
import { CONSUMES, callFunction } from "./calls.ts";
import { rounds } from "./evaluate.ts";
import type { Operation } from "./library.ts";
import { either, itemsOf, list, UNKNOWN, type Value } from "./value.ts";

// Methods that run a function for the items that they are called on.

/** Runs the function for each item. */
export const each: Operation = (of) => {
  const [fn] = of.args;
  const items = of.self === undefined ? [] : (itemsOf(of.self) ?? rounds(of.self));
  if (fn === undefined) return undefined;
  const few = items.length <= 64 ? items : [either(items)];
  return list(few.map((item) => callFunction(fn, [item, UNKNOWN, of.self ?? UNKNOWN], new Map(), of.machine)));
};
/** What passes a filter is some of a folder's names, and not all. */
export const filtered: Operation = (of) => {
  const items = of.self === undefined ? undefined : itemsOf(of.self);
  return items === undefined ? undefined : list(items.map(narrowed));
};

export function narrowed(value: Value): Value {
  if (value.kind !== "text" || value.wild === undefined) return value;
  const { wild: _, ...plain } = value;
  return { ...plain, texts: value.texts.map((one) => one.replace(/\*+/g, DYNAMIC)) };
}
export const reduced: Operation = (of) => {
  const items = of.self === undefined ? undefined : itemsOf(of.self);
  const [fn, start] = of.args;
  if (fn === undefined || items === undefined || items.length > 64) return undefined;
  let out: Value = start ?? items[0] ?? UNKNOWN;
  for (const item of start === undefined ? items.slice(1) : items)
    out = callFunction(fn, [out, item], new Map(), of.machine);
  return out;
};
/** `promise.then(f)`: the value of a promise stands for itself. */
export const settled: Operation = (of) => {
  let out: Value = of.self ?? UNKNOWN;
  for (const fn of of.args)
    if (fn.kind === "function" || fn.kind === "library")
      out = callFunction(fn, [of.self ?? UNKNOWN], new Map(), of.machine);
  return out;
};
for (const one of [each, filtered, reduced, settled]) CONSUMES.add(one);
