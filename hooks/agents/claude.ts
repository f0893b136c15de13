import type { ToolRow } from "../action.ts";
import * as say from "../answer.ts";
import type { Dialect, EventRow, Fields } from "../dialect.ts";
import { find } from "../fields.ts";
import { doubleUnderscore } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";

// Claude Code 2.1.329: the SDK's typings (HookEvent, sdk-tools.d.ts) and runs of the client.

export const claudeFields: Fields = {
  event: ["hook_event_name"],
  tool: ["tool_name"],
  input: ["tool_input"],
  id: ["tool_use_id"],
  session: ["session_id"],
  turn: ["prompt_id"],
  subagentId: ["agent_id"],
  subagentType: ["agent_type"],
  cwd: ["cwd"],
  permissionMode: ["permission_mode"],
  version: [],
  workspace: [],
  mcpServer: ["mcp_server.name"],
};

/** Answers that Droid, Qwen and VS Code took over, too. */
export const claudeEvents: Readonly<Record<string, EventRow>> = {
  PreToolUse: { phase: "before", deny: say.nestedDenyAndRefuse, ask: say.nestedAsk, warn: say.messageAndContext },
  // A prompt is about to be shown: whoever asks here asks already.
  PermissionRequest: { phase: "before", deny: say.requestDeny, ask: say.askedAnyway, warn: say.message },
  PostToolUse: { phase: "after", warn: say.nestedContext },
  PostToolUseFailure: { phase: "failed", warn: say.nestedContext },
  // They name tools, but those calls were decided on or never made.
  PermissionDenied: { phase: "none" },
  PostToolBatch: { phase: "none" },
};

const file = ["file_path", "path"];

/** Tools of Claude Code, present and past. Other agents that took over its names use it, too. */
export const claudeTools: Readonly<Record<string, ToolRow>> = {
  Bash: { as: "shell", command: ["command"] },
  PowerShell: { as: "shell", command: ["command"], shell: "powershell" },
  Monitor: {
    as: "one-of",
    rows: [
      { key: "ws", row: { as: "fetch", url: ["ws.url"] } },
      { key: "command", row: { as: "shell", command: ["command"] } },
    ],
  },
  Read: { as: "read", path: file },
  NotebookRead: { as: "read", path: ["notebook_path"] },
  LSP: { as: "read", path: ["filePath", "file_path"] },
  LS: { as: "list", path: ["path"] },
  Write: { as: "write", path: file, content: ["content"] },
  Edit: { as: "edit", path: file, before: ["old_string"], after: ["new_string"] },
  MultiEdit: { as: "edit", path: file, edits: ["edits"], before: ["old_string"], after: ["new_string"] },
  NotebookEdit: { as: "edit", path: ["notebook_path"], before: [], after: ["new_source"] },
  Glob: { as: "search", path: ["path"], pattern: ["pattern"] },
  Grep: { as: "search", path: ["path"], pattern: ["pattern"], glob: ["glob"] },
  WebFetch: { as: "fetch", url: ["url"], text: ["prompt"] },
  WebSearch: { as: "web-search", query: ["query"] },
  ReadMcpResourceTool: { as: "mcp", server: ["server"], tool: "resources/read", args: [] },
  ReadMcpResourceDirTool: { as: "mcp", server: ["server"], tool: "resources/list", args: [] },
  ListMcpResourcesTool: { as: "internal" },

  // Work handed to another agent, now or later.
  Agent: { as: "spawn-agent", type: ["subagent_type"], prompt: ["prompt"] },
  Task: { as: "spawn-agent", type: ["subagent_type"], prompt: ["prompt"] },
  CronCreate: { as: "spawn-agent", type: [], prompt: ["prompt"] },
  ScheduleWakeup: { as: "spawn-agent", type: [], prompt: ["prompt"] },
  RemoteTrigger: { as: "arguments" },
  Workflow: { as: "arguments" },
  Artifact: { as: "arguments" },
  SendUserFile: { as: "arguments" },
  SendMessage: { as: "arguments" },

  Skill: { as: "internal", text: ["args"] },
  SlashCommand: { as: "internal", text: ["command"] },
  PushNotification: { as: "internal", text: ["message"] },
  ToolSearch: { as: "internal", text: ["query"] },
  AskUserQuestion: { as: "internal" },
  BashOutput: { as: "internal" },
  CronDelete: { as: "internal" },
  CronList: { as: "internal" },
  EndConversation: { as: "internal" },
  EnterPlanMode: { as: "internal" },
  EnterWorktree: { as: "internal" },
  ExitPlanMode: { as: "internal", text: ["plan"] },
  ExitWorktree: { as: "internal" },
  KillBash: { as: "internal" },
  KillShell: { as: "internal" },
  ListAgents: { as: "internal" },
  SubagentHandback: { as: "internal" },
  TaskCreate: { as: "internal" },
  TaskGet: { as: "internal" },
  TaskList: { as: "internal" },
  TaskOutput: { as: "internal" },
  TaskStop: { as: "internal" },
  TaskUpdate: { as: "internal" },
  TodoRead: { as: "internal" },
  TodoWrite: { as: "internal" },
};

export const claude: Dialect = {
  id: "claude",
  // Last in the order: the plain form that others extend.
  recognises: (payload) => /^[A-Z]/.test(String(find(payload, ["hook_event_name"]) ?? "")),
  traces: { text: ['"hook_event_name"'], env: ["CLAUDECODE", "CLAUDE_CODE_SESSION_ID"] },
  fields: claudeFields,
  // Carries no tool call. Refused, the session goes on with the settings from before (2.1.329).
  events: { ...claudeEvents, ConfigChange: { phase: "none", deny: say.refuse } },
  otherEvent: { phase: "before", deny: say.refuse },
  tools: claudeTools,
  mcp: doubleUnderscore(claudeFields.mcpServer),
  outcome: outcomeBy({
    output: ["tool_response"],
    error: ["error"],
    duration: ["duration_ms"],
    failed: ["interrupted", "isError", "is_error"],
    exitCode: [],
    // A failed Bash arrives as PostToolUseFailure with "Exit code N\n<output>"; success states no code.
    stated: { where: "error", pattern: /^Exit code (\d+)/ },
  }),
  env: {
    workspace: ["CLAUDE_PROJECT_DIR"],
    // AI_AGENT=claude-code_2-1-329_harness
    version: (env) =>
      /^claude-code_(\d+)-(\d+)-(\d+)/
        .exec(env.AI_AGENT ?? "")
        ?.slice(1)
        .join("."),
    headless: (env) => ({ "0": true, "1": false })[env.CLAUDE_CODE_SESSION_ATTENDED ?? ""],
  },
  pass: say.SILENCE,
};
