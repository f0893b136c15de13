import { join } from "node:path";
import { expect, it } from "vitest";
import { compilePacks } from "../../src/rules/build.ts";
import { embed, unpack } from "../../src/rules/embedded.ts";

it("gives back every rule, clause, table and dictionary that was embedded", async () => {
  const whole = await compilePacks(join(import.meta.dirname, "../../rules"));
  const text = embed(whole);
  expect(text).toMatch(/^[ -~\n]*$/);
  const { rules, clauses, dictionaries, ...tables } = unpack(text);
  expect([...rules]).toEqual(whole.rules);
  expect([...clauses]).toEqual(whole.clauses);
  expect([rules.length, clauses.length]).toEqual([whole.rules.length, whole.clauses.length]);
  expect(rules.at(whole.rules.length)).toBeUndefined();
  expect({ ...dictionaries }).toEqual(whole.dictionaries);
  expect({ ...tables, rules: [], clauses: [], dictionaries: {} }).toEqual({
    ...whole,
    rules: [],
    clauses: [],
    dictionaries: {},
  });
});
