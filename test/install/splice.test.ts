import fc from "fast-check";
import { parse } from "jsonc-parser";
import { expect, test, vi } from "vitest";
import type { ConfigEdit } from "../../src/install/edit.ts";
import { insertChecked, removeChecked } from "../../src/install/formats.ts";
import { Refusal } from "../../src/install/refusal.ts";

vi.setConfig({ testTimeout: 60_000 });

const COMMAND = "/home/me/.clampd/bin/clampd-guard";
const group = { matcher: "*", hooks: [{ type: "command", command: COMMAND, timeout: 10 }] };
const edit: ConfigEdit = {
  file: "settings.json",
  format: "jsonc",
  entries: ["PreToolUse", "PostToolUse"].map((event) => ({ path: ["hooks", event], value: group })),
  settings: [],
};

const blank = fc.constantFrom(
  "",
  " ",
  "\n",
  "\r\n  ",
  "\t",
  "\n\n    ",
  " // note, [1]\n",
  " /* a, } */ ",
  '\n// "x": 1\r\n',
);
const scalar = fc.oneof(
  fc.constantFrom("null", "true", "-1.50", "1e9", '"// no"', '"a,b]"', '"\\u0041\\""'),
  fc.nat().map(String),
);
const key = fc.constantFrom("a", "b", "hooks2", "PreToolUse", "", "é", "x y");
const value: fc.Arbitrary<string> = fc.letrec<{ node: string; list: string; object: string }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, scalar, tie("list"), tie("object")),
  list: fc
    .array(fc.tuple(blank, tie("node"), blank), { maxLength: 3 })
    .chain((items) =>
      blank.map((inner) => `[${items.length === 0 ? inner : items.map((each) => each.join("")).join(",")}]`),
    ),
  object: members(tie("node")),
})).node;

function members(node: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = fc.record({ key, node, a: blank, b: blank, c: blank, d: blank });
  const unique = fc.uniqueArray(member, { selector: (each) => each.key, maxLength: 3 });
  return fc
    .tuple(unique, blank)
    .map(
      ([all, inner]) =>
        `{${all.length === 0 ? inner : all.map((m) => `${m.a}${JSON.stringify(m.key)}${m.b}:${m.c}${m.node}${m.d}`).join(",")}}`,
    );
}

const theirs = fc
  .tuple(blank, fc.constantFrom('{"hooks":[]}', '{"matcher":"Bash","hooks":[{"command":"x"}]}', "1"), blank)
  .map((each) => each.join(""));
const lists = fc
  .array(theirs, { maxLength: 3 })
  .chain((items) => blank.map((inner) => `[${items.length === 0 ? inner : items.join(",")}]`));
const hooks = fc
  .tuple(blank, fc.option(lists, { nil: undefined }), blank, value)
  .map(([a, list, b, other]) => `{${a}${list === undefined ? "" : `"PreToolUse":${list},`}"Stop":${other}${b}}`);
const document = fc
  .tuple(blank, fc.option(hooks, { nil: undefined }), value, blank, blank)
  .map(([a, own, other, b, c]) => `${a}{${b}"first":${other}${own === undefined ? "" : `,"hooks":${own}`}${c}}${a}`);

test("an insertion into any JSONC keeps every byte in order, and its removal gives the same values back", () => {
  fc.assert(
    fc.property(document, (text) => {
      const { text: after, mark } = insertChecked(edit, text);
      expect(insertChecked(edit, after).text).toBe(after);
      expect(isSubsequence(text, after)).toBe(true);
      const back = removeChecked(edit, after, mark);
      expect(parse(back)).toEqual(parse(text));
      // Blanks inside a container that was empty may go; comments and everything else are the user's.
      expect(back.replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }),
    { numRuns: 1000 },
  );
});

const toml: ConfigEdit = {
  file: "config.toml",
  format: "toml",
  entries: [{ path: ["hooks", "PreToolUse"], value: group }],
  settings: [
    { path: ["hooks", "state", "/h.json:pre_tool_use:0:0", "trusted_hash"], value: "sha256:00", conflict: "replace" },
  ],
};
const eol = fc.constantFrom("\n", "\r\n");
const line = fc.constantFrom("", "# note", "  # [hooks]", "\t");
const assignment = fc
  .tuple(
    fc.constantFrom("a", "b.c", '"q k"'),
    fc.constantFrom(
      "1",
      '"x # y"',
      "[1,\n  2, # two\n]",
      "{ x = 1 }",
      '"""\n[[hooks.PreToolUse]]\n"""',
      "'''\n[a]'''",
      "1979-05-27",
      "inf",
    ),
  )
  .map((each) => each.join(" = "));
const table = fc.constantFrom(
  "[t]",
  "[[list]]",
  '[projects."/a/b"]',
  "[hooks.other]",
  "[[hooks.Stop]]",
  "[[hooks.PreToolUse]]",
);
const tomlText = fc
  .tuple(fc.array(fc.oneof(line, assignment, table), { maxLength: 8 }), eol, fc.boolean())
  .map(([lines, end, closed]) => (lines.join("\n") + (closed ? "\n" : "")).replaceAll("\n", end));

test("an insertion into any TOML is taken away again to the byte, or refused", () => {
  let kept = 0;
  fc.assert(
    fc.property(tomlText, (text) => {
      let result: ReturnType<typeof insertChecked>;
      try {
        result = insertChecked(toml, text);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
        return;
      }
      kept++;
      expect(insertChecked(toml, result.text).text).toBe(result.text);
      expect(removeChecked(toml, result.text, result.mark)).toBe(text);
    }),
    { numRuns: 1000 },
  );
  expect(kept).toBeGreaterThan(200);
});

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of part) {
    at = whole.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
