import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answer, agents, decodeIncoming, encodeAnswer, type Incoming } from "../../hooks/index.ts";
import { MAX_REASON_UNITS } from "../../src/limits.ts";
import type { Verdict } from "../../src/model/decision.ts";
import { clients, recordings } from "./recordings.ts";

const VERDICTS: readonly Verdict[] = ["allow", "warn", "ask", "deny"];
const payloads = clients.flatMap((client) => recordings(client));
const environment = fc.dictionary(
  fc.constantFrom("CLAUDECODE", "CURSOR_VERSION", "CODEX_HOME", "QWEN_PROJECT_DIR", "FACTORY_PROJECT_DIR", "AI_AGENT"),
  fc.constantFrom("1", "/w", "claude-code_1-0-0_x"),
);

/** One call per agent in the form that can still be stopped. */
const CALLS: Readonly<Record<string, object>> = {
  claude: {
    hook_event_name: "PreToolUse",
    session_id: "s",
    transcript_path: "/t",
    tool_name: "Bash",
    tool_input: { command: "ls" },
  },
  codex: { hook_event_name: "PreToolUse", turn_id: "0", model: "m", tool_name: "Bash", tool_input: { command: "ls" } },
  cursor: { hook_event_name: "preToolUse", cursor_version: "3", tool_name: "Shell", tool_input: { command: "ls" } },
  gemini: {
    hook_event_name: "BeforeTool",
    timestamp: "t",
    tool_name: "run_shell_command",
    tool_input: { command: "ls" },
  },
  qwen: {
    hook_event_name: "PreToolUse",
    timestamp: "t",
    transcript_path: "/t",
    tool_name: "run_shell_command",
    tool_input: { command: "ls" },
  },
  copilot: { sessionId: "s", timestamp: 1, toolName: "bash", toolArgs: { command: "ls" } },
  vscode: { hookEventName: "PreToolUse", sessionId: "s", tool_name: "run_in_terminal", tool_input: { command: "ls" } },
  windsurf: { agent_action_name: "pre_run_command", tool_info: { command_line: "ls", cwd: "/w" } },
  droid: { hook_event_name: "PreToolUse", transcript_path: "/t", tool_name: "Execute", tool_input: { command: "ls" } },
  hermes: { hook_event_name: "pre_tool_call", tool_name: "terminal", tool_input: { command: "ls" } },
  cline: {
    clineVersion: "3",
    hookName: "PreToolUse",
    taskId: "t",
    preToolUse: { toolName: "execute_command", parameters: { command: "ls" } },
  },
  kiro: { hook_event_name: "preToolUse", cwd: "/w", tool_name: "execute_bash", tool_input: { command: "ls" } },
};

/** Whether a client could take the answer as leave to run, or as its own "allow". */
function stops({ stdout, stderr, exitCode }: Answer): boolean {
  if (exitCode === 2) return stderr.trim() !== "";
  return exitCode === 0 && /"(deny|block)"|"cancel":true/.test(stdout);
}

describe("every agent", () => {
  it.each(agents)("%s is recognised, and its denial stops", (agent) => {
    const incoming = decodeIncoming(JSON.stringify(CALLS[agent]), {});
    expect(incoming).toMatchObject({
      kind: "call",
      dialect: agent,
      call: { phase: "before", action: { kind: "shell", command: "ls" } },
    });
    expect(stops(encodeAnswer(incoming, { verdict: "deny", reason: "no" }))).toBe(true);
    const pass = encodeAnswer(incoming, { verdict: "allow", reason: "" });
    expect(pass.exitCode).toBe(0);
    expect(pass.stderr).toBe("");
    expect(["", "{}\n", '{"cancel":false}\n']).toContain(pass.stdout);
    expect(stops(encodeAnswer(incoming, { verdict: "warn", reason: "careful" }))).toBe(false);
  });
});

describe("decodeIncoming and encodeAnswer are total", () => {
  const check = (stdin: string, env: Readonly<Record<string, string>>): void => {
    const incoming = decodeIncoming(stdin, env);
    for (const verdict of VERDICTS) sound(incoming, encodeAnswer(incoming, { verdict, reason: "why" }), verdict);
  };
  it("on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), environment, check));
  });
  it("on any JSON", () => {
    fc.assert(fc.property(fc.json(), environment, check));
  });
  it("on recorded payloads whose fields are replaced by any value", () => {
    const damaged = fc
      .record({ payload: fc.constantFrom(...payloads), seed: fc.nat(), value: fc.jsonValue(), inner: fc.boolean() })
      .map(({ payload, seed, value, inner }) => {
        const object = JSON.parse(payload.stdin);
        const place =
          inner && typeof object.tool_input === "object" && object.tool_input !== null ? object.tool_input : object;
        const keys = Object.keys(place);
        place[keys[seed % Math.max(keys.length, 1)] ?? "x"] = value;
        return JSON.stringify(object);
      });
    fc.assert(fc.property(damaged, environment, check), { numRuns: 1000 });
  });
  it("on recorded payloads cut anywhere", () => {
    const cut = fc
      .record({ payload: fc.constantFrom(...payloads), part: fc.double({ min: 0, max: 0.99, noNaN: true }) })
      .map(({ payload, part }) => payload.stdin.slice(0, Math.floor(payload.stdin.trimEnd().length * part)));
    fc.assert(
      fc.property(cut, environment, (stdin, env) => {
        expect(decodeIncoming(stdin, env).kind).toBe("bad");
        check(stdin, env);
      }),
    );
  });
});

describe("the reason, whatever it is, is one line within the limit in every dialect", () => {
  it("by fields of the answer", () => {
    fc.assert(
      fc.property(fc.constantFrom(...agents), fc.string({ unit: "binary", maxLength: 900 }), (agent, reason) => {
        const incoming = decodeIncoming(JSON.stringify(CALLS[agent]), {});
        for (const verdict of ["deny", "ask", "warn"] as const) {
          const { stdout, stderr } = encodeAnswer(incoming, { verdict, reason });
          expect(stderr.trimEnd()).not.toMatch(/[\n\r]/);
          expect(stderr.length).toBeLessThanOrEqual(MAX_REASON_UNITS + 1);
          if (stdout !== "") expect(stdout.trimEnd()).not.toMatch(/[\n\r]/);
          if (verdict === "deny") expect(stderr + stdout).toMatch(/\S/);
        }
      }),
    );
  });
});

function sound(incoming: Incoming, answer: Answer, verdict: Verdict): void {
  expect([0, 2]).toContain(answer.exitCode);
  // One dialect per answer: nothing or one JSON object, never an agent's allow.
  if (answer.stdout !== "") expect(Object.keys(JSON.parse(answer.stdout)).length).toBeLessThanOrEqual(3);
  expect(answer.stdout).not.toMatch(/"(permission|permissionDecision|decision|behavior)":"(allow|approve)"/);
  if (answer.exitCode === 2) expect(answer.stderr.trim()).not.toBe("");
  if (verdict === "allow" || verdict === "warn") expect(stops(answer)).toBe(false);
  // A change of settings carries no tool call, but Claude Code lets a hook refuse it.
  const refusable = incoming.kind === "event" && incoming.dialect === "claude" && incoming.event === "ConfigChange";
  const stoppable =
    incoming.kind === "bad" || refusable || (incoming.kind === "call" && incoming.call.phase === "before");
  if (verdict === "deny") expect(stops(answer)).toBe(stoppable);
}
