import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Check, Problem, Weight } from "../../src/doctor/check.ts";
import { notDenied, notSilent } from "../../src/doctor/checks/answers.ts";
import { doubled } from "../../src/doctor/checks/doubled.ts";
import { engine } from "../../src/doctor/checks/engine.ts";
import { entries } from "../../src/doctor/checks/entries.ts";
import { brokenFiles } from "../../src/doctor/checks/files.ts";
import { clock, journal } from "../../src/doctor/checks/machine.ts";
import { mode } from "../../src/doctor/checks/mode.ts";
import { ownership, policy } from "../../src/doctor/checks/ownership.ts";
import { programs } from "../../src/doctor/checks/programs.ts";
import { silenced } from "../../src/doctor/checks/silenced.ts";
import { versions } from "../../src/doctor/checks/versions.ts";
import { examine } from "../../src/doctor/examine.ts";
import type { Surroundings } from "../../src/doctor/surroundings.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { type Home, makeHome, put, setUp } from "./homes.ts";

let home: Home;
let around: Surroundings;

beforeEach(() => {
  home = makeHome(process.execPath);
  const env = { HOME: home.path, PATH: join(home.path, "bin") };
  const cwd = join(home.path, "project");
  mkdirSync(cwd);
  const machine = thisMachine(env);
  const folder = join(home.path, ".clampd", "journal");
  const root = join(home.path, "root");
  around = { machine, env, cwd, home: home.path, journal: folder, now: Date.now(), root };
});
afterEach(() => home.remove());

const project = (name: string) => join(around.cwd, name);
const user = (name: string) => join(home.path, name);
const managed = (name: string) => join(around.root, name);

async function look(check: Check): Promise<readonly Problem[]> {
  return (await examine(around, [check])).results.flatMap(({ problems }) => problems);
}

/** "error what" of each. */
async function said(check: Check): Promise<readonly string[]> {
  return (await look(check)).map(({ weight, what }) => `${weight} ${what}`);
}

/** The whole file of a user's Claude Code, with one handler changed. */
function claudeWith(change: object, group: object = {}): object {
  const handler = { type: "command", command: home.command, args: [], timeout: 10 };
  const plain = [{ matcher: "*", hooks: [handler] }];
  const changed = [{ matcher: "*", ...group, hooks: [{ ...handler, ...change }] }];
  return { hooks: { PreToolUse: changed, PostToolUse: plain, PostToolUseFailure: plain } };
}

function cursorWith(change: object): object {
  const events = ["preToolUse", "beforeShellExecution", "postToolUse", "postToolUseFailure"];
  const hooks = Object.fromEntries(events.map((event) => [event, [{ command: home.command, timeout: 10 }]]));
  return { version: 1, hooks, ...change };
}

describe("a right installation", () => {
  it("has nothing said against it", async () => {
    setUp.claude(home);
    setUp.codex(home);
    put(user(".cursor/hooks.json"), cursorWith({}));
    const checks = [brokenFiles, entries, silenced, programs, doubled, ownership, engine, journal, clock];
    for (const check of checks) expect(await said(check), check.id).toEqual([]);
  });
});

describe("other settings that silence the hooks", () => {
  it.each<[string, string, string, object | string, RegExp]>([
    [
      "disableAllHooks where the client does not look",
      "user",
      ".claude/settings.local.json",
      { disableAllHooks: true },
      /^$/,
    ],
    ["disableAllHooks that is off", "project", ".claude/settings.json", { disableAllHooks: false }, /^$/],
    [
      "disableAllHooks of the project",
      "project",
      ".claude/settings.json",
      { disableAllHooks: true },
      /^error .*disableAllHooks/,
    ],
    [
      "disableAllHooks, local",
      "project",
      ".claude/settings.local.json",
      { disableAllHooks: true },
      /^error .*disableAllHooks/,
    ],
    [
      "allowManagedHooksOnly",
      "managed",
      "etc/claude-code/managed-settings.json",
      { allowManagedHooksOnly: true },
      /^error .*allowManagedHooksOnly/,
    ],
    [
      "… in a drop-in",
      "managed",
      "etc/claude-code/managed-settings.d/1.json",
      { allowManagedHooksOnly: true },
      /^error .*allowManagedHooksOnly/,
    ],
    [
      "NODE_OPTIONS of the project",
      "project",
      ".claude/settings.json",
      { env: { NODE_OPTIONS: "-r ./x" } },
      /^error .*NODE_OPTIONS/,
    ],
    ["PATH of the project", "project", ".claude/settings.json", { env: { PATH: "/x" } }, /^error .*env\.PATH/],
    ["an ordinary variable of the project", "project", ".claude/settings.json", { env: { DEBUG: "1" } }, /^$/],
    [
      "features.hooks of the user",
      "user",
      ".codex/config.toml",
      "[features]\nhooks = false\n",
      /^error .*features\.hooks/,
    ],
    [
      "features.hooks of the project",
      "project",
      ".codex/config.toml",
      "[features]\nhooks = false\n",
      /^error .*features\.hooks/,
    ],
    ["features.hooks that is on", "project", ".codex/config.toml", "[features]\nhooks = true\n", /^$/],
    [
      "allow_managed_hooks_only",
      "managed",
      "etc/codex/requirements.toml",
      "allow_managed_hooks_only = true\n",
      /^error .*allow_managed/,
    ],
  ])("%s", async (_, where, name, content, expected) => {
    setUp.claude(home);
    setUp.codex(home);
    put(where === "user" ? user(name) : where === "project" ? project(name) : managed(name), content);
    expect((await said(silenced)).join("\n")).toMatch(expected);
  });

  it.each([
    ["claude", "CLAUDE_CODE_SIMPLE", "1", /^error the variable CLAUDE_CODE_SIMPLE/],
    ["claude", "CLAUDE_CODE_SIMPLE", "0", /^$/],
    ["hermes", "HERMES_SAFE_MODE", "true", /^error the variable HERMES_SAFE_MODE/],
    ["claude", "HERMES_SAFE_MODE", "true", /^$/],
  ])("%s with %s=%s", async (agent, name, value, expected) => {
    if (agent === "claude") setUp.claude(home);
    else put(user(".hermes/config.yaml"), `hooks:\n  pre_tool_call:\n    - command: ${home.command}\n`);
    around = { ...around, env: { ...around.env, [name]: value } };
    expect((await said(silenced)).join()).toMatch(expected);
  });

  it("is only noted where the guard stands in a scope that is spared", async () => {
    setUp.claude(home);
    put(managed("etc/claude-code/managed-settings.json"), claudeWith({}));
    put(project(".claude/settings.json"), { disableAllHooks: true });
    expect(await said(silenced)).toEqual(["note `disableAllHooks` is set"]);
  });

  it.each([
    ["gemini", { hooksConfig: { enabled: false } }, /hooksConfig\.enabled/],
    ["gemini", { hooksConfig: { disabled: ["clampd-guard"] } }, /hooksConfig\.disabled/],
    ["qwen", { disableAllHooks: true }, /disableAllHooks/],
    ["qwen", { hooks: { PreToolUse: [{ hooks: [{ type: "command", command: "allow.sh" }] }] } }, /another hook/],
  ])("%s: %j", async (agent, settings, expected) => {
    const event = agent === "gemini" ? "BeforeTool" : "PreToolUse";
    put(user(`.${agent}/settings.json`), {
      hooks: { [event]: [{ matcher: "*", hooks: [{ command: home.command }] }] },
    });
    expect(await said(silenced)).toEqual([]);
    put(project(`.${agent}/settings.json`), settings);
    expect((await said(silenced)).join()).toMatch(expected);
  });
});

describe("entries and the mode in force", () => {
  it.each<[string, object, object, RegExp]>([
    ["observe, and no word of failures", {}, {}, /^$/],
    ["enforce, and a failure stops", { mode: "enforce" }, { onFailure: "block" }, /^$/],
    ["enforce, and a failure passes", { mode: "enforce" }, {}, /^warning the entries lack `onFailure`$/],
    ["enforce but open, and a failure passes", { mode: "enforce", failMode: "open" }, {}, /^$/],
    ["observe, and a failure stops", {}, { onFailure: "block" }, /^warning the entries have `onFailure`$/],
  ])("%s", async (_, policy, change, expected) => {
    put(user(".clampd/guard.json"), { version: 1, ...policy });
    put(user(".claude/settings.json"), claudeWith(change));
    expect((await said(mode)).join("\n")).toMatch(expected);
  });

  it("asks nothing of a client that does not know the key", async () => {
    put(user(".clampd/guard.json"), { version: 1, mode: "enforce" });
    put(user(".claude/settings.json"), claudeWith({}));
    put(join(home.path, "bin", "claude"), "#!/bin/sh\necho '2.1.100 (Claude Code)'\n");
    chmodSync(join(home.path, "bin", "claude"), 0o755);
    expect(await said(mode)).toEqual([]);
  });
});

describe("entries that were changed", () => {
  it.each<[string, object, object, RegExp]>([
    ["async", { async: true }, {}, /^error .*async/],
    ["a condition", { if: "Bash(git *)" }, {}, /^error .*condition/],
    ["a narrow matcher", {}, { matcher: "Bash" }, /^error .*matcher/],
    ["no matcher at all", {}, { matcher: undefined }, /^$/],
    ["a short timeout", { timeout: 1 }, {}, /^error .*timeout is 1000 ms/],
    ["a long timeout", { timeout: 600 }, {}, /^warning .*timeout is 600 s/],
    ["no timeout", { timeout: undefined }, {}, /^$/],
  ])("%s", async (_, change, group, expected) => {
    put(user(".claude/settings.json"), claudeWith(change, group));
    expect((await said(entries)).join("\n")).toMatch(expected);
  });

  it("says which events are missing", async () => {
    const full = claudeWith({}) as { readonly hooks: Record<string, unknown> };
    const { PreToolUse: _, ...after } = full.hooks;
    put(user(".claude/settings.json"), { hooks: after });
    expect(await said(entries)).toEqual(["error no entry for calls before they run"]);
  });
});

describe("files that a client throws away", () => {
  it.each<[string, string, () => object | string, RegExp]>([
    ["no JSON, with the guard in it", ".claude/settings.json", () => '{"hooks": "clampd-guard",, }', /^error .*line 1/],
    ["no JSON, without it", ".claude/settings.json", () => "{", /^warning .*line 1/],
    ["comments", ".claude/settings.json", () => '{ // mine\n "model": "x", }', /^$/],
    ["an empty file", ".claude/settings.json", () => "\n", /^$/],
    ["a version for Codex", ".codex/hooks.json", () => ({ version: 1, ...claudeWith({}) }), /^error .*version/],
    ["a description for Codex", ".codex/hooks.json", () => ({ description: "x", hooks: {} }), /^$/],
    ["broken TOML", ".codex/config.toml", () => "[features\n", /^warning .*cannot be read/],
    [
      "an unknown event for Cursor",
      ".cursor/hooks.json",
      () => cursorWith({ hooks: { beforeLunch: [] } }),
      /beforeLunch/,
    ],
    ["no version for Cursor", ".cursor/hooks.json", () => cursorWith({ version: undefined }), /^error .*version/],
    [
      "a comment between for Cursor",
      ".cursor/hooks.json",
      () => '{"version": 1, /* "mine" */ "hooks": {} // "none"\n}',
      /^$/,
    ],
    [
      "an address in a comment for Cursor",
      ".cursor/hooks.json",
      () => '{"version": 1, /* http://x */ "hooks": {}}',
      /^warning .*inside a comment/,
    ],
    [
      "a // in a text for Cursor",
      ".cursor/hooks.json",
      () => cursorWith({ hooks: { stop: [{ command: "curl http://x" }] } }),
      /comment/,
    ],
  ])("%s", async (_, name, content, expected) => {
    // An agent is found by the guard in one of its files: here by a right one of the project.
    for (const file of [".claude/settings.json", ".codex/hooks.json"]) put(project(file), claudeWith({}));
    put(project(".cursor/hooks.json"), cursorWith({}));
    put(user(name), content());
    expect((await said(brokenFiles)).join("\n")).toMatch(expected);
  });
});

describe("the program", () => {
  const replaceProgram = (put: () => void) => {
    rmSync(home.command);
    put();
  };
  const command = (text: string) => put(user(".claude/settings.json"), claudeWith({ command: text, args: undefined }));

  it.each<[string, () => void, RegExp]>([
    ["missing", () => rmSync(home.command), /there is no/],
    ["a link to nothing", () => replaceProgram(() => symlinkSync("/nonexistent", home.command)), /points to nothing/],
    ["not executable", () => replaceProgram(() => writeFileSync(home.command, "x", { mode: 0o644 })), /not executable/],
    [
      "of another machine",
      () =>
        replaceProgram(() =>
          writeFileSync(home.command, "\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0\xff\0", { mode: 0o755 }),
        ),
      /another kind of machine/,
    ],
    ["empty", () => replaceProgram(() => writeFileSync(home.command, "", { mode: 0o755 })), /empty/],
    ["in a folder that all may write", () => chmodSync(dirname(home.command), 0o777), /others than its owner/],
  ])("is %s", async (_, spoil, expected) => {
    command(home.command);
    spoil();
    expect((await said(programs)).join("\n")).toMatch(expected);
  });

  it("is named without a path", async () => {
    command("clampd-guard");
    expect((await said(programs)).join()).toMatch(/^error .*without a path/);
  });
});

describe("the two ways to Cursor", () => {
  it.each<[string, (text: string) => string, number]>([
    ["one command", (text) => text, 0],
    ["two commands", (text) => `/opt/other/../${text}`, 1],
  ])("%s", async (_, other, count) => {
    setUp.claude(home);
    const text = JSON.stringify(cursorWith({})).replaceAll(home.command, other(home.command));
    put(user(".cursor/hooks.json"), text);
    expect(await said(doubled)).toHaveLength(count);
  });
});

describe("the guard's own folder", () => {
  it("is put right where others may write it", async () => {
    const folder = user(".clampd");
    chmodSync(folder, 0o777);
    const [problem] = await look(ownership);
    expect(problem).toMatchObject({ weight: "error", file: folder });
    problem?.repair?.();
    expect(statSync(folder).mode & 0o777).toBe(0o755);
    expect(await said(ownership)).toEqual([]);
  });

  it("loses an old lock of an engine that is gone, and keeps a fresh one", async () => {
    const lock = user(".clampd/run/engine-0.lock");
    put(lock, { pid: 2 ** 22 + 1, build: "0" });
    expect(await said(engine)).toEqual([]);
    utimesSync(lock, new Date(0), new Date(0));
    const [problem] = await look(engine);
    problem?.repair?.();
    expect(await said(engine)).toEqual([]);
    expect(statSync(lock, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe("the policy's files", () => {
  it.each<[string, object | string, readonly RegExp[]]>([
    ["a right one", { version: 1, mode: "enforce" }, []],
    ["no JSON", "{", [/^warning .*\(line 1 column 2\)/]],
    ["a name that nobody knows", { version: 1, mood: "enforce" }, [/^warning .*mood/]],
    ["a value that nobody knows", { version: 1, mode: "enforced" }, [/^warning .*mode/]],
    ["a version to come", { version: 99 }, [/^warning .*version/]],
  ])("%s", async (_, text, expected) => {
    put(user(".clampd/guard.json"), text);
    expect(await said(policy)).toEqual(expected.map((each) => expect.stringMatching(each)));
  });

  it("tells that a project's file cannot weaken, and what would make it count", async () => {
    put(user(".clampd/guard.json"), { version: 1, mode: "enforce" });
    put(project(".clampd/guard.json"), { version: 1, exemptions: [{ rule: "x.y", reason: "z" }] });
    expect((await look(policy)).map(({ file, why }) => [file, why])).toEqual([
      [project(".clampd/guard.json"), expect.stringMatching(/./)],
    ]);
  });
});

describe("the machine", () => {
  it("has a clock that lies behind the journal", async () => {
    put(join(around.journal ?? "", "2027-01-01.jsonl"), "{}\n");
    around = { ...around, now: Date.now() - 48 * 3_600_000 };
    expect((await said(clock)).join()).toMatch(/future/);
  });

  it("has no place for the journal", async () => {
    put(around.journal ?? "", "a file");
    expect((await said(journal)).join()).toMatch(/^error .*cannot be written/);
  });
});

describe("versions of clients", () => {
  const client = (version: string) => {
    const file = join(home.path, "bin", "claude");
    put(file, `#!/bin/sh\necho '${version} (Claude Code)'\n`);
    chmodSync(file, 0o755);
  };

  it.each<[string, Weight | undefined]>([
    ["1.0.30", "error"],
    ["2.1.100", "warning"],
    ["2.1.329", undefined],
    ["9.0.0", "note"],
  ])("%s", async (version, weight) => {
    put(user(".claude/settings.json"), claudeWith({ onFailure: "block" }));
    client(version);
    expect((await look(versions)).map((problem) => problem.weight)).toEqual(weight === undefined ? [] : [weight]);
  });
});

describe("answers, as the clients read them", () => {
  const ended = { exitCode: 0, stdout: "", stderr: "", trouble: undefined };
  const denial = '{"hookSpecificOutput":{"permissionDecisionReason":"[project.doctor-canary]"}}\n';

  it.each<[string, object, boolean]>([
    ["silence", {}, true],
    ["an empty object", { stdout: "{}\n" }, true],
    ["a log line", { stdout: "loading\n" }, false],
    ["a failure", { exitCode: 127, stderr: "not found" }, false],
  ])("to a harmless call: %s", (_, change, fine) => {
    expect(notSilent({ ...ended, ...change }) === undefined).toBe(fine);
  });

  it.each<[string, string, object, boolean]>([
    ["codex", "JSON and exit 0", { stdout: denial }, true],
    ["codex", "JSON and exit 2", { stdout: denial, exitCode: 2 }, false],
    ["codex", "a log line before the JSON", { stdout: `profile loaded\n${denial}` }, false],
    ["claude", "JSON and exit 2", { stdout: denial, exitCode: 2 }, true],
    ["claude", "nothing", {}, false],
    ["qwen", "exit 2 and a reason", { stderr: "[project.doctor-canary]", exitCode: 2 }, true],
    ["qwen", "exit 2 without a reason", { exitCode: 2 }, false],
    ["claude", "the denial of another rule", { stdout: "{}", exitCode: 2 }, false],
  ])("%s to the canary: %s", (agent, _, change, fine) => {
    expect(notDenied(agent, { ...ended, ...change }) === undefined).toBe(fine);
  });
});
