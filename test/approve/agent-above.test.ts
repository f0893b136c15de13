import { describe, expect, it } from "vitest";
import { agentAbove, agentMark, type ProcessFacts, runningProcesses } from "../../src/approve/agent-above.ts";

/** The chain from the shell up to the first process. */
function above(...commands: readonly (readonly string[])[]): string | undefined {
  const table = commands.map(
    (command, i): ProcessFacts => ({ parent: i === commands.length - 1 ? 1 : 101 + i, command }),
  );
  return agentAbove(100, (pid) => table[pid - 100]);
}

describe("an agent among the parents", () => {
  it.each<[string, readonly (readonly string[])[], string | undefined]>([
    ["a person's shell", [["-zsh"], ["/usr/bin/login"], ["sshd: ann"]], undefined],
    ["an editor's terminal", [["/bin/bash"], ["/usr/share/code/code"]], undefined],
    ["a folder that is called like an agent", [["/bin/bash", "/home/ann/claude/run.sh"], ["tmux"]], undefined],
    ["a script of one's own", [["node", "/home/ann/server.js"]], undefined],
    ["the agent's program", [["/bin/sh", "-c", "x"], ["/usr/local/bin/claude"]], "claude"],
    ["a name with a platform", [["codex-linux-x64"]], "codex-linux-x64"],
    [
      "a runtime that runs it",
      [["bash"], ["node", "--no-warnings", "/usr/lib/node_modules/@google/gemini-cli/bundle/gemini.js"]],
      "gemini-cli",
    ],
    ["a link to it", [["/usr/bin/node", "/usr/local/bin/qwen"]], "qwen"],
    ["far above", [["script"], ["bash"], ["sudo"], ["bash"], ["/opt/Cursor/cursor"]], "cursor"],
  ])("%s", (_name, chain, expected) => {
    expect(above(...chain)).toBe(expected);
  });

  it("is known by the name that a process gives itself", () => {
    expect(agentAbove(7, () => ({ parent: 1, command: ["node"], name: "claude" }))).toBe("claude");
  });

  it("ends where processes go round in a circle", () => {
    expect(agentAbove(7, () => ({ parent: 7, command: ["bash"] }))).toBeUndefined();
  });

  it.runIf(process.platform === "linux")("reads the processes that run", () => {
    expect(runningProcesses()?.(process.pid)).toMatchObject({ parent: process.ppid });
  });
});

describe("an agent's mark", () => {
  it.each<[Readonly<Record<string, string>>, string | undefined]>([
    [{ PATH: "/bin", CODEX_HOME: "/home/ann/.codex", CURSOR_API_KEY: "k", CLAUDE_CODE_USE_BEDROCK: "1" }, undefined],
    [{ CLAUDECODE: "1" }, "CLAUDECODE"],
    [{ CODEX_SANDBOX: "seatbelt" }, "CODEX_SANDBOX"],
    [{ CURSOR_TRACE_ID: "x" }, "CURSOR_TRACE_ID"],
    [{ GEMINI_CLI: "1" }, "GEMINI_CLI"],
  ])("in %j is %s", (env, expected) => {
    expect(agentMark(env)).toBe(expected);
  });
});
