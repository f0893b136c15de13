import type { JsonObject } from "../../src/model/json.ts";
import * as say from "../answer.ts";
import type { Dialect, EventRow } from "../dialect.ts";
import { find } from "../fields.ts";
import { noMcpNames } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";

// Windsurf Cascade: docs.windsurf.com cascade hooks (2026). Exit codes only: no JSON, no ask.

const call = (tool: string) => (payload: JsonObject) => ({ tool, input: find(payload, ["tool_info"]) });
const pre = (tool: string): EventRow => ({ phase: "before", deny: say.refuse, call: call(tool) });
const post = (tool: string): EventRow => ({ phase: "after", call: call(tool) });

export const windsurf: Dialect = {
  id: "windsurf",
  recognises: (payload) => Object.hasOwn(payload, "agent_action_name"),
  traces: { text: ['"agent_action_name"'], env: [] },
  fields: {
    event: ["agent_action_name"],
    tool: [],
    input: ["tool_info"],
    id: [],
    session: ["trajectory_id"],
    turn: ["execution_id"],
    subagentId: [],
    subagentType: [],
    cwd: ["tool_info.cwd"],
    permissionMode: [],
    version: [],
    workspace: [],
    mcpServer: ["tool_info.mcp_server_name"],
  },
  events: {
    pre_run_command: pre("run_command"),
    pre_read_code: pre("read_code"),
    pre_write_code: pre("write_code"),
    pre_mcp_tool_use: pre("mcp_tool_use"),
    post_run_command: post("run_command"),
    post_read_code: post("read_code"),
    post_write_code: post("write_code"),
    post_mcp_tool_use: post("mcp_tool_use"),
    pre_user_prompt: { phase: "none" },
    post_cascade_response: { phase: "none" },
    post_setup_worktree: { phase: "none" },
  },
  otherEvent: { phase: "before", deny: say.refuse },
  tools: {
    run_command: { as: "shell", command: ["command_line"], cwd: ["cwd"] },
    // May name a folder.
    read_code: { as: "read", path: ["file_path"] },
    write_code: { as: "edit", path: ["file_path"], edits: ["edits"], before: ["old_string"], after: ["new_string"] },
    mcp_tool_use: { as: "mcp", server: ["mcp_server_name"], tool: ["mcp_tool_name"], args: ["mcp_tool_arguments"] },
  },
  mcp: noMcpNames,
  outcome: outcomeBy({
    output: ["tool_info.mcp_result", "tool_info.output"],
    error: [],
    duration: [],
    failed: [],
    exitCode: [],
  }),
  env: {},
  pass: say.SILENCE,
};
