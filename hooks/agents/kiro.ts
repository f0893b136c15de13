import type { ToolRow } from "../action.ts";
import * as say from "../answer.ts";
import type { Dialect } from "../dialect.ts";
import { find } from "../fields.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeFields } from "./claude.ts";

// Kiro IDE 1.x and kiro-cli: kiro.dev documentation of 2026-08. Any exit but 0 stops; stdout of exit 0 becomes context.

const names = new Set(["preToolUse", "postToolUse", "agentSpawn", "userPromptSubmit", "stop"]);

const shell: ToolRow = { as: "shell", command: ["command"], cwd: ["working_dir", "cwd"] };
const read: ToolRow = {
  as: "one-of",
  rows: [
    { key: "path", row: { as: "read", path: ["path"] } },
    { key: "operations", row: { as: "arguments" } },
  ],
};
const write: ToolRow = {
  as: "one-of",
  rows: [
    { key: "old_str", row: { as: "edit", path: ["path"], before: ["old_str"], after: ["new_str"] } },
    { key: "path", row: { as: "write", path: ["path"], content: ["file_text", "content", "text", "new_str"] } },
  ],
};

const tools: Readonly<Record<string, ToolRow>> = {
  shell,
  execute_bash: shell,
  executeBash: shell,
  execute_cmd: { as: "shell", command: ["command"], shell: "cmd" },
  executePwsh: { as: "shell", command: ["command"], shell: "powershell" },
  read,
  fs_read: read,
  readFile: read,
  write,
  fs_write: write,
  fsWrite: write,
  strReplace: { as: "edit", path: ["path"], before: ["oldStr", "old_str"], after: ["newStr", "new_str"] },
  deleteFile: { as: "delete", path: ["path", "targetFile"] },
  use_aws: { as: "arguments" },
  thinking: { as: "internal" },
  todo_list: { as: "internal" },
};

export const kiro: Dialect = {
  id: "kiro",
  recognises: (payload) => names.has(String(find(payload, ["hook_event_name"]) ?? "")),
  traces: { text: ['"agentSpawn"'], env: ["KIRO_HOME"] },
  fields: { ...claudeFields, turn: [] },
  events: {
    preToolUse: { phase: "before", deny: say.refuse },
    postToolUse: { phase: "after" },
  },
  otherEvent: { phase: "before", deny: say.refuse },
  tools,
  // @server/tool
  mcp: (tool) => {
    const match = /^@([^/]+)\/(.+)$/.exec(tool);
    return match ? { server: match[1], tool: match[2] ?? "" } : undefined;
  },
  outcome: outcomeBy({
    output: ["tool_response"],
    error: ["error"],
    duration: [],
    failed: ["error"],
    exitCode: ["exit_status"],
  }),
  env: {},
  pass: say.SILENCE,
};
