import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { objection } from "../../src/hook/config-change.ts";

let home: string;
let settings: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "clampd-config-"));
  settings = join(home, ".claude", "settings.json");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function put(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
}

const entry = (change: object = {}) => ({
  hooks: {
    PreToolUse: [
      { matcher: "*", hooks: [{ type: "command", command: `${home}/.clampd/bin/clampd-guard`, args: [], ...change }] },
    ],
  },
});

/** As the installer records where it wrote. */
const installed = (deeds: Readonly<Record<string, object>>) =>
  put(join(home, ".clampd", "backups", "manifest.json"), { version: 1, files: deeds });

const changed = (file: string) => objection({ hook_event_name: "ConfigChange", file_path: file }, home);

describe("a change of Claude Code's settings in a running session", () => {
  it.each<[string, () => unknown, RegExp | undefined]>([
    ["the entry is still there", () => ({ theme: "dark", ...entry() }), undefined],
    ["the file is emptied", () => "", /no longer start/],
    ["the file is {}", () => ({}), /no longer start/],
    ["the file is no JSON", () => "{", /no longer start/],
    ["the hooks are gone", () => ({ hooks: { PreToolUse: [] } }), /no longer start/],
    ["another program is started", () => entry({ command: "/bin/true" }), /no longer start/],
    ["the entry is async", () => entry({ async: true }), /no longer start/],
    ["all hooks are disabled", () => ({ disableAllHooks: true, ...entry() }), /disableAllHooks/],
    ["disableAllHooks is false", () => ({ disableAllHooks: false, ...entry() }), undefined],
  ])("%s", (_, content, expected) => {
    installed({ [settings]: { agent: "claude", scope: "user" } });
    put(settings, content());
    const why = changed(settings);
    if (expected === undefined) expect(why).toBeUndefined();
    else expect(why).toMatch(expected);
  });

  it("the project disables all hooks", () => {
    installed({ [settings]: { agent: "claude", scope: "user" } });
    const project = join(home, "project", ".claude", "settings.json");
    put(project, { model: "x" });
    expect(changed(project)).toBeUndefined();
    put(project, { disableAllHooks: true });
    expect(changed(project)).toMatch(/disableAllHooks/);
  });

  it.each<[string, Readonly<Record<string, object>>]>([
    ["uninstalled by the person", {}],
    ["installed for another agent only", { "/x": { agent: "codex", scope: "user" } }],
    ["installed in the managed scope, which is spared", { "/x": { agent: "claude", scope: "managed" } }],
  ])("nothing is said where the guard is %s", (_, deeds) => {
    installed(deeds);
    put(settings, { disableAllHooks: true });
    expect(changed(settings)).toBeUndefined();
  });

  it("nothing is said without a manifest, a file or a home", () => {
    put(settings, {});
    expect(changed(settings)).toBeUndefined();
    expect(objection({}, home)).toBeUndefined();
    expect(objection({ file_path: settings }, undefined)).toBeUndefined();
  });
});
