import { isDeepStrictEqual } from "node:util";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Mark, Path } from "./edit.ts";

/** Every place that the guard was ever installed to; what ends so is never another tool's. */
const COMMAND = /^(?:\S*[\\/])?(?:\.clampd|opt[\\/]clampd|[A-Za-z]:[\\/]clampd)[\\/]bin[\\/]clampd-guard(?:\.exe)?$/;

export function isOurCommand(command: unknown): boolean {
  return typeof command === "string" && COMMAND.test(command);
}

/** A handler of ours, or a group that holds nothing but such. */
export function isOurs(element: Json | undefined): boolean {
  if (!isObject(element)) return false;
  if (isOurCommand(element.command)) return true;
  const { hooks } = element;
  return (
    Array.isArray(hooks) &&
    hooks.length > 0 &&
    hooks.every((handler) => isObject(handler) && isOurCommand(handler.command))
  );
}

/** Where ours can stand: the lists one or two keys below the root (`approvals`, `hooks.PreToolUse`). */
export function listPaths(root: Json): readonly Path[] {
  if (!isObject(root)) return [];
  return Object.entries(root).flatMap(([key, value]): Path[] => {
    if (Array.isArray(value)) return [[key]];
    if (!isObject(value)) return [];
    return Object.keys(value)
      .filter((inner) => Array.isArray(value[inner]))
      .map((inner) => [key, inner]);
  });
}

export function valueAt(root: Json, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** What a file says without us. What a removal leaves must say the same; so must, before and after, an insertion. */
export function withoutOurs(root: Json, mark: Mark | undefined, positional = false): Json {
  const copy = copyOf(root);
  if (!isObject(copy)) return copy;
  const emptied: Path[] = [];
  for (const path of listPaths(copy)) {
    const list = valueAt(copy, path) as Json[];
    const left = strip(list, positional);
    for (const text of mark?.texts ?? []) {
      if (isDeepStrictEqual(text.path, path) && left.includes(text.value)) left.splice(left.indexOf(text.value), 1);
    }
    if (left.length === 0 && list.length > 0) emptied.push(path, path.slice(0, -1));
    (valueAt(copy, path.slice(0, -1)) as Record<string, Json>)[path.at(-1) ?? ""] = left;
  }
  const created = mark?.created ?? emptied;
  const settings = mark?.settings ?? [];
  for (const { path, value, shared } of settings) if (!shared) drop(copy, path, value);
  prune(copy, created);
  const shared = settings.filter((setting) => setting.shared);
  if (
    shared.length > 0 &&
    holdsOnly(
      copy,
      shared.map(({ path }) => path),
    )
  ) {
    for (const { path, value } of shared) drop(copy, path, value);
    prune(copy, created);
  }
  return copy;
}

/** Lists that hold ours; with what is around them, where nothing else is in it: what a removal leaves empty. */
export function oursAlone(root: Json): readonly Path[] {
  return listPaths(root)
    .filter((path) => (valueAt(root, path) as Json[]).some((element) => isOurs(element) || hasOurHandler(element)))
    .flatMap((path) => [path, path.slice(0, -1)])
    .filter((path) => path.length > 0);
}

function hasOurHandler(element: Json): boolean {
  const hooks = isObject(element) ? element.hooks : undefined;
  return Array.isArray(hooks) && hooks.some((handler: Json) => isObject(handler) && isOurCommand(handler.command));
}

/** Not structuredClone: an object that is equal must also be of the same prototype, and a key `__proto__` a key. */
function copyOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]));
}

function strip(list: readonly Json[], positional: boolean): Json[] {
  const kept = list.map((element): Json | undefined => {
    if (isOurs(element)) return undefined;
    if (!isObject(element) || !Array.isArray(element.hooks)) return element;
    return {
      ...element,
      hooks: element.hooks.filter((handler) => !(isObject(handler) && isOurCommand(handler.command))),
    };
  });
  if (!positional) return kept.filter((element) => element !== undefined);
  const last = kept.findLastIndex((element) => element !== undefined);
  return kept.slice(0, last + 1).map((element) => (element === undefined ? { hooks: [] } : element));
}

function drop(root: JsonObject, path: Path, value: Json): void {
  const parent = valueAt(root, path.slice(0, -1));
  const key = path.at(-1) ?? "";
  if (isObject(parent) && parent[key] === value) delete (parent as Record<string, Json>)[key];
}

/** Deepest first: a container can only be empty after what it held. */
function prune(root: JsonObject, paths: readonly Path[]): void {
  for (const path of [...paths].sort((a, b) => b.length - a.length)) {
    if (path.length === 0) continue;
    const value = valueAt(root, path);
    const empty = Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
    if (empty) delete (valueAt(root, path.slice(0, -1)) as Record<string, Json>)[path.at(-1) ?? ""];
  }
}

/** Whether there is no value but those at `paths`. */
function holdsOnly(root: Json, paths: readonly Path[], here: Path = []): boolean {
  if (paths.some((path) => isDeepStrictEqual(path, here))) return true;
  if (!isObject(root)) return false;
  const keys = Object.keys(root);
  if (here.length > 0 && keys.length === 0) return false;
  return keys.every((key) => holdsOnly(root[key] as Json, paths, [...here, key]));
}
