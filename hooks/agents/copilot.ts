import type { JsonObject } from "../../src/model/json.ts";
import type { ToolRow } from "../action.ts";
import * as say from "../answer.ts";
import type { Dialect, EventRow, Form } from "../dialect.ts";
import { find } from "../fields.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeTools } from "./claude.ts";

// Copilot CLI 1.0.102: github/docs hooks reference and runs. Event names in Claude Code's spelling bring snake_case
// payloads with Claude Code's tool names, but Copilot's own arguments.

const deny: Form = (reason) => say.json({ permissionDecision: "deny", permissionDecisionReason: reason }, reason);
const ask: Form = (reason) => say.json({ permissionDecision: "ask", permissionDecisionReason: reason });
const context: Form = (reason) => say.json({ additionalContext: reason });
const requestDeny: Form = (reason) => say.json({ behavior: "deny", message: reason }, reason);

const before: EventRow = { phase: "before", deny, ask, warn: context };
const request: EventRow = { phase: "before", deny: requestDeny, ask: say.askedAnyway };
const after: EventRow = { phase: "after", warn: context };
const failed: EventRow = { phase: "failed", warn: context };

/** The camelCase payload does not name its event: what is in it does. */
function eventOf(payload: JsonObject): string {
  const named = find(payload, ["hook_event_name", "hookName"]);
  if (typeof named === "string") return named;
  if (!Object.hasOwn(payload, "toolName") && !Object.hasOwn(payload, "toolArgs")) return "";
  if (Object.hasOwn(payload, "toolResult")) return "postToolUse";
  return Object.hasOwn(payload, "error") ? "postToolUseFailure" : "preToolUse";
}

const path = ["path", "file_path"];
const edit: ToolRow = { as: "edit", path, before: ["old_str", "old_string"], after: ["new_str", "new_string", "diff"] };
const write: ToolRow = { as: "write", path, content: ["file_text", "content"] };
const agent: ToolRow = { as: "spawn-agent", type: ["agent_type", "subagent_type"], prompt: ["prompt"] };

const tools: Readonly<Record<string, ToolRow>> = {
  ...claudeTools,
  bash: { as: "shell", command: ["command"] },
  powershell: { as: "shell", command: ["command"], shell: "powershell" },
  write_bash: { as: "type-into-shell", text: ["input"] },
  write_powershell: { as: "type-into-shell", text: ["input"] },
  read_bash: { as: "internal" },
  stop_bash: { as: "internal" },
  list_bash: { as: "internal" },
  read_powershell: { as: "internal" },
  stop_powershell: { as: "internal" },
  view: { as: "read", path },
  create: write,
  Write: write,
  edit,
  Edit: edit,
  glob: { as: "search", path: ["path"], pattern: ["pattern"] },
  grep: { as: "search", path: ["path"], pattern: ["pattern"], glob: ["glob"] },
  apply_patch: { as: "patch", text: ["input", "patch", "command"] },
  task: agent,
  Agent: agent,
  web_fetch: { as: "fetch", url: ["url"] },
  web_search: { as: "web-search", query: ["query"] },
  ask_user: { as: "internal" },
  report_intent: { as: "internal" },
  update_todo: { as: "internal" },
  skill: { as: "internal" },
  fetch_copilot_cli_documentation: { as: "internal" },
};

export const copilot: Dialect = {
  id: "copilot",
  recognises: (payload) => {
    const event = find(payload, ["hook_event_name"]);
    if (event === undefined && find(payload, ["hookEventName"]) === undefined)
      return ["toolName", "toolArgs", "sessionId"].some((key) => Object.hasOwn(payload, key));
    // Claude Code sends no timestamp; Qwen sends a transcript_path beside it.
    return (
      /^[A-Z]/.test(String(event)) && Object.hasOwn(payload, "timestamp") && !Object.hasOwn(payload, "transcript_path")
    );
  },
  traces: { text: ['"toolArgs"', '"toolName"'], env: ["COPILOT_CLI", "COPILOT_PROJECT_DIR"] },
  fields: {
    event: ["hook_event_name", "hookName"],
    tool: ["toolName", "tool_name"],
    input: ["toolArgs", "toolInput", "tool_input"],
    id: ["toolCallId", "tool_use_id"],
    session: ["sessionId", "session_id"],
    turn: [],
    subagentId: ["agentId", "agent_id"],
    subagentType: ["agentType", "agent_type"],
    cwd: ["cwd"],
    permissionMode: [],
    version: [],
    workspace: [],
    mcpServer: [],
  },
  event: eventOf,
  events: {
    preToolUse: before,
    PreToolUse: before,
    permissionRequest: request,
    PermissionRequest: request,
    postToolUse: after,
    PostToolUse: after,
    postToolUseFailure: failed,
    PostToolUseFailure: failed,
  },
  otherEvent: { phase: "before", deny: say.refuse },
  tools,
  // echo-touch, and echo/touch in permissionRequest. Its own tools have no dash.
  mcp: (tool) => {
    const match = /^(.+)[-/]([^-/]+)$/.exec(tool);
    return match ? { server: match[1], tool: match[2] ?? "" } : undefined;
  },
  outcome: outcomeBy({
    output: ["toolResult", "tool_result"],
    error: ["error"],
    duration: [],
    failed: ["resultType", "result_type"],
    exitCode: [],
    stated: { where: "output", pattern: /<shellId: \S+ completed with exit code (-?\d+)>\s*$/ },
  }),
  env: { workspace: ["COPILOT_PROJECT_DIR"], version: (env) => env.COPILOT_CLI_BINARY_VERSION },
  pass: say.SILENCE,
};
