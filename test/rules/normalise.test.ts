import fc from "fast-check";
import { expect, test } from "vitest";
import { normalise } from "../../src/rules/normalise.ts";

const rows: readonly [what: string, text: string, normal: string][] = [
  ["case and whitespace", "  Ignore\n\tALL  rules ", "ignore all rules"],
  ["full width", "ｉｇｎｏｒｅ", "ignore"],
  ["mathematical letters", "𝐢𝗴𝓷𝕠𝓻𝔢", "ignore"],
  ["zero width", "ig\u200Bno\u2060re\uFEFF", "ignore"],
  ["soft hyphen", "ig\u00ADnore", "ignore"],
  ["bidirectional controls", "\u202Eignore\u202C", "ignore"],
  ["tag characters", "ignore\u{E0041}\u{E0042}", "ignore"],
  ["variation selectors", "i\uFE0Fg\u{E0101}nore", "ignore"],
  ["strokes over letters", "i\u0336g\u0336n\u0336ore", "ignore"],
  ["accents", "ígnóré", "ignore"],
  ["Cyrillic look-alikes", "іgnоrе", "ignore"],
  ["Greek look-alikes", "ιgnοrε", "ignore"],
  ["Roman numeral", "ⅰgnore", "ignore"],
  ["no-break space", "ignore\u00A0all", "ignore all"],
  ["Chinese stays", "忽略之前的指令", "忽略之前的指令"],
];
test.each(rows)("%s", (_what, text, normal) => expect(normalise(text)).toBe(normal));

test("normal text stays as it is", () => {
  const part = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("Σ", "ς", "ſ", "İ", "\u0345", "ﬃ", "ǆ", "\u1E9E", " \u0301", "한", "\u1160"),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const once = normalise(parts.join(""));
      expect(normalise(once)).toBe(once);
    }),
    { numRuns: 3000 },
  );
});
