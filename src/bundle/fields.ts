import { isUtf8 } from "node:buffer";
import { isObject, type JsonObject } from "../model/json.ts";
import { Refused } from "./format.ts";

// Strict readers of a signed file's parts. By hand: a kept bundle is read where the full schema library is too slow to load.
// INVARIANT: a field that this version does not know refuses the whole. It may be what makes the rest strict.

/** The object at `what`, which has `required`, may have `optional`, and nothing else. */
export function fields(
  value: unknown,
  what: string,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  if (!isObject(value)) throw new Refused("malformed", `${what} is no object`);
  for (const key of Object.keys(value))
    if (!required.includes(key) && !optional.includes(key))
      throw new Refused("unknown-field", `${what} has a field that this version does not know`);
  for (const key of required) if (!Object.hasOwn(value, key)) throw new Refused("malformed", `${what} has no "${key}"`);
  return value;
}

export function items(value: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most)
    throw new Refused("malformed", `${what} is no list of at most ${most}`);
  return value;
}

export function text(value: unknown, what: string, pattern: RegExp, most = 200): string {
  if (typeof value !== "string" || value.length > most || !pattern.test(value))
    throw new Refused("malformed", `${what} is not as it should be`);
  return value;
}

export function whole(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new Refused("malformed", `${what} is no whole number above 0`);
  return value as number;
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;

export function moment(value: unknown, what: string): number {
  const parsed = Date.parse(text(value, what, MOMENT));
  if (Number.isNaN(parsed)) throw new Refused("malformed", `${what} is no moment`);
  return parsed;
}

export function only(value: unknown, wanted: number, what: string): void {
  if (value !== wanted) throw new Refused("malformed", `${what} is of a format that this version does not know`);
}

/** Bytes from base64 in its one canonical spelling. */
export function fromBase64(value: unknown, what: string): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "base64") : undefined;
  if (bytes === undefined || bytes.toString("base64") !== value) throw new Refused("malformed", `${what} is no base64`);
  return bytes;
}

export function json(bytes: Buffer, what: string): unknown {
  if (!isUtf8(bytes)) throw new Refused("malformed", `${what} is no text`);
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new Refused("malformed", `${what} is no JSON`);
  }
}
