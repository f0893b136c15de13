import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scope } from "../../src/install/edit.ts";
import { openBench, put, textOf } from "../installers/bench.ts";

const open = (agent = "claude", scope: Scope = "user") => openBench(agent, scope);

test("a file and a folder that were not there are gone again", () => {
  const { install, uninstall, home, file } = open();
  install();
  expect(textOf(file)).toContain("PreToolUse");
  uninstall();
  expect(readdirSync(home)).toEqual([".clampd"]);
});

test("a folder in which somebody has put something stays", () => {
  const { install, uninstall, home } = open();
  install();
  put(join(home, ".claude", "theirs"), "x");
  uninstall();
  expect(readdirSync(join(home, ".claude"))).toEqual(["theirs"]);
});

test("a user's linked dotfile is followed and stays a link", () => {
  const { install, uninstall, base, file } = open();
  const real = join(base, "dotfiles", "claude.json");
  put(real, '{"a": 1}\n');
  mkdirSync(join(file, ".."));
  symlinkSync(real, file);
  install();
  expect(lstatSync(file).isSymbolicLink()).toBe(true);
  expect(textOf(real)).toContain("PreToolUse");
  uninstall();
  expect(readlinkSync(file)).toBe(real);
  expect(textOf(real)).toBe('{"a": 1}\n');
});

test.each(["file", "folder"])("a project's linked %s is refused", (what) => {
  const { install, base, file } = open("claude", "project");
  put(join(base, "elsewhere", "settings.json"), "{}");
  if (what === "folder") symlinkSync(join(base, "elsewhere"), join(file, ".."));
  else {
    mkdirSync(join(file, ".."));
    symlinkSync(join(base, "elsewhere", "settings.json"), file);
  }
  expect(install).toThrow(/is a symbolic link/);
  expect(textOf(join(base, "elsewhere", "settings.json"))).toBe("{}");
});

test("a read-only file is refused and unchanged", () => {
  const { install, file } = open();
  put(file, "{}");
  chmodSync(file, 0o444);
  expect(install).toThrow(/is read-only; run chmod u\+w/);
  expect(textOf(file)).toBe("{}");
});

test.each([0o600, 0o640, 0o664])("the mode %o is kept by install and uninstall", (mode) => {
  const { install, uninstall, file } = open();
  put(file, "{}");
  chmodSync(file, mode);
  install();
  expect(statSync(file).mode & 0o777).toBe(mode);
  uninstall();
  expect(statSync(file).mode & 0o777).toBe(mode);
});

test("bytes that are no UTF-8 are refused", () => {
  const { install, file } = open();
  put(file, "");
  const bytes = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
  writeFileSync(file, bytes);
  expect(install).toThrow(/:1:3: is not UTF-8/);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test("a file that changed after it was planned is not overwritten", async () => {
  const { site, wish, installer, ledger, file } = open();
  const { carryOutPlan, planInstall } = await import("../../src/install/install.ts");
  put(file, "{}");
  const plan = planInstall(installer, site, wish, { program: undefined, version: undefined });
  put(file, '{"new": 1}');
  expect(() => carryOutPlan(plan, ledger())).toThrow(/was changed by another program/);
  expect(textOf(file)).toBe('{"new": 1}');
});

test("without the ledger ours is still found and taken away", () => {
  const { install, uninstall, state, file } = open();
  put(file, '{\n  "a": 1\n}\n');
  install();
  rmSync(join(state, "backups"), { recursive: true });
  uninstall();
  expect(textOf(file)).toBe('{\n  "a": 1\n}\n');
});

test("backups and their manifest are the owner's alone", () => {
  const { install, state, file } = open();
  put(file, "{}");
  install();
  const folder = join(state, "backups");
  expect(statSync(folder).mode & 0o077).toBe(0);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
});
