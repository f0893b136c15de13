import { isObject, type Json, type JsonObject } from "../src/model/json.ts";
import { typeName } from "./stdin.ts";

/** The value under the first of `names` that is present; a dot in a name goes one level down. */
export function find(object: JsonObject, names: readonly string[]): Json | undefined {
  for (const name of names) {
    const value = at(object, name);
    if (value !== undefined) return value;
  }
  return undefined;
}

function at(object: JsonObject, name: string): Json | undefined {
  let value: Json | undefined = object;
  for (const part of name.split(".")) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return value;
}

/** A string that may be missing or null. Anything else in its place is an oddity and counts as missing. */
export function text(object: JsonObject, names: readonly string[], oddities: string[]): string | undefined {
  const value = find(object, names);
  if (typeof value === "string") return value === "" ? undefined : value;
  if (value !== undefined && value !== null) oddities.push(`${names[0]} is ${typeName(value)}`);
  return undefined;
}

/** Strings of a list; a single string counts as a list of one. */
export function texts(object: JsonObject, names: readonly string[]): readonly string[] {
  const value = find(object, names);
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}

export function number(object: JsonObject, names: readonly string[]): number | undefined {
  const value = find(object, names);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
