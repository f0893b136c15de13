import { check } from "recheck";
import { describe, expect, it } from "vitest";
import { PROVIDERS, type Provider } from "../../src/redact/providers.ts";
import { redact } from "../../src/redact/redact.ts";
import { shapes } from "./shapes.ts";

/** Nothing follows the only unbounded repetition, so no run is entered in vain more often than its least count. */
function endsAtItsRun({ pattern }: Provider): boolean {
  const body = pattern.replace(/\[[^\]]*\]/g, "C");
  return !/[*+]|\{\d+,\}(?!$)|\\s/.test(body);
}

describe("the table of credentials", () => {
  it.each(PROVIDERS.filter((each) => !endsAtItsRun(each)))(
    "matches $kind in linear time: $pattern",
    async ({ pattern, ignoreCase }) => {
      // Long counts make the checker's automaton large and say nothing about growth: they are scaled down.
      const plain = pattern
        .replace("(?<before>", "(?:")
        .replace(
          /\{(\d+)(,?)(\d*)\}/g,
          (_, least, comma, most) => `{${Math.min(least, 3)}${comma}${most && Math.min(most, 4)}}`,
        );
      const { status } = await check(plain, ignoreCase ? "gi" : "g", { timeout: 20_000 });
      expect(status).toBe("safe");
    },
    30_000,
  );

  it("has a sample of every kind", () => {
    const sampled = new Set([...shapes().map(({ kind }) => kind), "private-key"]);
    expect(PROVIDERS.map(({ kind }) => kind).filter((kind) => !sampled.has(kind))).toEqual([]);
  });

  it.each(PROVIDERS)("has lower-case literals for $kind, as the prefilter compares them", ({ literals }) => {
    expect(literals.length).toBeGreaterThan(0);
    for (const literal of literals) expect(literal).toBe(literal.toLowerCase());
  });
});

describe("cost", () => {
  const steps = (unit: string, size: number) => unit.repeat(Math.ceil(size / unit.length));
  it.each([
    "eyJ-",
    "eyJaaaaaaaaaa.eyJ-",
    "password",
    "://a:",
    "-----BEGIN PRIVATE KEY-----",
    "token token=",
    "sk-",
    "aB3~Q~",
    "AKIA",
    "Cookie: ",
  ])("stays in proportion on runs of %j", (unit) => {
    const time = (size: number) => {
      const text = steps(unit, size);
      let best = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 5; i++) {
        const start = process.hrtime.bigint();
        redact(text);
        best = Math.min(best, Number(process.hrtime.bigint() - start));
      }
      return best;
    };
    time(20_000);
    // Eight times the text: a quadratic pattern takes 64 times as long.
    expect(time(320_000) / time(40_000)).toBeLessThan(30);
  });
});
