import { isObject } from "../model/json.ts";
import { nearest, type Problem } from "../rules/problems.ts";
import type { KnownRule } from "./check-text.ts";

/** A problem by the path of what it is about; of the name there rather than its value with `onName`. */
export type Complaint = Omit<Problem, "file" | "line" | "column"> & {
  readonly path: readonly string[];
  readonly onName?: boolean;
};

/** What a name is to be the name of. */
type Kind = "rules" | "categories";

/** How a place holds names: as the keys of an object, as the texts of a list, or as one text. */
type Form = "keys" | "list" | "text";

/** Places of guard.json that hold names; `*` is each of a list. */
const PLACES: readonly (readonly [kind: Kind, form: Form, path: readonly string[]])[] = [
  ["rules", "keys", ["rules"]],
  ["categories", "keys", ["categories"]],
  ["rules", "text", ["exemptions", "*", "rule"]],
  ["rules", "list", ["rollout", "*", "rules"]],
  ["categories", "list", ["rollout", "*", "categories"]],
  ["categories", "list", ["gateway", "ask"]],
  ["rules", "keys", ["gateway", "when_unreachable", "rules"]],
  ["categories", "keys", ["gateway", "when_unreachable", "categories"]],
];

interface Named {
  readonly id: string;
  readonly path: readonly string[];
  readonly onName: boolean;
}

/** Rules and categories that no pack has: a misspelt name is silently without effect. */
export function* unknownNames(value: object, rules: readonly KnownRule[]): Generator<Complaint> {
  const known = {
    rules: new Set(rules.map((rule) => rule.id)),
    categories: new Set(rules.map((rule) => rule.category)),
  };
  for (const [kind, form, place] of PLACES) {
    for (const { id, path, onName } of namesAt(value, form, place)) {
      if (known[kind].has(id)) continue;
      const meant = nearest(id, known[kind]);
      yield {
        path,
        onName,
        level: "warning",
        message: `no ${kind === "rules" ? "rule" : "category"} is called "${id}"`,
        help: meant === undefined ? "clampd-guard rules list shows them" : `did you mean "${meant}"?`,
      };
    }
  }
}

function* namesAt(
  value: unknown,
  form: Form,
  [first, ...rest]: readonly string[],
  path: readonly string[] = [],
): Generator<Named> {
  if (first === "*") {
    for (const [i, each] of listOf(value).entries()) yield* namesAt(each, form, rest, [...path, String(i)]);
  } else if (first !== undefined) {
    if (isObject(value)) yield* namesAt(value[first], form, rest, [...path, first]);
  } else if (form === "keys") {
    for (const id of Object.keys(isObject(value) ? value : {})) yield { id, path: [...path, id], onName: true };
  } else if (form === "list") {
    for (const i of listOf(value).keys()) yield* namesAt(listOf(value)[i], "text", [], [...path, String(i)]);
  } else if (typeof value === "string") yield { id: value, path, onName: false };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
