import type { Effect } from "../../src/model/effect.ts";

/** What rules mean, written down as plainly as can be: each rule against each effect, from its source form. */

type Raw = string | boolean | readonly Raw[] | { readonly [key: string]: Raw };
export type When = { readonly [key: string]: Raw };

export interface RawRule {
  readonly id: string;
  readonly when: When;
  readonly unless?: When;
}

/** The effects by which each rule is found, by id. */
export function reference(
  rules: readonly RawRule[],
  effects: readonly Effect[],
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const rule of rules) {
    const matched = holds(rule.when, effects, rule.unless);
    if (matched !== undefined)
      found.set(
        rule.id,
        [...new Set(matched)].sort((a, b) => a - b),
      );
  }
  return found;
}

function holds(when: When, effects: readonly Effect[], unless: When | undefined): readonly number[] | undefined {
  if ("effect" in when) {
    const matched = [...effects.keys()].filter((i) => {
      const effect = effects[i] as Effect;
      return clause(when, effect) && !(unless !== undefined && clause(unless, effect));
    });
    return matched.length > 0 ? matched : undefined;
  }
  if ("all" in when) {
    const parts = (when.all as readonly When[]).map((part) => holds(part, effects, unless));
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
  }
  if ("any" in when) {
    const parts = (when.any as readonly When[])
      .map((part) => holds(part, effects, unless))
      .filter((part) => part !== undefined);
    return parts.length > 0 ? parts.flat() : undefined;
  }
  if ("not" in when) return holds(when.not as When, effects, undefined) === undefined ? [] : undefined;
  const { from, to } = when.flow as unknown as { from: When; to: When };
  const starts = holds(from, effects, unless) ?? [];
  const ends = holds(to, effects, unless) ?? [];
  const matched = starts.flatMap((start) => ends.filter((end) => start < end).flatMap((end) => [start, end]));
  return matched.length > 0 ? matched : undefined;
}

function clause(when: When, effect: Effect): boolean {
  return Object.entries(when).every(([field, asked]) => {
    if (field === "effect") return asked === "*" || [asked].flat().includes(effect.kind);
    const value = read(effect, field);
    return matches(asked, value);
  });
}

/** Always a list: what a field holds. */
function read(effect: Effect, field: string): readonly (string | boolean)[] {
  const target =
    "target" in effect && effect.target !== undefined && "scope" in effect.target ? effect.target : undefined;
  if (field === "scope") return target === undefined ? [] : [target.scope];
  if (field === "class") return target?.classes ?? [];
  const value = (effect as unknown as Record<string, string | boolean | readonly string[] | undefined>)[field];
  return value === undefined ? [] : typeof value === "object" ? value : [value];
}

function matches(asked: Raw, value: readonly (string | boolean)[]): boolean {
  if (typeof asked !== "object") return value.includes(asked);
  if (Array.isArray(asked)) return asked.some((part) => matches(part as Raw, value));
  return Object.entries(asked).every(([key, inner]) => {
    if (key === "not") return !matches(inner as Raw, value);
    if (key === "all") return (inner as readonly Raw[]).every((part) => matches(part, value));
    return matches(inner as Raw, value);
  });
}
