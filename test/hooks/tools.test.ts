import { describe, expect, it } from "vitest";
import { actionFor, decodeIncoming } from "../../hooks/index.ts";
import type { Json } from "../../src/model/json.ts";
import type { Action } from "../../src/model/toolcall.ts";

const file = { file_path: "/w/a.ts" };
const edit = { old_string: "a", new_string: "b" };

const cases: readonly (readonly [agent: string, tool: string, input: Json, action: Partial<Action> | Action])[] = [
  ["claude", "Bash", { command: "ls", timeout: 1 }, { kind: "shell", command: "ls", shell: "bash" }],
  ["claude", "PowerShell", { command: "gci" }, { kind: "shell", command: "gci", shell: "powershell" }],
  ["claude", "Monitor", { command: "tail -f x" }, { kind: "shell", command: "tail -f x" }],
  ["claude", "Monitor", { ws: { url: "wss://h/x" } }, { kind: "fetch", url: "wss://h/x" }],
  ["claude", "Monitor", {}, { kind: "malformed", problem: "command is missing" }],
  ["claude", "Read", file, { kind: "read", path: "/w/a.ts" }],
  ["claude", "Write", { ...file, content: "" }, { kind: "write", path: "/w/a.ts", content: "" }],
  ["claude", "Edit", { ...file, ...edit }, { kind: "edit", path: "/w/a.ts", edits: [{ before: "a", after: "b" }] }],
  [
    "claude",
    "MultiEdit",
    { ...file, edits: [edit, edit] },
    {
      kind: "edit",
      edits: [
        { before: "a", after: "b" },
        { before: "a", after: "b" },
      ],
    },
  ],
  [
    "claude",
    "NotebookEdit",
    { notebook_path: "/n.ipynb", edit_mode: "delete" },
    { kind: "edit", path: "/n.ipynb", edits: [{ before: "", after: "" }] },
  ],
  ["claude", "Glob", { pattern: "**/*.pem" }, { kind: "search", pattern: "**/*.pem", path: undefined }],
  [
    "claude",
    "Grep",
    { pattern: "AKIA", path: "/w", glob: "*.ts" },
    { kind: "search", pattern: "AKIA", path: "/w", glob: "*.ts" },
  ],
  ["claude", "WebFetch", { url: "https://h", prompt: "p" }, { kind: "fetch", url: "https://h", text: "p" }],
  ["claude", "Task", { prompt: "p", subagent_type: "t" }, { kind: "spawn-agent", type: "t", prompt: "p" }],
  ["claude", "CronCreate", { cron: "* * * * *", prompt: "p" }, { kind: "spawn-agent", prompt: "p" }],
  ["claude", "Workflow", { script: "x" }, { kind: "unknown-tool", args: { script: "x" } }],
  ["claude", "ReadMcpResourceTool", { server: "s", uri: "u" }, { kind: "mcp", server: "s", tool: "resources/read" }],
  ["claude", "TodoWrite", { todos: [] }, { kind: "internal" }],
  [
    "claude",
    "mcp__github__create_issue",
    { title: "t" },
    { kind: "mcp", server: "github", tool: "create_issue", args: { title: "t" } },
  ],
  ["claude", "mcp__plugin_p_my__srv__do", {}, { kind: "mcp", server: "plugin_p_my__srv", tool: "do" }],
  ["codex", "apply_patch", { command: "*** Begin Patch" }, { kind: "patch", text: "*** Begin Patch" }],
  ["codex", "apply_patch", "*** Begin Patch", { kind: "patch", text: "*** Begin Patch" }],
  ["codex", "exec_command", { cmd: "ls", workdir: "/w" }, { kind: "shell", command: "ls", cwd: "/w" }],
  ["codex", "shell", { command: ["bash", "-lc", "ls"] }, { kind: "malformed", problem: "command is an array" }],
  ["codex", "write_stdin", { session_id: 1, chars: "rm\n" }, { kind: "type-into-shell", text: "rm\n" }],
  ["codex", "collaborationspawn_agent", { message: "m" }, { kind: "spawn-agent", prompt: "m" }],
  ["codex", "multi_agent_v1wait_agent", {}, { kind: "internal" }],
  ["codex", "functions.exec_command", { cmd: "ls" }, { kind: "shell", command: "ls" }],
  ["codex", "exec", "await tools.exec_command({cmd:'ls'})", { kind: "unknown-tool" }],
  ["cursor", "Shell", { command: "ls", working_directory: "/w" }, { kind: "shell", command: "ls", cwd: "/w" }],
  ["cursor", "WriteShellStdin", { shell_id: 1, chars_length: 3 }, { kind: "type-into-shell", text: undefined }],
  ["cursor", "Delete", file, { kind: "delete", path: "/w/a.ts" }],
  ["cursor", "List", { file_path: "/w" }, { kind: "list", path: "/w" }],
  [
    "cursor",
    "FetchMcpResource",
    { server: "s", uri: "u", download_path: "/w/d" },
    { kind: "fetch", url: "u", saveAs: "/w/d" },
  ],
  ["cursor", "MCP:create_issue", { title: "t" }, { kind: "mcp", server: undefined, tool: "create_issue" }],
  ["cursor", "ComputerUse", { click: 1 }, { kind: "unknown-tool", args: { click: 1 } }],
  ["gemini", "web_fetch", { prompt: "Summarize https://h/p now" }, { kind: "fetch", url: "https://h/p" }],
  ["gemini", "mcp_echo_touch", {}, { kind: "mcp", server: "echo", tool: "touch" }],
  ["gemini", "replace", { ...file, ...edit }, { kind: "edit", edits: [{ before: "a", after: "b" }] }],
  ["qwen", "Bash", { command: "ls" }, { kind: "shell", command: "ls" }],
  ["copilot", "echo-touch", {}, { kind: "mcp", server: "echo", tool: "touch" }],
  ["copilot", "github-mcp-create_issue", {}, { kind: "mcp", server: "github-mcp", tool: "create_issue" }],
  [
    "vscode",
    "replace_string_in_file",
    { filePath: "/a", oldString: "a", newString: "b" },
    { kind: "edit", path: "/a" },
  ],
  [
    "windsurf",
    "mcp_tool_use",
    { mcp_server_name: "s", mcp_tool_name: "t", mcp_tool_arguments: { x: 1 } },
    { kind: "mcp", server: "s", tool: "t", args: { x: 1 } },
  ],
  ["droid", "Create", { ...file, content: "x" }, { kind: "write", content: "x" }],
  ["hermes", "patch", { patch: "*** Begin Patch" }, { kind: "patch" }],
  ["hermes", "patch", { path: "/a", old_string: "a", new_string: "b" }, { kind: "edit", path: "/a" }],
  [
    "cline",
    "use_mcp_tool",
    { server_name: "s", tool_name: "t", arguments: '{"x":1}' },
    { kind: "mcp", server: "s", tool: "t", args: { x: 1 } },
  ],
  ["cline", "attempt_completion", { result: "r", command: "open x" }, { kind: "shell", command: "open x" }],
  ["kiro", "fs_write", { command: "create", path: "/a", file_text: "x" }, { kind: "write", path: "/a", content: "x" }],
  ["kiro", "@git/push", {}, { kind: "mcp", server: "git", tool: "push" }],
  ["nobody", "Bash", { command: "ls" }, { kind: "shell", command: "ls" }],
];

describe("tools as actions", () => {
  it.each(cases)("%s %s %j", (agent, tool, input, action) => {
    expect(actionFor(agent, tool, input)).toMatchObject(action);
  });
});

describe("the server of an MCP tool", () => {
  const action = (tool_name: string, mcp_server?: Json) => {
    const payload = { hook_event_name: "PreToolUse", tool_name, tool_input: {}, mcp_server };
    const incoming = decodeIncoming(JSON.stringify(payload), {});
    return incoming.kind === "call" ? incoming.call.action : undefined;
  };
  it.each([
    ["mcp__my__db__drop", { name: "my" }, "my", "db__drop"],
    ["mcp__my__db__drop", { name: "my__db" }, "my__db", "drop"],
    ["mcp__my__db__drop", undefined, "my__db", "drop"],
    ["mcp__claude_ai_x__y", { name: "claude.ai x" }, "claude.ai x", "y"],
    ["mcp__plugin_p_srv__y", { name: "srv" }, "srv", "y"],
    ["mcp__odd", undefined, undefined, "odd"],
    ["mcp__a__b", { name: 7 }, "a", "b"],
  ])("%s with %j is %s and %s", (tool, server, name, bare) => {
    expect(action(tool, server)).toMatchObject({ kind: "mcp", server: name, tool: bare });
  });
});

describe("whose payload it is", () => {
  const call = { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: "ls" } };
  const dialect = (payload: object, env = {}) => decodeIncoming(JSON.stringify(payload), env).dialect;
  it.each([
    ["Claude Code's hook run by Cursor", { ...call, cursor_version: "3" }, {}, "cursor"],
    ["an environment that claims another agent", call, { QWEN_PROJECT_DIR: "/w", CODEX_HOME: "/x" }, "claude"],
    ["a turn without a model", { ...call, hook_event_name: "MessageDisplay", turn_id: "t" }, {}, "claude"],
    ["a turn and a model", { ...call, turn_id: "t", model: "m" }, { CLAUDECODE: "1" }, "codex"],
    ["a timestamp and no transcript", { ...call, timestamp: "t" }, {}, "copilot"],
    ["a timestamp and a transcript", { ...call, timestamp: "t", transcript_path: "/t" }, {}, "qwen"],
    ["Factory's environment", call, { FACTORY_PROJECT_DIR: "/w" }, "droid"],
  ])("%s", (_name, payload, env, expected) => {
    expect(dialect(payload, env)).toBe(expected);
  });
});
