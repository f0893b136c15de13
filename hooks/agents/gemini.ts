import type { ToolRow } from "../action.ts";
import * as say from "../answer.ts";
import type { Dialect, Form } from "../dialect.ts";
import { find } from "../fields.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeFields } from "./claude.ts";

// Gemini CLI 0.61.0: its source (0.56 nightly) and runs.

const deny: Form = (reason) => say.json({ decision: "deny", reason });

const names = new Set([
  "BeforeTool",
  "AfterTool",
  "BeforeAgent",
  "AfterAgent",
  "BeforeModel",
  "AfterModel",
  "BeforeToolSelection",
  "PreCompress",
]);

const file = ["file_path", "absolute_path", "path"];
const folder = ["dir_path", "path", "directory"];

/** Qwen Code has them from here. */
export const geminiTools: Readonly<Record<string, ToolRow>> = {
  run_shell_command: { as: "shell", command: ["command"], cwd: ["dir_path", "directory"] },
  read_file: { as: "read", path: file },
  read_many_files: { as: "arguments" },
  write_file: { as: "write", path: file, content: ["content"] },
  replace: { as: "edit", path: file, before: ["old_string"], after: ["new_string"] },
  list_directory: { as: "list", path: folder },
  glob: { as: "search", path: folder, pattern: ["pattern"] },
  grep_search: { as: "search", path: folder, pattern: ["pattern"], glob: ["include", "include_pattern", "glob"] },
  search_file_content: { as: "search", path: folder, pattern: ["pattern"], glob: ["include"] },
  web_fetch: {
    as: "one-of",
    rows: [
      { key: "url", row: { as: "fetch", url: ["url"], text: ["prompt"] } },
      { key: "prompt", row: { as: "fetch-from-text", text: ["prompt"] } },
    ],
  },
  google_web_search: { as: "web-search", query: ["query"] },
  invoke_agent: { as: "spawn-agent", type: ["agent_name"], prompt: ["prompt"] },
  delegate_to_agent: { as: "spawn-agent", type: ["agent_name"], prompt: ["objective", "prompt"] },
  // Writes into the user's GEMINI.md, which later sessions obey.
  save_memory: { as: "arguments" },
  activate_skill: { as: "internal", text: ["name"] },
  ask_user: { as: "internal" },
  complete_task: { as: "internal" },
  enter_plan_mode: { as: "internal" },
  exit_plan_mode: { as: "internal" },
  get_internal_docs: { as: "internal" },
  write_todos: { as: "internal" },
};

export const gemini: Dialect = {
  id: "gemini",
  recognises: (payload) => names.has(String(find(payload, ["hook_event_name"]) ?? "")),
  traces: { text: ['"BeforeTool"', '"AfterTool"'], env: ["GEMINI_SESSION_ID"] },
  // No id of the call, nothing that tells a subagent's call.
  fields: { ...claudeFields, turn: [], mcpServer: ["mcp_context.server_name"] },
  events: {
    // `ask` hangs a headless run.
    BeforeTool: { phase: "before", deny, warn: say.message },
    AfterTool: { phase: "after", warn: say.nestedContext },
  },
  otherEvent: { phase: "before", deny: say.refuse },
  tools: geminiTools,
  mcp: (tool, payload) => {
    const server = find(payload, ["mcp_context.server_name"]);
    const name = find(payload, ["mcp_context.tool_name"]);
    if (typeof name === "string") return { server: typeof server === "string" ? server : undefined, tool: name };
    const match = /^mcp_([^_]+)_(.+)$/.exec(tool);
    return match ? { server: match[1], tool: match[2] ?? "" } : undefined;
  },
  outcome: outcomeBy({
    output: ["tool_response"],
    error: ["tool_response.error"],
    duration: [],
    failed: ["error"],
    exitCode: [],
  }),
  env: { workspace: ["GEMINI_PROJECT_DIR"] },
  pass: say.SILENCE,
};
