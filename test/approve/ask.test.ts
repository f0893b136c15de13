import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { decodeIncoming, type Incoming } from "../../hooks/index.ts";
import { grant, pendingOf } from "../../src/approve/approvals.ts";
import { askPerson } from "../../src/approve/ask.ts";
import { approvalsFolder, names } from "../../src/approve/files.ts";
import type { Finding } from "../../src/model/decision.ts";
import { decide } from "../../src/policy/decide.ts";
import { finding, policyOf } from "../policy/samples.ts";

const NOW = Date.parse("2026-01-10T12:00:00Z");
const PAYLOADS = {
  claude: {
    hook_event_name: "PreToolUse",
    session_id: "s",
    cwd: "/w",
    tool_name: "Bash",
    tool_input: { command: "x" },
    tool_use_id: "toolu_1",
    transcript_path: "/t",
    permission_mode: "default",
  },
  cursor: {
    hook_event_name: "preToolUse",
    conversation_id: "c",
    generation_id: "g",
    cursor_version: "1",
    tool_name: "Shell",
    tool_input: { command: "x", cwd: "/w" },
    tool_use_id: "1",
    cwd: "/w",
    session_id: "s",
    workspace_roots: ["/w"],
  },
  cursorShell: {
    hook_event_name: "beforeShellExecution",
    conversation_id: "c",
    generation_id: "g",
    cursor_version: "1",
    command: "x",
    cwd: "/w",
    session_id: "s",
    workspace_roots: ["/w"],
  },
  gemini: {
    hook_event_name: "BeforeTool",
    session_id: "s",
    transcript_path: "/t",
    cwd: "/w",
    timestamp: "2026-01-10T12:00:00Z",
    tool_name: "run_shell_command",
    tool_input: { command: "x" },
  },
} as const;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ask-"));
});

function ask(payload: keyof typeof PAYLOADS, overrides: Partial<Finding> = {}) {
  const incoming: Incoming = decodeIncoming(JSON.stringify(PAYLOADS[payload]), {});
  if (incoming.kind !== "call") throw new Error(`${payload} is no call`);
  const decision = decide([finding(overrides)], [], policyOf({ user: { mode: "enforce" } }), {
    agent: incoming.dialect,
    workspace: [],
    now: NOW,
  });
  const asked = askPerson(incoming, incoming.call, { ...decision, verdict: "ask" }, "why", { home, now: NOW });
  return { ...asked, code: /clampd-guard approve (\w+)/.exec(asked.answer.stdout + asked.answer.stderr)?.[1] };
}

function say(code: string | undefined) {
  const pending = pendingOf(approvalsFolder(home), code ?? "", NOW);
  if (pending === undefined) throw new Error("nothing waits");
  grant(approvalsFolder(home), pending, "ann", NOW);
}

it.each(["cursor", "gemini"] as const)(
  "%s, which cannot ask, is denied with a code, then let through once in silence",
  (agent) => {
    const first = ask(agent);
    expect([first.decision.verdict, first.approval]).toEqual(["ask", undefined]);
    expect(ask(agent).code).toBe(first.code);
    say(first.code);
    const second = ask(agent);
    expect(second).toMatchObject({
      decision: { verdict: "allow", wouldBe: "ask" },
      approval: { code: first.code, by: "ann" },
    });
    expect(second.answer.exitCode).toBe(0);
    expect(second.answer.stdout).not.toMatch(/allow|approve/);
    expect(second.code).toBeUndefined();
  },
);

it("one approval covers the two events in which Cursor tells a command", () => {
  say(ask("cursor").code);
  expect(ask("cursor").decision.verdict).toBe("allow");
  expect(ask("cursorShell").decision.verdict).toBe("allow");
  expect(ask("cursorShell").decision.verdict).toBe("ask");
});

it("an agent that asks is told no code, and nothing is written", () => {
  expect(ask("claude").code).toBeUndefined();
  expect(names(approvalsFolder(home))).toEqual([]);
});

it("what cannot be exempted is denied without a code", () => {
  const { code, answer } = ask("gemini", { exemptable: false });
  expect(code).toBeUndefined();
  expect(answer.stdout).toContain("deny");
  expect(names(approvalsFolder(home))).toEqual([]);
});
