import { DYNAMIC } from "../../model/effect.ts";
import { CONSUMES, callFunction } from "./calls.ts";
import { rounds } from "./evaluate.ts";
import { receiver } from "./given.ts";
import type { Operation } from "./library.ts";
import { eachText, either, itemsOf, list, UNKNOWN, type Value } from "./value.ts";

// Methods that run a function for the items that they are called on.

/** Runs the function for each item. */
export const each: Operation = (of) => {
  const [fn] = of.args;
  const self = receiver(of);
  const items = itemsOf(self) ?? rounds(self);
  if (fn === undefined) return undefined;
  const few = items.length <= 64 ? items : [either(items)];
  return list(few.map((item) => callFunction(fn, [item, UNKNOWN, self], new Map(), of.machine)));
};
/** What passes a filter is some of a folder's names, and not all. */
export const filtered: Operation = (of) => {
  const items = itemsOf(of.self);
  return items === undefined ? undefined : list(items.map(narrowed));
};

export function narrowed(value: Value): Value {
  if (value.kind !== "text" || value.wild === undefined) return value;
  const { wild: _, ...plain } = value;
  return { ...plain, texts: eachText(value.texts, (one) => one.replace(/\*+/g, DYNAMIC)) };
}
export const reduced: Operation = (of) => {
  const [fn, start] = of.args;
  const items = itemsOf(of.self);
  if (fn === undefined || items === undefined || items.length > 64) return undefined;
  let [out = UNKNOWN, ...others] = start === undefined ? items : [start, ...items];
  for (const item of others) out = callFunction(fn, [out, item], new Map(), of.machine);
  return out;
};
/** `promise.then(f)`: the value of a promise stands for itself. */
export const settled: Operation = (of) => {
  const self = receiver(of);
  let out = self;
  for (const fn of of.args)
    if (fn.kind === "function" || fn.kind === "library") out = callFunction(fn, [self], new Map(), of.machine);
  return out;
};
for (const one of [each, filtered, reduced, settled]) CONSUMES.add(one);
