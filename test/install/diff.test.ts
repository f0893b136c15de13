import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "../../src/install/diff.ts";

test("patch(1) makes the new text of the old one and the diff", () => {
  const folder = mkdtempSync(join(tmpdir(), "clampd-diff-"));
  const file = join(folder, "f");
  const text = fc
    .tuple(fc.array(fc.constantFrom("a", "b", "c", "{", "}"), { minLength: 1, maxLength: 20 }), fc.boolean())
    .map(([lines, end]) => lines.join("\n") + (end ? "\n" : ""));
  try {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const diff = unifiedDiff("f", before, after);
        if (before === after) return expect(diff).toBe("");
        writeFileSync(file, before);
        execFileSync("patch", ["-s", file], { input: diff });
        expect(readFileSync(file, "utf8")).toBe(after);
      }),
      { numRuns: 60 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("distant changes come in hunks of their own", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}\n`);
  const after = lines.with(3, "new\n").with(30, "newer\n").join("");
  expect(unifiedDiff("f", lines.join(""), after).match(/^@@ .*@@$/gm)).toEqual([
    "@@ -1,7 +1,7 @@",
    "@@ -28,7 +28,7 @@",
  ]);
});
