import { describe, expect, test } from "vitest";
import { installers } from "../../installers/all.ts";
import { trustHash } from "../../installers/codex.ts";
import type { Scope } from "../../src/install/edit.ts";
import { managedFiles, programNote } from "../../src/install/fleet.ts";
import { openBench, put, textOf } from "./bench.ts";

function open(agent: string, scope?: Scope) {
  const one = openBench(agent, scope);
  return { ...one, json: () => JSON.parse(textOf(one.file) ?? "null") };
}

describe("Claude Code", () => {
  test("is started without a shell, and what fails stops only where that is enforced", () => {
    const { install, json, wish } = open("claude");
    install();
    const handler = { type: "command", command: wish.command, args: [], timeout: 10 };
    expect(json().hooks.PreToolUse).toEqual([{ matcher: "*", hooks: [handler] }]);
    install({ closed: true });
    expect(json().hooks.PreToolUse[0].hooks[0].onFailure).toBe("block");
    expect(json().hooks.PostToolUse[0].hooks[0].onFailure).toBeUndefined();
  });

  test("rules of its own are added on request and taken away, the user's stay", () => {
    const { install, uninstall, file, json } = open("claude");
    put(file, '{"permissions": {"deny": ["Read(./.env)"]}}');
    install({ denyRules: true });
    expect(json().permissions.deny).toHaveLength(4);
    put(file, JSON.stringify(json()));
    uninstall();
    expect(json()).toEqual({ permissions: { deny: ["Read(./.env)"] } });
  });

  test("managed, it has a file of its own that goes again", () => {
    const { install, uninstall, file } = open("claude", "managed");
    expect(file).toMatch(/\/etc\/claude-code\/managed-settings\.d\/50-clampd\.json$/);
    install();
    uninstall();
    expect(textOf(file)).toBeUndefined();
  });

  test.each([
    [".claude/settings.json", "home"],
    [".claude/settings.json", "project"],
    [".claude/settings.local.json", "project"],
  ] as const)("disableAllHooks in %s of the %s is said", (file, where) => {
    const one = open("claude");
    put(`${one[where]}/${file}`, '{"disableAllHooks": true}');
    expect(one.install().remarks.join("\n")).toContain("disableAllHooks switches every hook off");
  });
});

describe("the version of the installed client decides which events are written", () => {
  const CLAUDE = ["PreToolUse", "PostToolUse", "PostToolUseFailure", "ConfigChange"];
  const BEFORE = ["beforeShellExecution", "beforeMCPExecution", "beforeReadFile"];
  const CURSOR = ["preToolUse", ...BEFORE, "postToolUse", "postToolUseFailure"];

  test.each([
    ["claude", undefined, CLAUDE],
    ["claude", "2.1.329", CLAUDE],
    ["claude", "2.1.100", ["PreToolUse", "PostToolUse"]],
    ["cursor", undefined, CURSOR],
    ["cursor", "3.2.1", CURSOR],
    ["cursor", "2026.01.09", CURSOR],
    ["cursor", "1.7.44", [...BEFORE, "afterFileEdit"]],
  ] as const)("%s %s", (agent, version, events) => {
    const { install, json } = open(agent);
    install({ version });
    expect(Object.keys(json().hooks)).toEqual(events);
    // Another version was installed meanwhile.
    install({ version: undefined });
    expect(Object.keys(json().hooks).sort()).toEqual([...(agent === "claude" ? CLAUDE : CURSOR)].sort());
  });

  test.each([
    [undefined, "block"],
    ["2.1.295", "block"],
    ["2.1.294", undefined],
  ])("onFailure in Claude Code %s: %s", (version, value) => {
    const { install, json } = open("claude");
    const { remarks } = install({ closed: true, version });
    expect(json().hooks.PreToolUse[0].hooks[0].onFailure).toBe(value);
    expect(remarks.some((said) => said.includes("versions before 2.1.295"))).toBe(version !== "2.1.295");
  });

  test("the machine's entry of Claude Code needs no watch over the settings", () => {
    const { install, json } = open("claude", "managed");
    install();
    expect(Object.keys(json().hooks)).toEqual(CLAUDE.slice(0, 3));
  });

  test.each([
    ["claude", undefined, /no claude is on PATH here: the entries are those for current versions/],
    ["claude", "1.0.30", /Claude Code 1\.0\.30 is too old: its hooks stop tools from 1\.0\.59 on/],
    ["codex", "0.120.0", /Codex 0\.120\.0 is too old/],
    ["gemini", "0.25.1", /Gemini CLI 0\.25\.1 is too old/],
    ["hermes", undefined, /no hermes is on PATH here/],
  ])("%s %s is told", (agent, version, said) => {
    expect(open(agent).install({ version }).remarks[0]).toMatch(said);
  });

  test("nothing is said of a version that is right", () => {
    expect(open("hermes").install({ version: "1.0.0" }).remarks).toEqual([]);
  });
});

describe("Codex", () => {
  // Given by Codex 0.169.0 itself for this handler (app-server, hooks/list).
  test("the digest is the one that Codex computes", () => {
    const handler = { type: "command", command: "/tmp/rc/.clampd/bin/clampd-guard", timeout: 10 };
    expect(trustHash("pre_tool_use", "*", handler)).toBe(
      "sha256:c673e33f0594c57a6daed4c3bf41dc07ed6b2afd509fe588ca5f7e5411533acd",
    );
  });

  test("neither installing nor uninstalling moves another tool's hook", () => {
    const { install, uninstall, file, json } = open("codex");
    const theirs = (command: string) => ({ matcher: "Bash", hooks: [{ type: "command", command }] });
    put(file, JSON.stringify({ hooks: { PreToolUse: [theirs("first")] } }));
    install();
    const after = json();
    expect(after.hooks.PreToolUse[0]).toEqual(theirs("first"));
    after.hooks.PreToolUse.push(theirs("last"));
    put(file, JSON.stringify(after));
    install({ closed: true });
    expect(json()).toEqual(after);
    uninstall();
    expect(json().hooks.PreToolUse).toEqual([theirs("first"), { hooks: [] }, theirs("last")]);
  });

  test("trust is recorded for the place where the hook stands", () => {
    const { install, file, home } = open("codex");
    put(file, '{"hooks":{"PreToolUse":[{"hooks":[]}]}}');
    install();
    const config = textOf(`${home}/.codex/config.toml`) ?? "";
    expect(config).toContain(`[hooks.state."${file}:pre_tool_use:1:0"]`);
    expect(config).toContain(`[hooks.state."${file}:post_tool_use:0:0"]`);
  });
});

describe("Cursor", () => {
  test.each([
    '{"version":1,"hooks":{},"x":"http://y"}',
    '{"version":1,\n"hooks":{"stop":[{"command":"a /* b"},{"command":"c */ d"}]}}',
  ])("%s, which Cursor cannot read, is refused", (text) => {
    const { install, file } = open("cursor");
    put(file, text);
    expect(install).toThrow(/hooks\.json:\d+:\d+: Cursor takes \/\/ and \/\* inside a text for a comment/);
    expect(textOf(file)).toBe(text);
  });

  test("a comment in which Cursor sees another is refused where it stands", () => {
    const { install, file } = open("cursor");
    put(file, '{"version": 1, /* a */\n "hooks": {} /* http://x */\n}');
    expect(install).toThrow(/hooks\.json:2:14: Cursor takes \/\/ inside a comment for another one/);
  });

  test("another version of the file is refused", () => {
    const { install, file } = open("cursor");
    put(file, '{"version": 2}');
    expect(install).toThrow(/:1:13: `version` must be 1/);
  });

  test("what fails is stopped only in permission events, and only where that is enforced", () => {
    const { install, json } = open("cursor");
    install();
    expect(JSON.stringify(json())).not.toContain("failClosed");
    install({ closed: true });
    const closed = Object.entries(json().hooks as Record<string, { failClosed?: boolean }[]>).filter(
      ([, [entry]]) => entry?.failClosed,
    );
    expect(closed.map(([event]) => event)).toEqual([
      "preToolUse",
      "beforeShellExecution",
      "beforeMCPExecution",
      "beforeReadFile",
    ]);
  });

  test("has the same command as Claude Code, byte for byte", () => {
    const commands = ["claude", "cursor"].map((agent) => {
      const one = installers.find((each) => each.agent === agent);
      const { site, wish } = open(agent);
      const text = JSON.stringify(one?.edits(site, { ...wish, command: "/x/.clampd/bin/clampd-guard" }));
      return [...new Set(text.match(/"command":"[^"]*"/g))];
    });
    expect(commands[0]).toEqual(commands[1]);
  });
});

test("Gemini CLI's timeout is in milliseconds, Qwen Code's in seconds", () => {
  const timeout = (agent: string) =>
    /"timeout":(\d+)/.exec(JSON.stringify(open(agent).installer.edits(open(agent).site, open(agent).wish)))?.[1];
  expect(timeout("gemini")).toBe("10000");
  expect(timeout("qwen")).toBe("10");
});

test("folders that an agent's own variable moves are followed", () => {
  const { site } = open("claude");
  const env = {
    CLAUDE_CONFIG_DIR: "/c/claude/",
    CODEX_HOME: "/c/codex",
    QWEN_HOME: "/c/qwen",
    GEMINI_CLI_HOME: "/c",
    HERMES_HOME: "/c/h",
  };
  const folders = installers.map((each) => each.folder({ ...site, env }));
  expect(folders).toEqual(["/c/claude", "/c/codex", `${site.home}/.cursor`, "/c/.gemini", "/c/qwen", "/c/h"]);
});

test.each([
  ["Linux", "/opt/clampd/bin/clampd-guard;"],
  ["macOS", "/opt/clampd/bin/clampd-guard;"],
  ["Windows", "C:/clampd/bin/clampd-guard.exe;"],
] as const)(
  "what is printed for %s says where the program belongs, which is what its hooks start",
  (platform, command) => {
    expect(programNote(platform)).toContain(`every hook starts ${command}`);
    const [, , own] = managedFiles(installers.slice(0, 2), "observe").filter((file) => file.platform === platform);
    expect(own?.content).toContain(command.slice(0, -1));
  },
);

test("the managed files are printed for every platform, without // in a text of Cursor's", () => {
  const files = managedFiles(
    installers.filter(({ scopes }) => scopes.includes("managed")),
    "enforce",
  );
  for (const platform of ["Linux", "macOS", "Windows"]) {
    expect(files.filter((file) => file.platform === platform).map(({ agent }) => agent)).toEqual([
      "policy",
      "claude",
      "codex",
      "cursor",
      "gemini",
      "qwen",
    ]);
  }
  for (const { content } of files.filter(({ agent }) => agent === "cursor")) expect(content).not.toMatch(/\/\/|\/\*/);
  expect(files.find(({ platform, agent }) => platform === "Windows" && agent === "codex")?.content).toContain(
    'command_windows = "C:\\\\clampd\\\\bin\\\\clampd-guard.exe"',
  );
});
