import * as say from "../answer.ts";
import type { Dialect } from "../dialect.ts";
import { outcomeBy } from "../outcome.ts";
import { claudeEvents, claudeFields, claudeTools } from "./claude.ts";

// VS Code's own ("Local") agent: vscode-docs of 2026-07. Claude Code's answers, its own tools and a mixed spelling.

const file = ["filePath", "file_path", "path"];

export const vscode: Dialect = {
  id: "vscode",
  recognises: (payload) => Object.hasOwn(payload, "hookEventName"),
  traces: { text: ['"hookEventName"'], env: [] },
  fields: { ...claudeFields, event: ["hookEventName"], session: ["sessionId", "session_id"], turn: [] },
  events: {
    ...claudeEvents,
    PreToolUse: { phase: "before", deny: say.refuse, ask: say.nestedAsk, warn: say.messageAndContext },
  },
  otherEvent: { phase: "before", deny: say.refuse },
  tools: {
    ...claudeTools,
    run_in_terminal: { as: "shell", command: ["command"] },
    runTerminalCommand: { as: "shell", command: ["command"] },
    runInTerminal: { as: "shell", command: ["command"] },
    create_and_run_task: { as: "arguments" },
    run_vscode_command: { as: "arguments" },
    read_file: { as: "read", path: file },
    readFile: { as: "read", path: file },
    list_dir: { as: "list", path: ["path"] },
    create_file: { as: "write", path: file, content: ["content"] },
    createFile: { as: "write", path: file, content: ["content"] },
    insert_edit_into_file: { as: "edit", path: file, before: [], after: ["code"] },
    replace_string_in_file: { as: "edit", path: file, before: ["oldString"], after: ["newString"] },
    // Several files in one call, or a shape that is not documented.
    multi_replace_string_in_file: { as: "arguments" },
    editFiles: { as: "arguments" },
    create_directory: { as: "arguments" },
    edit_notebook_file: { as: "edit", path: file, before: [], after: ["newCode"] },
    apply_patch: { as: "patch", text: ["input"] },
    file_search: { as: "search", path: [], pattern: ["query"] },
    grep_search: { as: "search", path: [], pattern: ["query"], glob: ["includePattern"] },
    fetch_webpage: { as: "arguments" },
    runSubagent: { as: "spawn-agent", type: ["agentName"], prompt: ["prompt"] },
    get_errors: { as: "internal" },
    get_terminal_output: { as: "internal" },
    manage_todo_list: { as: "internal" },
    semantic_search: { as: "internal", text: ["query"] },
  },
  mcp: (tool) => {
    const match = /^mcp_([^_]+)_(.+)$/.exec(tool);
    return match ? { server: match[1], tool: match[2] ?? "" } : undefined;
  },
  outcome: outcomeBy({
    output: ["tool_response", "tool_result"],
    error: ["error"],
    duration: [],
    failed: ["isError"],
    exitCode: [],
  }),
  env: {},
  pass: say.SILENCE,
};
