import * as say from "../answer.ts";
import type { Dialect } from "../dialect.ts";
import { find } from "../fields.ts";
import { doubleUnderscore } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeEvents, claudeFields, claudeTools } from "./claude.ts";
import { geminiTools } from "./gemini.ts";

// Qwen Code 0.24.4: the documentation in its package and runs. Gemini's tools under a contract like Claude Code's.

export const qwen: Dialect = {
  id: "qwen",
  // Claude Code sends no timestamp, Copilot no transcript_path with its tool events.
  recognises: (payload, env) =>
    /^[A-Z]/.test(String(find(payload, ["hook_event_name"]) ?? "")) &&
    (env.QWEN_PROJECT_DIR !== undefined || find(payload, ["transcript_path"]) !== undefined) &&
    find(payload, ["timestamp"]) !== undefined,
  traces: { text: [], env: ["QWEN_PROJECT_DIR", "QWEN_CODE_SESSION_ID"] },
  fields: { ...claudeFields, id: ["tool_use_id", "tool_call_id"] },
  // Exit 2 makes it ignore stdout; an empty stderr would let the tool run.
  events: {
    ...claudeEvents,
    PreToolUse: { phase: "before", deny: say.refuse, ask: say.nestedAsk, warn: say.messageAndContext },
  },
  otherEvent: { phase: "before", deny: say.refuse },
  tools: {
    ...claudeTools,
    ...geminiTools,
    edit: { as: "edit", path: ["file_path"], before: ["old_string"], after: ["new_string"] },
    notebook_edit: { as: "edit", path: ["notebook_path"], before: [], after: ["new_source"] },
    // Its types claude-code and codex hand the work to those programs.
    agent: { as: "spawn-agent", type: ["subagent_type"], prompt: ["prompt"] },
    task: { as: "spawn-agent", type: ["subagent_type"], prompt: ["prompt"] },
    web_search: { as: "web-search", query: ["query"] },
    todo_write: { as: "internal" },
    skill: { as: "internal" },
    lsp: { as: "internal" },
  },
  mcp: doubleUnderscore(claudeFields.mcpServer),
  outcome: outcomeBy({
    output: ["tool_response"],
    error: ["error"],
    duration: ["duration_ms"],
    failed: ["error"],
    exitCode: [],
    // The last lines of a shell's report; the command's own output stands before them.
    stated: { where: "error", pattern: /\nExit Code: (\d+)\nSignal: [^\n]*\nProcess Group PGID: [^\n]*$/ },
  }),
  env: { workspace: ["QWEN_PROJECT_DIR"], version: (env) => env.QWEN_CODE_STARTUP_VERSION },
  pass: say.SILENCE,
};
