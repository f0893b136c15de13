import * as say from "../answer.ts";
import type { Dialect, Fields } from "../dialect.ts";
import { find } from "../fields.ts";
import { noMcpNames } from "../mcp-name.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeTools } from "./claude.ts";

const fields: Fields = {
  event: ["hook_event_name", "hookEventName", "event", "hook", "type"],
  tool: ["tool_name", "toolName", "tool", "tool_call.name", "toolCall.name"],
  input: [
    "tool_input",
    "toolInput",
    "toolArgs",
    "arguments",
    "args",
    "input",
    "params",
    "tool_call.args",
    "toolCall.args",
  ],
  id: ["tool_use_id", "tool_call_id", "toolCallId", "id"],
  session: ["session_id", "sessionId"],
  turn: [],
  subagentId: [],
  subagentType: [],
  cwd: ["cwd"],
  permissionMode: [],
  version: [],
  workspace: [],
  mcpServer: [],
};

/** An agent that no other file knows. A call of it is answered with the refusal that most clients obey, or not at all. */
export const unknown: Dialect = {
  id: "unknown",
  recognises: (payload) => find(payload, [...fields.event, ...fields.tool]) !== undefined,
  traces: { text: [], env: [] },
  fields,
  events: {},
  otherEvent: { phase: "before", deny: say.refuse },
  tools: claudeTools,
  mcp: noMcpNames,
  outcome: outcomeBy({ output: [], error: [], duration: [], failed: [], exitCode: [] }),
  env: {},
  pass: say.SILENCE,
};
