import { actionFor } from "../../hooks/index.ts";
import { isObject, type Json, stringAt } from "../model/json.ts";
import type { Action, Shell, ToolCall } from "../model/toolcall.ts";

/** One thing to explain: `{id, command, cwd?, shell?}` or `{id, tool, input, cwd?, agent?}`. */
export interface Request {
  readonly id: Json;
  readonly call: ToolCall;
}

const SHELLS: readonly Shell[] = ["bash", "zsh", "powershell", "cmd"];

/** @throws Error in one sentence when the value is no request. */
export function readRequest(value: unknown, cwd: string): Request {
  if (!isObject(value)) throw new Error("a request is a JSON object with `command`, or with `tool` and `input`");
  const command = stringAt(value, "command");
  const tool = stringAt(value, "tool");
  const agent = stringAt(value, "agent") ?? "claude";
  const place = stringAt(value, "cwd") ?? cwd;
  const shell = SHELLS.find((name) => name === value.shell) ?? "bash";
  if (tool === undefined && command === undefined) throw new Error("a request needs `command`, or `tool` and `input`");
  const input: Json = tool === undefined ? { command: command ?? "" } : (value.input ?? {});
  const action: Action =
    tool === undefined ? { kind: "shell", command: command ?? "", shell } : actionFor(agent, tool, input);
  return { id: value.id ?? null, call: newCall(agent, tool ?? "Bash", action, input, place) };
}

export function newCall(agent: string, tool: string, action: Action, input: Json, cwd: string): ToolCall {
  return {
    agent,
    event: "PreToolUse",
    phase: "before",
    id: undefined,
    session: undefined,
    turn: undefined,
    subagent: undefined,
    cwd,
    workspace: [],
    permissionMode: undefined,
    headless: undefined,
    tool,
    action,
    input,
    oddities: [],
  };
}
