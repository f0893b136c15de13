import type { ToolRow } from "../action.ts";
import * as say from "../answer.ts";
import type { Dialect, EventRow } from "../dialect.ts";
import { text } from "../fields.ts";
import { doubleUnderscore } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeFields } from "./claude.ts";

// Codex 0.169.0: the hook schemas embedded in its binary (every object with additionalProperties: false) and runs.

const events: Readonly<Record<string, EventRow>> = {
  // No ask exists: `permissionDecision: "ask"` marks the hook as failed, and a failed hook lets the tool run. JSON with
  // exit 0, as PowerShell sessions turn exit 2 into 1.
  PreToolUse: { phase: "before", deny: say.nestedDeny, warn: say.messageAndContext },
  PermissionRequest: { phase: "before", deny: say.requestDeny, ask: say.askedAnyway, warn: say.message },
  PostToolUse: { phase: "after", warn: say.nestedContext },
};

const command = ["command", "cmd"];

const tools: Readonly<Record<string, ToolRow>> = {
  // shell, local_shell and exec_command all arrive as Bash with only the command; `cwd` is then the call's own folder.
  Bash: { as: "shell", command, cwd: ["workdir"] },
  shell: { as: "shell", command, cwd: ["workdir"] },
  local_shell: { as: "shell", command, cwd: ["workdir"] },
  shell_command: { as: "shell", command, cwd: ["workdir"] },
  exec_command: { as: "shell", command, cwd: ["workdir"] },
  // 0.169.0 calls no hook for it; a later version may.
  write_stdin: { as: "type-into-shell", text: ["chars"] },
  apply_patch: { as: "patch", text: ["command", "input", "patch"] },
  // Code mode: JavaScript whose calls come one by one as calls of their own.
  exec: { as: "arguments" },
  js_repl: { as: "arguments" },
  view_image: { as: "read", path: ["path"] },
  read_file: { as: "read", path: ["file_path", "path"] },
  list_dir: { as: "list", path: ["dir_path", "path"] },
  grep_files: { as: "search", path: ["path"], pattern: ["pattern"], glob: ["include"] },
  web_search: { as: "web-search", query: ["query"] },
  read_mcp_resource: { as: "mcp", server: ["server"], tool: "resources/read", args: [] },
  list_mcp_resources: { as: "internal" },
  list_mcp_resource_templates: { as: "internal" },
  spawn_agent: { as: "spawn-agent", type: ["agent_type"], prompt: ["message"] },
  send_input: { as: "internal", text: ["message"] },
  send_message: { as: "internal", text: ["message"] },
  followup_task: { as: "internal", text: ["message"] },
  create_goal: { as: "internal", text: ["objective"] },
  update_goal: { as: "internal" },
  get_goal: { as: "internal" },
  update_plan: { as: "internal" },
  wait: { as: "internal" },
  wait_agent: { as: "internal" },
  interrupt_agent: { as: "internal" },
  close_agent: { as: "internal" },
  resume_agent: { as: "internal" },
  list_agents: { as: "internal" },
  request_user_input: { as: "internal" },
  tool_search: { as: "internal", text: ["query"] },
};

export const codex: Dialect = {
  id: "codex",
  // Claude Code sends turn_id with MessageDisplay, but never a model beside it.
  recognises: (payload) =>
    text(payload, ["turn_id"], []) !== undefined &&
    text(payload, ["model"], []) !== undefined &&
    text(payload, ["hook_event_name"], []) !== undefined,
  traces: { text: ['"turn_id"'], env: ["CODEX_HOME", "CODEX_SANDBOX", "CODEX_THREAD_ID"] },
  fields: { ...claudeFields, turn: ["turn_id"] },
  events,
  otherEvent: { phase: "before", deny: say.refuse },
  tools,
  namespaces: ["collaboration", "multi_agent_v1", "multi_agent_v2", "functions"],
  mcp: doubleUnderscore([]),
  outcome: outcomeBy({
    output: ["tool_response"],
    error: [],
    duration: [],
    failed: ["isError"],
    exitCode: [],
    // Only apply_patch has this head; a command's own output could imitate the first line, so both are asked for.
    stated: { where: "output", pattern: /^Exit code: (-?\d+)\nWall time: / },
  }),
  // The process starts in the session's folder; `cwd` follows the call's workdir.
  env: { workspace: ["PWD"] },
  pass: say.SILENCE,
};
