import fc from "fast-check";
import { expect, test } from "vitest";
import { unifiedDiff } from "../../src/install/diff.ts";

/** As patch(1): each hunk's old lines must stand where it says, and its new ones take their place. */
function patched(before: string, diff: string): string {
  const old = before.split(/(?<=\n)/);
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split("\n").slice(2, -1)) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === "0" ? 0 : 1);
      out.push(...old.slice(at, start));
      at = start;
    } else if (line.startsWith("+")) {
      out.push(`${line.slice(1)}\n`);
    } else {
      expect(old[at]?.replace(/\n$/, "")).toBe(line.slice(1));
      if (line.startsWith(" ")) out.push(old[at] as string);
      at++;
    }
  }
  return [...out, ...old.slice(at)].join("");
}

test("the diff makes the new text of the old one", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c", "{", "}"), { minLength: 1, maxLength: 20 })
    .map((lines) => `${lines.join("\n")}\n`);
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff("f", before, after);
      expect(before === after ? before : patched(before, diff)).toBe(after);
      expect(diff === "").toBe(before === after);
    }),
  );
});

test("a missing line break at the end is said", () => {
  expect(unifiedDiff("f", "a\nb", "a\nb\n")).toBe(
    "--- f\n+++ f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n",
  );
});

test("distant changes come in hunks of their own", () => {
  const lines = Array.from({ length: 40 }, (_, i) => `line ${i}\n`);
  const after = lines.with(3, "new\n").with(30, "newer\n").join("");
  expect(unifiedDiff("f", lines.join(""), after).match(/^@@ .*@@$/gm)).toEqual([
    "@@ -1,7 +1,7 @@",
    "@@ -28,7 +28,7 @@",
  ]);
});
