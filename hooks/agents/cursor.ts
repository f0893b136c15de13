import type { JsonObject } from "../../src/model/json.ts";
import type { ToolRow } from "../action.ts";
import { json } from "../answer.ts";
import type { Dialect, EventRow, Form } from "../dialect.ts";
import { find } from "../fields.ts";
import { outcomeBy } from "../outcome.ts";

// Cursor: cursor.com/docs/hooks (2026) and runs of @cursor/sdk 1.0.32, Cursor's local agent runtime.

/** The model is given user_message, not agent_message, so both carry the reason. */
const deny: Form = (reason) => json({ permission: "deny", user_message: reason, agent_message: reason }, reason);
/** Events that know no agent_message. */
const denyUser: Form = (reason) => json({ permission: "deny", user_message: reason }, reason);
const context: Form = (reason) => json({ additional_context: reason });

const shellCall = ({ command, cwd }: JsonObject) => ({
  tool: "Shell",
  input: { command: command ?? null, cwd: cwd ?? null },
});
const mcpCall = ({ tool_name, tool_input }: JsonObject) => ({
  tool: typeof tool_name === "string" ? `MCP:${tool_name}` : undefined,
  input: tool_input,
});
const readCall = ({ file_path }: JsonObject) => ({ tool: "Read", input: { file_path: file_path ?? null } });
const editCall = ({ file_path, edits }: JsonObject) => ({
  tool: "Edit",
  input: { file_path: file_path ?? null, edits: edits ?? null },
});
const agentCall = ({ task, subagent_type }: JsonObject) => ({
  tool: "Task",
  input: { prompt: task ?? null, subagent_type: subagent_type ?? null },
});

const events: Readonly<Record<string, EventRow>> = {
  preToolUse: { phase: "before", deny, warn: context },
  beforeShellExecution: { phase: "before", deny, call: shellCall },
  beforeMCPExecution: { phase: "before", deny, call: mcpCall },
  // The file was read already; a denial withholds its content from the model.
  beforeReadFile: { phase: "before", deny: denyUser, call: readCall },
  beforeTabFileRead: { phase: "before", deny: denyUser, call: readCall },
  subagentStart: { phase: "before", deny: denyUser, call: agentCall },
  postToolUse: { phase: "after", warn: context },
  postToolUseFailure: { phase: "failed" },
  afterShellExecution: { phase: "after", call: shellCall },
  afterMCPExecution: { phase: "after", call: mcpCall },
  afterFileEdit: { phase: "after", call: editCall },
  afterTabFileEdit: { phase: "after", call: editCall },
};

const file = ["file_path", "path"];

const tools: Readonly<Record<string, ToolRow>> = {
  // The runtime says `cwd`, the documentation `working_directory`.
  Shell: { as: "shell", command: ["command"], cwd: ["cwd", "working_directory"] },
  // The payload tells how many characters are typed, not which.
  WriteShellStdin: { as: "type-into-shell", text: ["chars"] },
  Read: { as: "read", path: file },
  Write: { as: "write", path: file, content: ["content"] },
  Edit: { as: "edit", path: file, edits: ["edits"], before: ["old_string"], after: ["new_string"] },
  Delete: { as: "delete", path: file },
  List: { as: "list", path: file },
  LS: { as: "list", path: file },
  Grep: { as: "search", path: file, pattern: ["pattern"], glob: ["glob"] },
  Glob: { as: "search", path: [...file, "target_directory"], pattern: ["pattern", "glob_pattern"] },
  Fetch: { as: "fetch", url: ["url"] },
  WebFetch: { as: "fetch", url: ["url"] },
  WebSearch: { as: "web-search", query: ["query", "search_term"] },
  FetchMcpResource: { as: "fetch", url: ["uri"], saveAs: ["download_path"] },
  ListMcpResources: { as: "internal" },
  Task: { as: "spawn-agent", type: ["subagent_type"], prompt: ["prompt"] },
  ReadLints: { as: "internal" },
  SemanticSearch: { as: "internal", text: ["query"] },
  TodoWrite: { as: "internal" },
  ComputerUse: { as: "arguments" },
  RecordScreen: { as: "arguments" },
};

export const cursor: Dialect = {
  id: "cursor",
  // It also runs Claude Code's hooks, with payloads of its own.
  recognises: (payload) =>
    Object.hasOwn(payload, "cursor_version") ||
    (Object.hasOwn(payload, "conversation_id") && Object.hasOwn(payload, "generation_id")),
  traces: { text: ['"cursor_version"', '"generation_id"'], env: ["CURSOR_VERSION", "CURSOR_PROJECT_DIR"] },
  fields: {
    event: ["hook_event_name"],
    tool: ["tool_name"],
    input: ["tool_input"],
    id: ["tool_use_id", "tool_call_id"],
    session: ["conversation_id", "session_id"],
    turn: ["generation_id"],
    subagentId: ["parent_tool_call_id", "subagent_id"],
    subagentType: ["subagent_type"],
    cwd: ["cwd", "tool_input.cwd", "tool_input.working_directory"],
    permissionMode: [],
    version: ["cursor_version"],
    workspace: ["workspace_roots"],
    mcpServer: ["mcp_server_name"],
  },
  events,
  // Cursor maps Claude Code's event names to its own; should one come through as it is, exit 2 stops it just as well.
  otherEvent: { phase: "before" },
  tools,
  // preToolUse does not name the server, beforeMCPExecution does.
  mcp: (tool, payload) => {
    if (!tool.startsWith("MCP:")) return undefined;
    const server = find(payload, ["mcp_server_name"]);
    return { server: typeof server === "string" ? server : undefined, tool: tool.slice("MCP:".length) };
  },
  outcome: outcomeBy({
    output: ["output"],
    outputJson: ["tool_output", "result_json"],
    error: ["error_message"],
    duration: ["duration"],
    failed: ["isError"],
    exitCode: ["exitCode"],
  }),
  env: { workspace: ["CURSOR_PROJECT_DIR"] },
  // Under `failClosed: true` an empty stdout blocks; {} is no opinion. "allow" could skip Cursor's own prompt.
  pass: json({}),
};
