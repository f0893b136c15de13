import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compilePacks } from "../../src/rules/build.ts";
import { head, ruleText } from "./pack.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "packs-"));
  await mkdir(join(dir, "dictionaries"));
});
afterEach(() => rm(dir, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(dir, name), text);
const rule = (id: string, maturity: string) =>
  ruleText(id, 'when = { effect = "read" }').replace('"stable"', `"${maturity}"`);
const complaint = () =>
  compilePacks(dir).then(
    () => "",
    (error: Error) => error.message.replaceAll(`${dir}/`, ""),
  );

test("dictionaries are carried verbatim, and only rules that are ripe are active", async () => {
  await write("dictionaries/hosts.toml", 'host = ["a"]');
  await write(
    "a.toml",
    head +
      ["stable", "incubating", "sandbox", "deprecated"].map((maturity) => rule(`x.${maturity}`, maturity)).join(""),
  );
  const compiled = await compilePacks(dir);
  expect(compiled.dictionaries).toEqual({ hosts: { host: ["a"] } });
  expect(compiled.rules.map(({ id }) => id)).toEqual(["x.incubating", "x.stable"]);
  expect(compiled.packs).toEqual([{ id: "x", title: "X", version: "1.0.0", category: "x" }]);
});

test("two rules with one id are refused, with both places", async () => {
  await write("a.toml", head + rule("x.a", "stable"));
  await write("b.toml", head + rule("x.b", "stable") + rule("x.a", "sandbox"));
  expect(await complaint()).toBe("b.toml:20:1: the id `x.a` is taken by a.toml:8: choose another");
});

test("a dictionary that is no TOML is named with its place", async () => {
  await write("dictionaries/a.toml", "x = 1\ny = ");
  expect(await complaint()).toMatch(/^dictionaries\/a\.toml:2:\d+: Invalid TOML document/);
});

test("a dictionary without phrases holds none", async () => {
  await write("dictionaries/phrases-a.toml", "other = 1");
  await write("dictionaries/phrases-b.toml", 'phrases = ["open sesame", 3]');
  expect(await complaint()).toBe("");
});

test("what cannot be read at all is no matter of rules", async () => {
  await mkdir(join(dir, "dictionaries", "folder.toml"));
  expect(await complaint()).toContain("EISDIR");
  await rm(join(dir, "dictionaries"), { recursive: true });
  expect(await complaint()).toBe("");
  await write("dictionaries", "");
  expect(await complaint()).toContain("ENOTDIR");
});

test("a pattern that does not compile is named", async () => {
  await write("a.toml", head + ruleText("x.a", 'when = { effect = "text", text = { pattern = "(" } }'));
  expect(await complaint()).toContain("the pattern does not compile: /(/u: Unterminated group");
});

test("problems of all files and dictionaries come together", async () => {
  await write("dictionaries/phrases-a.toml", 'phrases = ["* open"]');
  await write("a.toml", head + ruleText("x.a", 'when = { effect = "red" }'));
  await write("b.toml", "x = ");
  expect((await complaint()).split("\n").map((line) => line.slice(0, 28))).toEqual([
    "dictionaries/phrases-a.toml:",
    expect.stringMatching(/^a\.toml:14:/),
    expect.stringMatching(/^b\.toml:1:/),
  ]);
});
