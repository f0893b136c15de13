import type { ToolRow } from "../action.ts";
import { json, refuse } from "../answer.ts";
import type { Dialect, Form } from "../dialect.ts";
import { find } from "../fields.ts";
import { doubleUnderscore } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeFields } from "./claude.ts";

// Hermes Agent: NousResearch documentation, user-guide/features/hooks.

const deny: Form = (reason) => json({ decision: "block", reason }, reason);
/** Hands the call to a person; despite its name it does not approve. */
const ask: Form = (reason) => json({ action: "approve", message: reason });

const path = ["path", "file_path"];

const tools: Readonly<Record<string, ToolRow>> = {
  terminal: { as: "shell", command: ["command"], cwd: ["workdir", "cwd"] },
  process: { as: "arguments" },
  execute_code: { as: "arguments" },
  read_file: { as: "read", path },
  write_file: { as: "write", path, content: ["content"] },
  patch: {
    as: "one-of",
    rows: [
      { key: "patch", row: { as: "patch", text: ["patch"] } },
      { key: "path", row: { as: "edit", path, before: ["old_string"], after: ["new_string"] } },
    ],
  },
  search_files: { as: "search", path, pattern: ["pattern"], glob: ["file_glob"] },
  web_search: { as: "web-search", query: ["query"] },
  web_extract: { as: "arguments" },
  browser_navigate: { as: "fetch", url: ["url"] },
  delegate_task: { as: "spawn-agent", type: [], prompt: ["goal", "prompt"] },
  todo: { as: "internal" },
  clarify: { as: "internal" },
};

export const hermes: Dialect = {
  id: "hermes",
  recognises: (payload) => /^(pre|post|on|subagent)_[a-z_]+$/.test(String(find(payload, ["hook_event_name"]) ?? "")),
  traces: { text: ['"pre_tool_call"', '"post_tool_call"'], env: [] },
  fields: { ...claudeFields, id: ["extra.tool_call_id"], turn: ["extra.task_id"] },
  events: {
    pre_tool_call: { phase: "before", deny, ask },
    post_tool_call: { phase: "after" },
  },
  otherEvent: { phase: "before", deny: refuse },
  tools,
  mcp: doubleUnderscore([]),
  outcome: outcomeBy({
    output: ["extra.result", "tool_response"],
    error: ["extra.error"],
    duration: ["extra.duration_ms"],
    failed: ["error"],
    exitCode: ["exit_code"],
  }),
  env: {},
  // `fail_closed` blocks on what is not JSON.
  pass: json({}),
};
