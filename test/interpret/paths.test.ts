import { expect, test } from "vitest";
import { type MemoryWorldOptions, memoryWorld } from "../../src/interpret/memory-world.ts";
import { isWithin, parentOf } from "../../src/interpret/paths/normalise.ts";
import { resolvePath } from "../../src/interpret/paths/resolve.ts";
import type { World } from "../../src/interpret/world.ts";
import { DYNAMIC } from "../../src/model/effect.ts";

const world = memoryWorld();
const at = (raw: string) => resolvePath(raw, "/home/dev/project", world);

const CLASSES: readonly (readonly [path: string, ...expected: string[]])[] = [
  ["~/.bashrc", "shell-profile"],
  ["./dotfiles/.bashrc"],
  ["~/.vimrc", "program-init"],
  ["/etc/cron.d/x", "cron"],
  ["/etc/pam.d/sudo", "login-checks"],
  ["/lib/x86_64-linux-gnu/security/pam_unix.so", "login-checks"],
  ["/etc/polkit-1/rules.d/x", "sudoers"],
  [".husky/pre-commit", "project-hook"],
  [".git/hooks/pre-commit", "git-hook"],
  [".git/hooks/pre-commit.sample"],
  ["~/.local/lib/python3.12/site-packages/a.pth", "python-startup"],
  ["~/.clampd/guard.json", "guard"],
  ["~/.clampd/rules/a.toml", "guard-rules"],
  [".clampd/guard.json", "guard"],
  ["/usr/local/bin/clampd-guard", "guard"],
  ["/tmp/clampd-scratch.txt"],
  ["~/.claude/settings.json", "agent-settings"],
  ["~/.claude", "agent-settings"],
  [".claude/settings.local.json", "agent-settings"],
  [".claude/notes.md"],
  ["~/.claude/CLAUDE.md", "agent-memory"],
  ["CLAUDE.md", "agent-memory"],
  [".mcp.json", "mcp-config"],
  ["/var/lib/apt/lists/x", "cache"],
  ["~/.cache/pip", "cache"],
  ["~/Documents/a.txt", "documents"],
  ["/var/log/syslog", "log"],
  ["/proc/sysrq-trigger", "kernel-interface"],
];

test.each(CLASSES)("classes of %s", (path, ...expected) => {
  expect(at(path).classes.filter((name) => name !== "regenerable")).toEqual(expected);
});

test("a glob has the class of what it could name", () => {
  for (const glob of ["~/.cl*/guard.json", "~/.clampd/*", "/etc/clampd/*.json"])
    expect(resolvePath(glob, "/home/dev/project", world, { glob: true }).classes).toContain("guard");
});

const PLACES: readonly (readonly [raw: string, path: string, scope: string, world?: MemoryWorldOptions])[] = [
  ["/proc/self/root", "/", "root"],
  ["/proc/1/root/proc/self/root/etc", "/etc", "system-root"],
  ["/System/Volumes/Data", "/", "root", { platform: "darwin" }],
  ["/private/tmp/x", "/tmp/x", "temp", { platform: "darwin" }],
  ["/dev", "/dev", "system-root"],
  ["/dev/sda", "/dev/sda", "device"],
  ["/dev/shm/x", "/dev/shm/x", "temp"],
  ["../../../../../..", "/", "root"],
  [`${DYNAMIC}/..`, ".", "unknown"],
  [`${DYNAMIC}/../../x`, "../x", "unknown"],
  ["~/x", "/home/dev/x", "home"],
  ["~dev/x", "/home/dev/x", "home"],
  ["~root/x", "/root/x", "other-home"],
  ["~ann/x", "/home/ann/x", "other-home"],
  ["~ann", "/Users/ann", "other-home", { platform: "darwin" }],
  ["~a|b/x", "/home/dev/project/~a|b/x", "workspace"],
  ["node_modules/a/.git/config", "/home/dev/project/node_modules/a/.git/config", "build-output"],
  ["a/.git/config", "/home/dev/project/a/.git/config", "vcs"],
  ["C:", "C:/", "root", { platform: "win32", foldsCase: true }],
  ["C:\\Windows\\..\\x", "C:/x", "outside", { platform: "win32", foldsCase: true }],
  ["x", "/home/dev/project/x", "home", { workspace: ["/home/dev"] }],
  ["x", "/home/dev/project/x", "home", { workspace: ["/"] }],
  ["x", "/home/dev/project/x", "home", { workspace: ["/home"] }],
  ["x", "/home/dev/project/x", "workspace", { workspace: ["/", "/home/dev/project"] }],
]; // biome-ignore format: one table

for (const [raw, path, scope, options] of PLACES)
  test(`${raw} is ${path}, which is ${scope}`, () => {
    expect(resolvePath(raw, "/home/dev/project", memoryWorld(options))).toMatchObject({ path, scope });
  });

test("without a home a tilde is anywhere", () => {
  const homeless: World = { ...world, home: undefined };
  for (const raw of ["~/x", "~dev/x"])
    expect(resolvePath(raw, "/work", homeless)).toMatchObject({ path: `${DYNAMIC}/x`, scope: "unknown" });
});

test("a tilde that is left in a path is no home", () => {
  const { path, classes } = at(`${DYNAMIC}/../~/Documents/a.txt`);
  expect(path).toBe("~/Documents/a.txt");
  expect(classes).not.toContain("documents");
});

test.each([
  ["/a/b", "/a"],
  ["/a", "/"],
  ["/", "/"],
  ["a", "a"],
  ["C:/a", "C:/"],
])("the parent of %s is %s", (path, parent) => expect(parentOf(path)).toBe(parent));

test.each([
  ["/a/b", "/a", true],
  ["/a", "/a", true],
  ["/ab", "/a", false],
  ["/a", "/", true],
])("%s within %s: %s", (path, folder, within) => expect(isWithin(path, folder)).toBe(within));
