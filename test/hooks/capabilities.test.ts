import { describe, expect, it } from "vitest";
import { atLeast, capabilities, honoursAsk } from "../../hooks/capabilities.ts";
import { agents, decodeIncoming, encodeAnswer } from "../../hooks/index.ts";

describe("the table of what clients honour", () => {
  it("has one row for each agent", () => {
    expect(capabilities.map(({ agent }) => agent).sort()).toEqual([...agents].sort());
  });

  it.each(capabilities.map((row) => [row.agent, row] as const))(
    "%s: no question is put where it lets the tool run",
    (_agent, row) => {
      // PermissionRequest asks a person by itself, so silence puts the question there.
      const asking = row.ask.events.filter((event) => !/^permissionRequest$/i.test(event));
      if (row.ask.headless === "runs" || row.ask.headless === "hangs") expect(asking).toEqual([]);
    },
  );

  it.each([
    ["2.1.210", "2.1.211", false],
    ["2.1.211", "2.1.211", true],
    ["2.2", "2.1.211", true],
    ["2.1", "2.1.1", false],
    ["10.0.0", "9.9.9", true],
    ["v1.2.3-beta", "1.2.3", true],
    ["weird", "1.0", false],
    [undefined, "1.0", true],
    ["1.0", undefined, true],
  ])("version %s is at least %s: %s", (version, since, expected) => {
    expect(atLeast(version, since)).toBe(expected);
  });

  it.each([
    ["claude", "PreToolUse", "2.1.329", "default", true],
    ["claude", "PreToolUse", "2.1.210", "default", true],
    ["claude", "PreToolUse", "2.1.210", "auto", false],
    ["claude", "PreToolUse", "2.1.211", "auto", true],
    ["claude", "PreToolUse", "1.0.58", "default", false],
    ["claude", "PreToolUse", undefined, undefined, true],
    ["codex", "PreToolUse", undefined, undefined, false],
    ["codex", "PermissionRequest", undefined, undefined, true],
    ["cursor", "preToolUse", "3.2.1", undefined, false],
    ["cursor", "beforeShellExecution", "3.2.1", undefined, false],
    ["nobody", "PreToolUse", undefined, undefined, false],
  ])("a question of %s in %s by version %s in mode %s is honoured: %s", (agent, event, version, mode, expected) => {
    expect(honoursAsk(agent, event, version, mode)).toBe(expected);
  });
});

describe("the encoders read it", () => {
  const ask = (version: string, mode: string) => {
    const payload = {
      hook_event_name: "PreToolUse",
      permission_mode: mode,
      tool_name: "Bash",
      tool_input: { command: "ls" },
    };
    const incoming = decodeIncoming(JSON.stringify(payload), { AI_AGENT: `claude-code_${version}_harness` });
    return encodeAnswer(incoming, { verdict: "ask", reason: "why" });
  };
  it("asks where the version honours it and denies where it does not", () => {
    expect(ask("2-1-329", "auto")).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('"permissionDecision":"ask"'),
    });
    expect(ask("2-1-210", "auto")).toMatchObject({ exitCode: 2, stderr: "why. This needs a person's approval.\n" });
  });
});
