import { describe, expect, test } from "vitest";
import { readPacks } from "../../src/rules/build.ts";
import { compileRules } from "../../src/rules/compile.ts";
import { createMatcher } from "../../src/rules/match.ts";
import type { Example } from "../../src/rules/schema.ts";
import { judge } from "./judge.ts";

const folder = new URL("../../rules/", import.meta.url).pathname;
const { rules, dictionaries, files } = await readPacks(folder);
const packs = files.map(({ pack }) => pack).filter((pack) => pack !== undefined);
const shipped = createMatcher(
  compileRules(
    rules.filter(({ source }) => ["stable", "incubating"].includes(source.maturity)),
    dictionaries,
    packs,
  ),
);

const show = (example: Example) => (typeof example === "string" ? example : JSON.stringify(example));
const enough = {
  critical: ["ask", "deny"],
  high: ["ask", "deny"],
  medium: ["warn", "ask", "deny"],
  low: ["allow", "warn", "ask", "deny"],
} as const;

describe("examples of rules", () => {
  for (const rule of rules) {
    const { id, severity, maturity, examples, better = [] } = rule.source;
    // Rules that do not ship are tried alone, beside those that do.
    const active = maturity === "stable" || maturity === "incubating";
    const matchers = active ? [shipped] : [shipped, createMatcher(compileRules([rule], dictionaries, []))];

    describe(id, () => {
      for (const example of examples.stop) {
        test(`stops ${show(example)}`, () => {
          const { findings, verdict, effects } = judge(example, matchers);
          expect(
            findings.map((finding) => finding.rule),
            JSON.stringify(effects),
          ).toContain(id);
          expect(enough[severity]).toContain(verdict);
        });
      }
      for (const example of examples.leave) {
        test(`leaves ${show(example)}`, () => {
          const { findings, verdict, effects } = judge(example, matchers);
          expect(
            findings.map((finding) => finding.rule),
            JSON.stringify(effects),
          ).not.toContain(id);
          expect(["allow", "warn"], JSON.stringify(findings.map((finding) => finding.rule))).toContain(verdict);
        });
      }
      for (const example of Array.isArray(better) ? better : [better]) {
        test(`offers ${show(example)}`, () => {
          const { findings, verdict } = judge(example, matchers);
          expect(verdict, JSON.stringify(findings.map((finding) => finding.rule))).toBe("allow");
        });
      }
    });
  }
});

test("every rule says how to tune it, and what it is known as elsewhere", () => {
  expect(packs.length).toBeGreaterThan(0);
  const silent = rules.filter(
    ({ source: { tuning, falsepositives, labels } }) =>
      (tuning === undefined && falsepositives === undefined) || Object.values(labels).flat().length === 0,
  );
  expect(silent.map(({ source }) => source.id)).toEqual([]);
});
