import { expect, test } from "vitest";
import { FAMILIES } from "../../src/interpret/programs/families.ts";
import { findProgram } from "../../src/interpret/programs/registry.ts";

// A name that stands in a second row, too, would never find it.
test("every name of every row finds that row", () => {
  const unfound = FAMILIES.flatMap((family) =>
    family().flatMap((row) =>
      row.names.filter((name) => findProgram(name) !== row).map((name) => [name, row.names[0]]),
    ),
  );
  expect(unfound).toEqual([]);
});
