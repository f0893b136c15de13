import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Scope } from "../../src/install/edit.ts";
import { bench, put, textOf } from "../installers/bench.ts";

const MAIN = join(import.meta.dirname, "../../src/main.ts");
const made: string[] = [];
afterEach(() => {
  for (const base of made.splice(0)) rmSync(base, { recursive: true, force: true });
});

/** A home in which the guard is installed, with a policy and a journal. */
function place(scope: Scope = "user") {
  const one = bench("claude", scope);
  made.push(one.base);
  const [file = ""] = one.files();
  put(file, '{"a": 1}');
  one.install();
  put(join(one.state, "guard.json"), "{}");
  put(join(one.state, "journal", "2026-01-01.jsonl"), "{}\n");
  put(join(one.home, "theirs"), "x");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [MAIN, "uninstall", ...args], {
      cwd: one.project,
      env: { HOME: one.home, PATH: process.env.PATH },
      encoding: "utf8",
    });
  return { ...one, file, run };
}

test("nothing of the guard is left, and everything else is as it was", () => {
  const { run, home, file } = place();
  const { status, stdout } = run("--all", "--purge", "--yes");
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`deleted ${home}/.clampd`) });
  expect(textOf(file)).toBe('{"a": 1}');
  expect(readdirSync(home).sort()).toEqual([".claude", "theirs"]);
});

test.each([
  [["--all", "--purge"], 2, /no terminal to ask on; add --yes/],
  [["claude", "--purge", "--yes"], 2, /--purge is for --all/],
  [["--all", "--purge", "--scope", "project", "--yes"], 1, /a project has nothing to purge/],
] as const)("%j changes nothing", (args, code, said) => {
  const { run, state, file } = place();
  const installed = textOf(file);
  const { status, stderr } = run(...args);
  expect({ status, stderr }).toEqual({ status: code, stderr: expect.stringMatching(said) });
  expect(textOf(file)).toBe(installed);
  expect(existsSync(join(state, "journal"))).toBe(true);
});

test("the program stays while a project's file names it", () => {
  const { run, state, file } = place("project");
  const { status, stderr } = run("--all", "--purge", "--yes");
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining(`still stands in ${file}`) });
  expect(existsSync(join(state, "journal"))).toBe(true);
});

test("a dry run says what would go", () => {
  const { run, state } = place();
  const { status, stdout } = run("--all", "--purge", "--dry-run");
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(join(state, "journal")) });
  expect(existsSync(join(state, "journal"))).toBe(true);
});

test("what a link leads to is not deleted", () => {
  const { run, base, state } = place();
  mkdirSync(join(base, "elsewhere"));
  renameSync(state, join(base, "elsewhere", "clampd"));
  symlinkSync(join(base, "elsewhere", "clampd"), state);
  const { status, stderr } = run("--all", "--purge", "--yes");
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("is a link") });
  expect(existsSync(join(base, "elsewhere", "clampd", "journal"))).toBe(true);
});
