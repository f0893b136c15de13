import fc from "fast-check";
import { expect, test } from "vitest";
import { Bindings } from "../../../src/interpret/shell/bindings.ts";

type Step =
  | { readonly do: "set"; readonly at: number; readonly name: number; readonly value: number }
  | { readonly do: "delete"; readonly at: number; readonly name: number }
  | { readonly do: "clear" | "copy"; readonly at: number };

const index = fc.nat({ max: 400 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ do: fc.constant("set" as const), at: index, name: index, value: fc.nat() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("delete" as const), at: index, name: index }) },
  { weight: 10, arbitrary: fc.record({ do: fc.constant("copy" as const), at: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("clear" as const), at: index }) },
);

/** Performs the steps on copies of copies, beside the same steps on plain maps. */
function perform(steps: readonly Step[]) {
  const copies: { readonly real: Bindings<number>; readonly model: Map<string, number> }[] = [
    { real: new Bindings(), model: new Map() },
  ];
  for (const one of steps) {
    const at = copies[one.at % copies.length] as (typeof copies)[number];
    switch (one.do) {
      case "set":
        at.real.set(`n${one.name}`, one.value);
        at.model.set(`n${one.name}`, one.value);
        break;
      case "delete":
        at.real.delete(`n${one.name}`);
        at.model.delete(`n${one.name}`);
        break;
      case "clear":
        at.real.clear();
        at.model.clear();
        break;
      case "copy":
        copies.push({ real: new Bindings(at.real), model: new Map(at.model) });
    }
  }
  return copies;
}

const steps = fc.array(step, { maxLength: 600, size: "max" });

test("each copy has its own names and values", () => {
  fc.assert(
    fc.property(steps, (list) => {
      for (const { real, model } of perform(list)) {
        expect(new Map(real)).toEqual(model);
        for (const name of ["n1", "n2", "n3"]) {
          expect(real.get(name)).toBe(model.get(name));
          expect(real.has(name)).toBe(model.has(name));
        }
        expect(real.size).toBeGreaterThanOrEqual(model.size);
      }
    }),
    { numRuns: 30 },
  );
});

test("a name that is not told apart has the same value in all", () => {
  fc.assert(
    fc.property(steps, (list) => {
      const [first, ...others] = perform(list);
      if (first === undefined) return;
      const apart = new Set(first.real.namesApart(others.map((other) => other.real)));
      for (const name of first.model.keys())
        if (!apart.has(name)) for (const other of others) expect(other.model.get(name)).toBe(first.model.get(name));
    }),
    { numRuns: 30 },
  );
});

test("copies that nothing was written to have nothing apart", () => {
  const bindings = new Bindings<number>();
  for (let i = 0; i < 500; i++) bindings.set(`n${i}`, i);
  expect([...bindings.namesApart([new Bindings(bindings), new Bindings(bindings)])]).toEqual([]);
  const changed = new Bindings(bindings);
  changed.set("n7", 0);
  expect([...bindings.namesApart([changed])]).toContain("n7");
});

test("what was folded is hidden by what is changed after it", () => {
  const first = new Bindings<number>();
  for (let i = 0; i < 70; i++) first.set(`n${i}`, i);
  const second = new Bindings(first);
  second.set("n0", -1);
  second.delete("n1");
  for (let i = 70; i < 140; i++) second.set(`n${i}`, i);
  const third = new Bindings(second);
  third.set("n2", -2);
  expect(new Map(third).size).toBe(139);
  expect([third.get("n0"), third.get("n1"), third.get("n2"), third.get("n3")]).toEqual([-1, undefined, -2, 3]);
  expect([second.get("n2"), first.get("n0"), first.get("n1")]).toEqual([2, 0, 1]);
});
