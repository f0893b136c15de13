import { isObject } from "../model/json.ts";
import { LIMITS } from "./limits.ts";

/** Something wrong at one key of a file. */
export interface KeyProblem {
  readonly kind: "unknown" | "wrong";
  /** The names that lead to it, e.g. ["rules", "fs.delete-home", "mode"]. */
  readonly path: readonly string[];
  /** What was wanted; never the value that was found. */
  readonly message: string;
  /** What could stand there, where that is a short list: known keys, or known values. */
  readonly choices?: readonly string[];
}

export type Report = (problem: KeyProblem) => void;

/** Gives the value back where it is right; else reports and gives undefined. */
export type Check<T> = (value: unknown, path: readonly string[], report: Report) => T | undefined;

export function oneOf<T extends string>(values: readonly T[]): Check<T> {
  return (value, path, report) =>
    values.find((each) => each === value) ?? wrong(path, report, `must be one of ${values.join(", ")}`, values);
}

/** Text of 1 to `most` UTF-16 units that matches `pattern` where one is given. */
export function text(most: number, pattern?: RegExp, what = "text"): Check<string> {
  return (value, path, report) =>
    typeof value === "string" && value.length > 0 && value.length <= most && (pattern?.test(value) ?? true)
      ? value
      : wrong(path, report, `must be ${what}, 1 to ${most} characters long`);
}

/** `compound` for lists and objects, `simple` for everything else. */
export function simpleOr<T, U>(simple: Check<T>, compound: Check<U>): Check<T | U> {
  return (value, path, report) =>
    typeof value === "object" && value !== null ? compound(value, path, report) : simple(value, path, report);
}

export const flag: Check<boolean> = (value, path, report) =>
  typeof value === "boolean" ? value : wrong(path, report, "must be true or false");

export function integer(least: number, most: number): Check<number> {
  return (value, path, report) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? (value as number)
      : wrong(path, report, `must be a whole number from ${least} to ${most}`);
}

/** A list; items that are wrong are left out. */
export function list<T>(item: Check<T>, most: number): Check<readonly T[]> {
  return (value, path, report) => {
    if (!Array.isArray(value) || value.length > most) return wrong(path, report, `must be a list of at most ${most}`);
    return value.flatMap((each, i) => item(each, [...path, String(i)], report) ?? []);
  };
}

/** An object whose names match `name`; entries that are wrong are left out. */
export function record<T>(name: RegExp, item: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path, report) => {
    if (!isObject(value)) return wrong(path, report, "must be an object");
    const found: Record<string, T> = {};
    for (const [key, given] of Object.entries(value)) {
      const where = [...path, key];
      if (key.length > LIMITS.name || !name.test(key)) {
        wrong(where, report, "is not a name that can occur here");
        continue;
      }
      const checked = item(given, where, report);
      if (checked !== undefined) found[key] = checked;
    }
    return found;
  };
}

export type Table<T> = { readonly [K in keyof T]-?: Check<NonNullable<T[K]>> };

/** An object with the keys of `table`. Wrong values are left out; unknown keys are reported. */
export function object<T>(table: Table<T>): Check<Partial<T>> {
  return (value, path, report) => {
    if (!isObject(value)) return wrong(path, report, "must be an object");
    const found: Partial<T> = {};
    for (const [key, given] of Object.entries(value)) {
      const where = [...path, key];
      if (!Object.hasOwn(table, key)) {
        report({ kind: "unknown", path: where, message: "is not known to this version", choices: Object.keys(table) });
        continue;
      }
      const checked = table[key as keyof T](given, where, report);
      if (checked !== undefined) found[key as keyof T] = checked;
    }
    return found;
  };
}

/** As `object`, but undefined as a whole where anything in it is wrong, unknown or missing. */
export function wholeObject<T>(table: Table<T>, required: readonly (keyof T & string)[]): Check<T> {
  const check = object(table);
  return (value, path, report) => {
    let clean = true;
    const found = check(value, path, (problem) => {
      clean = false;
      report(problem);
    });
    if (found === undefined) return undefined;
    for (const key of required) {
      if (isObject(value) && Object.hasOwn(value, key)) continue;
      clean = false;
      wrong([...path, key], report, "is missing");
    }
    return clean ? (found as T) : undefined;
  };
}

export function wrong(
  path: readonly string[],
  report: Report,
  message: string,
  choices?: readonly string[],
): undefined {
  report({ kind: "wrong", path, message, ...(choices && { choices }) });
}
