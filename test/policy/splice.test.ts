import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutComments } from "../../src/policy/comments.ts";
import { appendValue, applySplice, inverse, removeValue, setValue, type Value } from "../../src/policy/splice.ts";

const set = (text: string, path: string, value: Value) => applySplice(text, setValue(text, path.split("/"), value));
const append = (text: string, path: string, value: Value) => applySplice(text, appendValue(text, [path], value));
const remove = (text: string, path: string) => {
  const splice = removeValue(text, path.split("/"));
  return splice === undefined ? undefined : applySplice(text, splice);
};

describe("a value that is set", () => {
  it.each<[string, string, string, Value, string]>([
    ["an empty file of braces", "{}\n", "mode", "enforce", '{\n  "mode": "enforce"\n}\n'],
    ["braces around blanks", "{ \n }", "mode", "enforce", '{\n  "mode": "enforce"\n}'],
    ["a value that is there", '{"mode":  "observe" }', "mode", "enforce", '{"mode":  "enforce" }'],
    [
      "one line",
      '{ "version": 1 }',
      "rules/fs.x/mode",
      "enforce",
      '{ "version": 1, "rules": { "fs.x": { "mode": "enforce" } } }',
    ],
    [
      "two blanks",
      '{\n  "version": 1\n}\n',
      "rules/fs.x/mode",
      "enforce",
      '{\n  "version": 1,\n  "rules": {\n    "fs.x": { "mode": "enforce" }\n  }\n}\n',
    ],
    [
      "tabs and CRLF",
      '{\r\n\t"version": 1\r\n}',
      "rules/fs.x/mode",
      "off",
      '{\r\n\t"version": 1,\r\n\t"rules": {\r\n\t\t"fs.x": { "mode": "off" }\r\n\t}\r\n}',
    ],
    ["a comment behind the last entry", '{\n  "a": 1 // why\n}', "b", 2, '{\n  "a": 1, // why\n  "b": 2\n}'],
    [
      "a comment below the last entry",
      '{\n  "a": 1\n  // more to come\n}',
      "b",
      2,
      '{\n  "a": 1,\n  "b": 2\n  // more to come\n}',
    ],
    ["only a comment", "{\n  // nothing yet\n}", "b", 2, '{\n  // nothing yet\n  "b": 2\n}'],
    [
      "an empty object inside",
      '{\n  "rules": {}\n}',
      "rules/fs.x",
      { mode: "off" },
      '{\n  "rules": {\n    "fs.x": { "mode": "off" }\n  }\n}',
    ],
    ["a byte order mark", '\uFEFF{"a":1}', "a", 2, '\uFEFF{"a":2}'],
  ])("in %s", (_name, text, path, value, expected) => {
    expect(set(text, path, value)).toBe(expected);
  });

  it.each([
    ['{\n "a": 1,\n}', "line 3: a name in double quotes"],
    ["[]", "line 1: the file holds no JSON object"],
    ['{"a":1,\n"a":2}', 'line 2: "a" occurs twice'],
    ['{"rules":\n[]}', 'line 2: "rules" is no object'],
  ])("is refused in %j", (text, message) => {
    expect(() => set(text, "rules/x", 1)).toThrow(message);
  });
});

describe("an entry of a list", () => {
  it.each<[string, string, string]>([
    ['{\n  "l": [\n    1\n  ]\n}', '{\n  "l": [\n    1,\n    2\n  ]\n}', "each on its line"],
    ['{"l":[1]}', '{"l":[1, 2]}', "on one line"],
    ['{"l":[]}', '{"l":[2]}', "in an empty list"],
    ["{}", '{\n  "l": [2]\n}', "where there is no list"],
  ])("%s becomes %s", (text, expected) => {
    expect(append(text, "l", 2)).toBe(expected);
  });
});

describe("an entry that is removed", () => {
  it.each<[string, string, string]>([
    ['{"a":1,"b":2,"c":3}', "b", '{"a":1,"c":3}'],
    ['{ "a": 1, "b": 2 }', "b", '{ "a": 1 }'],
    ['{\n  "a": 1, // one\n  "b": 2\n}', "b", '{\n  "a": 1 // one\n}'],
    ['{\n  // first\n  "a": 1,\n  "b": 2\n}', "a", '{\n  // first\n  "b": 2\n}'],
    ['{\n  "a": 1\n}', "a", "{\n}"],
    ['{"l":[{"x":1},{"y":2}]}', "l/0", '{"l":[{"y":2}]}'],
    ['{"l":[1]}', "l/0", '{"l":[]}'],
  ])("%j without %s", (text, path, expected) => {
    expect(remove(text, path)).toBe(expected);
  });

  it("must be there", () => {
    expect(remove("{}", "a")).toBeUndefined();
  });
});

const json: fc.Arbitrary<Record<string, Value>> = fc.dictionary(
  fc.constantFrom("a", "b", "rules", "é//x", "/*"),
  fc.oneof(
    fc.constantFrom<Value>(1, true, "//", "}", '"', []),
    fc.dictionary(fc.constantFrom("c", "fs.x"), fc.constantFrom<Value>(1, "x", {}), { noNullPrototype: true }),
  ),
  { noNullPrototype: true },
);
const blank = fc.constantFrom("", " ", "\n", "\r\n\t", " // why, {\n", "/* , */");

/** The same value with blanks and comments strewn between its tokens. */
function strewn(value: Record<string, Value>, blanks: readonly string[]): string {
  let i = 0;
  return JSON.stringify(value)
    .replace(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^{}[\],:"\s]+/g, (token) => `${token}${blanks[i++ % blanks.length]}`)
    .trim();
}

it("whatever the layout, an edit changes its value alone, and its inverse gives back every byte", () => {
  fc.assert(
    fc.property(
      json,
      fc.array(blank, { minLength: 1, maxLength: 9 }),
      fc.constantFrom("a", "new", "b"),
      (value, blanks, key) => {
        const text = strewn(value, blanks);
        const read = (edited: string) => JSON.parse(withoutComments(edited)) as unknown;
        expect(read(text)).toEqual(value);
        const setting = setValue(text, [key], { mode: "enforce" });
        const edited = applySplice(text, setting);
        expect(read(edited)).toEqual({ ...value, [key]: { mode: "enforce" } });
        expect(applySplice(edited, inverse(setting))).toBe(text);
        const removal = removeValue(edited, [key]);
        const { [key]: _gone, ...others } = value;
        expect(removal && read(applySplice(edited, removal))).toEqual(others);
      },
    ),
    { numRuns: 2000 },
  );
});
