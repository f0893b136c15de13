import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyRules } from "../../src/rules/compiled.ts";
import { loadCustomRules, MAX_CUSTOM_BYTES, MAX_CUSTOM_FILES, MAX_CUSTOM_RULES } from "../../src/rules/custom.ts";
import { createMatcher } from "../../src/rules/match.ts";
import { formatProblem } from "../../src/rules/problems.ts";
import { base, context, deletes } from "./effects.ts";
import { compileText, head, ruleText } from "./pack.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "rules-"));
});
afterEach(() => rm(dir, { recursive: true }));

const builtin = compileText({ "x.a": 'when = { effect = "delete" }' }, { "phrases-a": { phrases: ["a b"] } });
const load = (layer = "user") => loadCustomRules(dir, layer, { base: builtin });
const write = (name: string, text: string) => writeFile(join(dir, name), text);
const problems = async (layer?: string) =>
  (await load(layer)).problems.map((problem) => formatProblem(problem).replaceAll(`${dir}/`, ""));

test("a missing folder holds no rules", async () => {
  const found = await loadCustomRules(join(dir, "none"), "user", { base: builtin });
  expect(found).toMatchObject({ rules: { rules: [] }, problems: [] });
});

test("rules are found under their layer, with the dictionaries that ship", async () => {
  await write("a.toml", head + ruleText("x.b", 'when = { effect = "text", text = { phrases = "phrases-a" } }'));
  const { rules, problems: wrong, linear } = await load("project");
  expect(wrong).toEqual([]);
  expect(linear).toBeUndefined();
  const [found] = createMatcher(rules).match(
    [{ kind: "text", role: "prompt", key: "", text: "A  B", ...base }],
    context,
  );
  expect(found).toMatchObject({ rule: "x.b", layer: "project" });
});

test("patterns run on the linear engine", async () => {
  await write("a.toml", head + ruleText("x.b", 'when = { effect = "text", text = { pattern = "(?i)^(a+)+$" } }'));
  const { rules, linear } = await load();
  const matcher = createMatcher(rules, linear);
  const text = (value: string) =>
    matcher.match([{ kind: "text", role: "prompt", key: "", text: value, ...base }], context).length;
  expect(text("AaA")).toBe(1);
  // The native engine would not come back from this one.
  expect(text(`${"a".repeat(5000)}!`)).toBe(0);
  expect(() => createMatcher(rules).match([{ kind: "text", role: "", key: "", text: "aa", ...base }], context)).toThrow(
    "linear engine",
  );
});

test("a pattern that the linear engine does not know is refused", async () => {
  await write("a.toml", head + ruleText("x.b", 'when = { effect = "text", text = { pattern = "a(?=b)" } }'));
  expect(await problems()).toEqual([expect.stringMatching(/^a\.toml:14:\d+: the pattern does not compile/)]);
});

test("an id that is taken stays with its rule, and the other rules hold", async () => {
  await write(
    "a.toml",
    head + ruleText("x.a", 'when = { effect = "read" }') + ruleText("x.c", 'when = { effect = "delete" }'),
  );
  await write("b.toml", head + ruleText("x.c", 'when = { effect = "read" }'));
  const { rules } = await load();
  expect(rules.rules.map(({ id }) => id)).toEqual(["x.c"]);
  expect(createMatcher(rules).match([deletes("/x")], context)).toHaveLength(1);
  expect(await problems()).toEqual([
    expect.stringContaining("`x.a` is taken"),
    expect.stringContaining("`x.c` is taken"),
  ]);
});

test.each(["catastrophic = true", "exemptable = false"])("a project cannot say %s, a user can", async (line) => {
  await write("a.toml", head + ruleText("x.b", `${line}\nwhen = { effect = "delete" }`));
  expect(await problems("project")).toEqual([expect.stringContaining("a project's rule cannot set")]);
  expect((await load("project")).rules.rules).toEqual([]);
  expect((await load("user")).rules.rules).toHaveLength(1);
});

test("unknown keys and missing examples are warnings", async () => {
  const rule = ruleText("x.b", 'colour = "red"\nwhen = { effect = "delete" }').replace(/\[rule\.examples\][\s\S]*/, "");
  await write("a.toml", `future = 1\n${head}${rule}`);
  const { rules } = await load();
  expect(rules.rules).toHaveLength(1);
  expect(await problems()).toEqual([
    "a.toml:1:1: warning: unknown key `future`: remove it",
    "a.toml:15:1: warning: unknown key `colour`: remove it",
    "a.toml:8:1: warning: an example to stop is missing: add one to `stop`",
    "a.toml:8:1: warning: an example to leave is missing: add one to `leave`",
  ]);
});

test("one broken file leaves the others in force", async () => {
  await write("a.toml", "[[[");
  await write("b.toml", head + ruleText("x.b", 'when = { effect = "delete" }'));
  const { rules } = await load();
  expect(rules.rules).toHaveLength(1);
  expect(await problems()).toHaveLength(1);
});

test("sizes and numbers are bounded", async () => {
  await write("big.toml", `# ${"x".repeat(MAX_CUSTOM_BYTES)}`);
  await mkdir(join(dir, "folder.toml"));
  expect(await problems()).toEqual([expect.stringContaining("at most"), expect.stringContaining("no regular file")]);
  for (let i = 0; i < MAX_CUSTOM_FILES; i++)
    await write(`f${i}.toml`, head + ruleText(`x.f${i}`, 'when = { effect = "read" }'));
  expect((await problems())[0]).toContain(`more than ${MAX_CUSTOM_FILES} rule files`);
});

test("a folder and a file that cannot be read are said", async () => {
  const long = await loadCustomRules(join(dir, "x".repeat(5000)), "user", { base: builtin });
  expect(long.problems).toMatchObject([{ message: "the folder cannot be read: ENAMETOOLONG" }]);
  const file = await loadCustomRules(import.meta.filename, "user", { base: builtin });
  expect(file.problems).toEqual([]);
  await symlink(join(dir, "none"), join(dir, "a.toml"));
  expect(await problems()).toEqual([expect.stringContaining("it cannot be read: ENOENT")]);
});

test("rules that are not ripe, or out of use, are not in force", async () => {
  const rule = (id: string, maturity: string) =>
    ruleText(id, 'when = { effect = "read" }').replace('"stable"', `"${maturity}"`);
  await write("a.toml", head + rule("x.b", "sandbox") + rule("x.c", "deprecated") + rule("x.d", "incubating"));
  const { rules, problems: wrong } = await load();
  expect(rules.rules.map(({ id }) => id)).toEqual(["x.d"]);
  expect(wrong).toEqual([]);
});

test("a pattern whose key is hidden from the loader is refused", async () => {
  await write("a.toml", head + ruleText("x.b", 'when = { effect = "text", text = { "p\\u0061ttern" = "a" } }'));
  expect(await problems()).toEqual([expect.stringContaining("the engine for patterns is not there")]);
});

test("a layer's rules are bounded in number", async () => {
  const many = Array.from({ length: MAX_CUSTOM_RULES + 2 }, (_, i) =>
    ruleText(`x.r${i}`, 'when = { effect = "read" }'),
  );
  await write("a.toml", head + many.join(""));
  const { rules, problems: wrong } = await load();
  expect(rules.rules).toHaveLength(MAX_CUSTOM_RULES);
  expect(wrong).toHaveLength(2);
});

test("no rules at all match nothing", () => {
  expect(createMatcher(emptyRules()).match([deletes("/")], context)).toEqual([]);
});
