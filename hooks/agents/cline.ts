import type { JsonObject } from "../../src/model/json.ts";
import type { ToolRow } from "../action.ts";
import { json } from "../answer.ts";
import type { Dialect, Form } from "../dialect.ts";
import { find } from "../fields.ts";
import { noMcpNames } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";

// Cline, CLI 3.0.65 (source of 2026-08). The answer is read whatever the exit code; exit 2 means nothing to it.

const deny: Form = (reason) => json({ cancel: true, errorMessage: reason }, reason);
const context: Form = (reason) => json({ cancel: false, contextModification: reason });

const call = (key: string) => (payload: JsonObject) => {
  const tool = find(payload, [`${key}.toolName`]);
  return { tool: typeof tool === "string" ? tool : undefined, input: find(payload, [`${key}.parameters`]) };
};

const tools: Readonly<Record<string, ToolRow>> = {
  execute_command: { as: "shell", command: ["command"] },
  // Some models close their work with a command to show it.
  attempt_completion: {
    as: "one-of",
    rows: [
      { key: "command", row: { as: "shell", command: ["command"] } },
      { key: "result", row: { as: "internal", text: ["result"] } },
    ],
  },
  read_file: { as: "read", path: ["path"] },
  write_to_file: { as: "write", path: ["path", "absolutePath"], content: ["content"] },
  replace_in_file: { as: "edit", path: ["path", "absolutePath"], before: [], after: ["diff"] },
  apply_patch: { as: "patch", text: ["input"] },
  search_files: { as: "search", path: ["path"], pattern: ["regex"], glob: ["file_pattern"] },
  list_files: { as: "list", path: ["path"] },
  list_code_definition_names: { as: "list", path: ["path"] },
  web_fetch: { as: "fetch", url: ["url"], text: ["prompt"] },
  web_search: { as: "web-search", query: ["query"] },
  browser_action: { as: "arguments" },
  use_mcp_tool: { as: "mcp", server: ["server_name"], tool: ["tool_name"], args: ["arguments"] },
  access_mcp_resource: { as: "mcp", server: ["server_name"], tool: "resources/read", args: [] },
  load_mcp_documentation: { as: "internal" },
  use_subagents: { as: "arguments" },
  new_task: { as: "internal", text: ["context"] },
  ask_followup_question: { as: "internal" },
  plan_mode_respond: { as: "internal" },
  act_mode_respond: { as: "internal" },
  focus_chain: { as: "internal" },
};

export const cline: Dialect = {
  id: "cline",
  recognises: (payload) =>
    Object.hasOwn(payload, "clineVersion") || (Object.hasOwn(payload, "hookName") && Object.hasOwn(payload, "taskId")),
  traces: { text: ['"clineVersion"'], env: [] },
  fields: {
    event: ["hookName"],
    tool: ["preToolUse.toolName", "postToolUse.toolName"],
    input: ["preToolUse.parameters", "postToolUse.parameters"],
    id: [],
    session: ["taskId"],
    turn: [],
    subagentId: [],
    subagentType: [],
    cwd: [],
    permissionMode: [],
    version: ["clineVersion"],
    workspace: ["workspaceRoots"],
    mcpServer: [],
  },
  events: {
    PreToolUse: { phase: "before", deny, warn: context, call: call("preToolUse") },
    PostToolUse: { phase: "after", warn: context, call: call("postToolUse") },
  },
  otherEvent: { phase: "before", deny },
  tools,
  mcp: noMcpNames,
  outcome: outcomeBy({
    output: ["postToolUse.result"],
    error: [],
    duration: ["postToolUse.executionTimeMs"],
    failed: [],
    exitCode: [],
  }),
  env: {},
  pass: json({ cancel: false }),
};
