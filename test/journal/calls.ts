import type { ToolCall } from "../../src/model/toolcall.ts";

export function toolCall(overrides: Partial<ToolCall> = {}): ToolCall {
  return {
    agent: "claude",
    event: "PreToolUse",
    phase: "before",
    id: "toolu_1",
    session: "s-1",
    turn: undefined,
    subagent: undefined,
    cwd: "/w",
    workspace: ["/w"],
    permissionMode: "default",
    headless: undefined,
    tool: "Bash",
    action: { kind: "shell", command: "ls", shell: "bash" },
    input: {},
    oddities: [],
    ...overrides,
  };
}
