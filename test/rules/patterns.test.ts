import { check } from "recheck";
import { describe, expect, test } from "vitest";
import { readPacks } from "../../src/rules/build.ts";
import type { Draft } from "../../src/rules/clauses.ts";
import type { Matcher, PatternMatcher } from "../../src/rules/compiled.ts";

const folder = new URL("../../rules/", import.meta.url).pathname;

function patternsIn(matcher: Matcher): readonly PatternMatcher[] {
  if (matcher.op === "pattern") return [matcher];
  if (matcher.op === "not") return patternsIn(matcher.of);
  return matcher.op === "any" || matcher.op === "all" ? matcher.of.flatMap(patternsIn) : [];
}

function patternsOf(draft: Draft): readonly PatternMatcher[] {
  if ("not" in draft) return patternsOf(draft.not);
  if ("clause" in draft) {
    const conditions = [draft.clause, ...(draft.clause.unless ?? [])];
    return conditions.flatMap(({ tests }) => tests.flatMap(([, matcher]) => patternsIn(matcher)));
  }
  return ("all" in draft ? draft.all : "any" in draft ? draft.any : draft.flow).flatMap(patternsOf);
}

/** What the checker says of an expression: "safe", or how bad it can get. */
async function growth({ source, ignoreCase }: Pick<PatternMatcher, "source" | "ignoreCase">): Promise<string> {
  const result = await check(source, ignoreCase ? "iu" : "u", { timeout: 20_000 });
  if (result.status === "safe")
    return result.complexity?.type === "linear" || result.complexity?.type === "safe" ? "safe" : "super-linear";
  return result.status === "vulnerable" ? `${result.complexity.type}: ${result.attack.pattern}` : "unknown";
}

// INVARIANT: an expression that runs on the native engine takes linear time, or analysis would not be bounded.
describe("every pattern of the packs is linear", async () => {
  const { rules } = await readPacks(folder);
  for (const { source, when } of rules) {
    const patterns = patternsOf(when);
    if (patterns.length === 0) continue;
    test(source.id, { timeout: 60_000 }, async () => {
      for (const pattern of patterns)
        expect(`${pattern.source} ${await growth(pattern)}`).toBe(`${pattern.source} safe`);
    });
  }

  test("a quadratic pattern would be found", { timeout: 60_000 }, async () => {
    expect(await growth({ source: "a*\\s+a*b", ignoreCase: false })).not.toBe("safe");
    expect(await growth({ source: "key=[a-f0-9]{32}", ignoreCase: true })).toBe("safe");
  });
});
