import fc from "fast-check";
import { expect, test } from "vitest";
import { LiteralFinder } from "../src/literal-finder.ts";

/** A finder that has been asked often enough to search for all literals at once. */
function warm(literals: readonly string[]): LiteralFinder {
  const finder = new LiteralFinder(() => literals);
  for (let i = 0; i < 32; i++) expect(finder.find("")).toBeUndefined();
  return finder;
}

test("finds what asking one by one finds, overlapping or one inside the other", () => {
  const string = (maxLength: number) => fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength });
  fc.assert(
    fc.property(fc.uniqueArray(string(4), { maxLength: 6 }), string(20), (literals, text) => {
      expect([...(warm(literals).find(text) ?? [])].sort()).toEqual(
        literals.filter((literal) => text.includes(literal)).sort(),
      );
    }),
    { numRuns: 1000 },
  );
});

test("a long text is searched at once", () => {
  const finder = new LiteralFinder(() => ["needle"]);
  expect(finder.find(`${"hay".repeat(10_000)}needle`)).toEqual(new Set(["needle"]));
});
