import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Effect, Scope } from "../../src/model/effect.ts";
import { readWhen } from "../../src/rules/clauses.ts";
import type { CheckedRule } from "../../src/rules/compile.ts";
import { createMatcher, matchRules } from "../../src/rules/match.ts";
import { base, context, deletes, place, writes } from "./effects.ts";
import { compileChecked } from "./pack.ts";
import { type RawRule, reference, type When } from "./reference.ts";

const scopes: readonly Scope[] = ["workspace", "home", "root", "system"];
const labels = ["a", "b", "c"];

const some = <T>(values: readonly T[]) => fc.subarray([...values], { maxLength: 2 });
const effect: fc.Arbitrary<Effect> = fc
  .record({
    kind: fc.constantFrom("delete", "write", "git", "system"),
    scope: fc.constantFrom(...scopes),
    classes: some(labels),
    tags: some(labels),
    recursive: fc.boolean(),
    action: fc.constantFrom("push", "format-disk", "toString"),
  })
  .map(({ kind, scope, classes, tags, recursive, action }): Effect => {
    if (kind === "delete") return { ...deletes("/x", { scope, classes, recursive }), tags };
    if (kind === "write") return { ...writes("/x", { target: place("/x", { scope, classes }) }), tags };
    if (kind === "system") return { kind, action, object: "o", ...base, tags };
    return { kind: "git", action, object: "o", protected: recursive, tool: "git", ...base, tags };
  });

const literal = (values: readonly string[]): fc.Arbitrary<When[string]> => {
  const list = fc.subarray([...values], { minLength: 1, maxLength: 2 });
  return fc.oneof(
    fc.constantFrom(...values),
    list,
    list.map((not) => ({ not })),
    list.map((any) => ({ any })),
    list.map((all) => ({ all })),
    fc.tuple(list, list).map(([any, not]) => ({ any, not })),
    fc.tuple(fc.constantFrom(...values), list).map(([one, not]) => [one, { not }]),
  );
};
const fields = (keys: Readonly<Record<string, fc.Arbitrary<When[string]>>>) =>
  fc.record(keys, { requiredKeys: [] }).map((asked) => asked as When);
const clause: fc.Arbitrary<When> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom<When[string]>("delete", "write", ["delete", "write"]),
      fields({ scope: literal(scopes), class: literal(labels), tags: literal(labels) }),
    )
    .map(([kind, rest]) => ({ effect: kind, ...rest })),
  fields({ recursive: fc.boolean(), scope: literal(scopes) }).map((rest) => ({ effect: "delete", ...rest })),
  fields({ action: literal(["push", "format-disk", "toString"]), tags: literal(labels) }).map((rest) => ({
    effect: ["git", "system"],
    ...rest,
  })),
  fields({ tags: literal(labels) }).map((rest) => ({ effect: "*", ...rest })),
);
const clauses = fc.array(clause, { minLength: 1, maxLength: 3 });
const ordered: fc.Arbitrary<When> = fc.tuple(clause, clauses).map(([from, any]) => ({ flow: { from, to: { any } } }));
const positive: fc.Arbitrary<When> = fc.oneof(
  clause,
  clauses.map((all) => ({ all })),
  clauses.map((any) => ({ any })),
  fc.tuple(clauses, clause).map(([any, last]) => ({ all: [{ any }, last] })),
);
const monotone = fc.oneof(positive, ordered);
const negative: fc.Arbitrary<When> = fc.tuple(positive, clause).map(([first, not]) => ({ all: [first, { not }] }));

const rulesOf = (when: fc.Arbitrary<When>) =>
  fc
    .array(fc.record({ when, unless: fc.option(fields({ tags: literal(labels) }), { nil: undefined }) }), {
      minLength: 1,
      maxLength: 8,
    })
    .map((list) =>
      list.map(({ when: asked, unless }, i): RawRule => {
        const id = `x.r${i}`;
        return unless === undefined || Object.keys(unless).length === 0
          ? { id, when: asked }
          : { id, when: asked, unless };
      }),
    );

function compiled(rules: readonly RawRule[]) {
  const pack = { id: "x", title: "X", version: "1.0.0", category: "x" };
  const checked = rules.flatMap(({ id, when, unless }): CheckedRule[] => {
    const problems: string[] = [];
    const draft = readWhen(when, unless, {
      phrases: new Set(),
      engine: "native",
      compiles: () => undefined,
      report: (path, message) => problems.push(`${path.join(".")}: ${message}`),
    });
    if (draft === undefined) throw new Error(`${JSON.stringify(when)}: ${problems.join("; ")}`);
    const source = {
      id,
      title: "T",
      loses: "l",
      severity: "high",
      catastrophic: false,
      exemptable: true,
      maturity: "stable",
      labels: {},
      when,
      advice: "a",
      examples: { stop: [], leave: [] },
    } as const;
    return [
      {
        source: { ...source, examples: { stop: [], leave: [] } },
        pack,
        layer: "builtin",
        when: draft,
        place: { file: "x", line: 1, column: 1 },
      },
    ];
  });
  return compileChecked(checked);
}

const found = (rules: readonly RawRule[], effects: readonly Effect[]) =>
  new Map(
    matchRules([createMatcher(compiled(rules))], effects, context).map(({ rule, effects: indices }) => [rule, indices]),
  );

const effects = fc.array(effect, { maxLength: 6 });

describe("matching", () => {
  test("equals the reference", () => {
    let matched = 0;
    fc.assert(
      fc.property(rulesOf(fc.oneof(monotone, negative)), effects, (rules, list) => {
        const expected = reference(rules, list);
        matched += expected.size;
        expect(found(rules, list)).toEqual(new Map([...expected].sort()));
      }),
      { numRuns: 1500 },
    );
    expect(matched).toBeGreaterThan(500);
  });

  test("does not depend on the order of the rules", () => {
    fc.assert(
      fc.property(rulesOf(fc.oneof(monotone, negative)), effects, fc.infiniteStream(fc.nat()), (rules, list, keys) => {
        const shuffled = rules.map((rule) => ({ rule, key: keys.next().value ?? 0 })).sort((a, b) => a.key - b.key);
        expect(
          found(
            shuffled.map(({ rule }) => rule),
            list,
          ),
        ).toEqual(found(rules, list));
      }),
      { numRuns: 500 },
    );
  });

  test("does not depend on the order of the effects, where no rule asks for one", () => {
    fc.assert(
      fc.property(rulesOf(fc.oneof(positive, negative)), effects, (rules, list) => {
        const mirrored = found(rules, list.toReversed());
        const back = new Map(
          [...mirrored].map(([id, indices]) => [id, indices.map((i) => list.length - 1 - i).toReversed()]),
        );
        expect(back).toEqual(found(rules, list));
      }),
      { numRuns: 500 },
    );
  });

  test("one more effect takes no finding away, where no rule says `not`", () => {
    fc.assert(
      fc.property(rulesOf(monotone), effects, effect, fc.nat(6), (rules, list, more, at) => {
        const before = found(rules, list);
        const after = found(rules, list.toSpliced(at, 0, more));
        for (const id of before.keys()) expect([...after.keys()]).toContain(id);
      }),
      { numRuns: 1000 },
    );
  });
});
