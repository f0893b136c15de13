import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { textOf } from "../installers/bench.ts";

const SCRIPT = fileURLToPath(new URL("./one-run.ts", import.meta.url));
const BEFORE = '{\n  "model": "opus"\n}\n';
const IS_ROOT = process.getuid?.() === 0;
/** No rights of root's: what may not be read or written is so for root alone not. */
const NOBODY = 65_534;
const AS_USER = IS_ROOT ? ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"] : ["env"];
const [FIRST = "", ...REST] = [...AS_USER, process.execPath];
const canRun = spawnSync(FIRST, [...REST, "--check", SCRIPT]).status === 0;

let home: string;
let settings: string;
const give = (...paths: readonly string[]) => {
  if (IS_ROOT) for (const path of paths) chownSync(path, NOBODY, NOBODY);
};

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "clampd-rights-")));
  const folder = join(home, ".claude");
  mkdirSync(folder);
  settings = join(folder, "settings.json");
  writeFileSync(settings, BEFORE);
  writeFileSync(join(home, "program"), "#!/bin/sh\n", { mode: 0o755 });
  give(home, folder, settings);
});
afterEach(() => {
  for (const path of [home, join(home, ".claude")]) chmodSync(path, 0o700);
  rmSync(home, { recursive: true, force: true });
});

function run(what: "install" | "uninstall") {
  const args = [...REST, SCRIPT, what, home, join(home, "program"), "1", "claude"];
  const { status, stderr } = spawnSync(FIRST, args, { encoding: "utf8", cwd: "/" });
  return { status, stderr };
}

/** The file as root, or its owner again, sees it. */
function now(): { readonly text: string | undefined; readonly names: readonly string[] } {
  const [folder, file] = [join(home, ".claude"), settings];
  const paths = [folder, file].filter((path) => existsSync(path));
  const modes = paths.map((path) => [path, statSync(path).mode & 0o777] as const);
  if (!IS_ROOT) for (const [path] of modes) chmodSync(path, 0o700);
  const seen = { text: textOf(file), names: readdirSync(folder) };
  if (!IS_ROOT) for (const [path, mode] of modes) chmodSync(path, mode);
  return seen;
}

describe.skipIf(!canRun)("without the rights of root", () => {
  test("an installation and its way back", () => {
    expect(run("install")).toEqual({ status: 0, stderr: "" });
    expect(textOf(settings)).toContain("PreToolUse");
    expect(run("uninstall")).toEqual({ status: 0, stderr: "" });
    expect(now()).toEqual({ text: BEFORE, names: ["settings.json"] });
  });

  test.each<[string, () => void, RegExp]>([
    ["a read-only file", () => chmodSync(settings, 0o444), /settings\.json: is read-only; run chmod u\+w/],
    [
      "a file that may not be read",
      () => chmodSync(settings, 0o200),
      /settings\.json: cannot be read \(EACCES\); give yourself access/,
    ],
    [
      "a read-only folder",
      () => chmodSync(join(home, ".claude"), 0o555),
      /settings\.json: cannot be written \(EACCES\); give yourself access/,
    ],
    [
      "a folder that may not be entered",
      () => chmodSync(join(home, ".claude"), 0o600),
      /settings\.json: .*cannot be looked at \(EACCES\); /,
    ],
    [
      "a file in a folder that may not be listed",
      () => chmodSync(join(home, ".claude"), 0o300),
      /settings\.json: cannot be written \(EACCES\); /,
    ],
  ])("%s", (_, spoil, said) => {
    spoil();
    const { status, stderr } = run("install");
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(said) });
    expect(now()).toEqual({ text: BEFORE, names: ["settings.json"] });
  });

  test.skipIf(!IS_ROOT).each<[string, () => void, RegExp]>([
    [
      "somebody else's file",
      () => chownSync(settings, 0, 0),
      /settings\.json: belongs to user 0, not to you; run the command as its owner/,
    ],
    [
      "somebody else's folder",
      () => chownSync(join(home, ".claude"), 0, 0),
      /settings\.json: cannot be written \(EACCES\)/,
    ],
  ])("%s", (_, spoil, said) => {
    spoil();
    const { status, stderr } = run("install");
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(said) });
    expect(now()).toEqual({ text: BEFORE, names: ["settings.json"] });
  });

  test("a home in which nothing can be made is said in one sentence", () => {
    chmodSync(home, 0o555);
    const { status, stderr } = run("install");
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/\.clampd: cannot be made \(EACCES\); give yourself access/);
    expect(now().text).toBe(BEFORE);
  });

  test("a file of ours that may not be removed is said, and goes when it may", () => {
    rmSync(settings);
    expect(run("install").status).toBe(0);
    chmodSync(join(home, ".claude"), 0o555);
    expect(run("uninstall")).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/cannot be removed \(EACCES\)/),
    });
    chmodSync(join(home, ".claude"), 0o755);
    expect(run("uninstall").status).toBe(0);
    expect(now()).toEqual({ text: undefined, names: [] });
  });

  test("an uninstallation that may not write takes nothing away, and does when it may", () => {
    run("install");
    const installed = textOf(settings);
    chmodSync(join(home, ".claude"), 0o555);
    expect(run("uninstall")).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/cannot be written \(EACCES\)/),
    });
    expect(now()).toEqual({ text: installed, names: ["settings.json"] });
    chmodSync(join(home, ".claude"), 0o755);
    expect(run("uninstall").status).toBe(0);
    expect(now().text).toBe(BEFORE);
  });
});
