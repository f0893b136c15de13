import fc from "fast-check";
import { expect, test } from "vitest";
import { requiredLiterals } from "../../src/rules/literals.ts";

const rows: readonly [source: string, literals: readonly string[] | undefined][] = [
  ["ignore\\s+previous", ["previous"]],
  ["AKIA[0-9A-Z]{16}", ["akia"]],
  ["(?:ghp|gho)_[a-z]+", ["ghp", "gho"]],
  ["(?:password|secret)=\\S+", ["password", "secret"]],
  ["\\bfoo(?=bar)baz", ["foobaz"]],
  ["foo?bar", ["bar"]],
  ["foobar+baz", ["foobar"]],
  ["a|longer", undefined],
  ["(abc)?", undefined],
  ["[abc]def{2}gh", ["def"]],
  ["x(?<name>abc)y", ["xabcy"]],
  ["\\u{61}bcd", ["bcd"]],
  ["straße", ["stra"]],
  ["\\d+", undefined],
  ["\\-{5}BEGIN", ["begin"]],
];
test.each(rows)("%s needs %j", (source, literals) => expect(requiredLiterals(source)).toEqual(literals));

test("what matches holds a literal", () => {
  const tree = fc.letrec<{ piece: string }>((tie) => ({
    piece: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("abc", "bca", "ab", "c", "[ab]", ".", "\\w", "\\b"),
      fc.tuple(tie("piece"), tie("piece")).map(([a, b]) => a + b),
      fc.tuple(tie("piece"), tie("piece")).map(([a, b]) => `(?:${a}|${b})`),
      fc.tuple(tie("piece"), fc.constantFrom("?", "*", "+", "{2}", "{0,2}")).map(([a, q]) => `(?:${a})${q}`),
    ),
  }));
  fc.assert(
    fc.property(tree.piece, fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 }), (source, chars) => {
      const text = chars.join("");
      const literals = requiredLiterals(source);
      if (literals === undefined || !new RegExp(source, "u").test(text)) return;
      expect(literals.some((literal) => text.includes(literal))).toBe(true);
    }),
    { numRuns: 3000 },
  );
});
