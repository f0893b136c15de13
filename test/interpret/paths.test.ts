import { expect, test } from "vitest";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import { resolvePath } from "../../src/interpret/paths/resolve.ts";

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
