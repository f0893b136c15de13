import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Surroundings } from "./surroundings.ts";

/** Where a file stands: local is the project's that is not committed. */
export type FileScope = "managed" | "user" | "project" | "local";

export interface ConfigPlace {
  readonly scope: FileScope;
  readonly file: string;
  readonly format: "json" | "toml" | "yaml";
}

/** How the client starts a hook's command (hook-by-hook measured; see docs/doctor.md). */
export type StartForm = "exec-or-sh" | "login-shell" | "heredoc" | "bash" | "words";

/** What the doctor has to know of an agent. A new agent is a row. */
export interface AgentRow {
  readonly agent: string;
  readonly program: string;
  /** Every file that can hold its hooks or silence them, the strongest first. */
  readonly places: (around: Surroundings) => readonly ConfigPlace[];
  /** Where the guard must stand to see calls, and to see how they end. */
  readonly events: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly start: StartForm;
  /** Its shell tool, in the payload of a hook. */
  readonly shellTool: string;
  /** What it adds to the environment of a hook. */
  readonly hookEnv: (folder: string) => Readonly<Record<string, string>>;
  /** Fields of its payload beside those that all have. */
  readonly payload: (folder: string) => Readonly<Record<string, unknown>>;
}

const MANAGED: Readonly<Record<string, Readonly<Record<"linux" | "darwin" | "win32", string>>>> = {
  claude: {
    linux: "/etc/claude-code",
    darwin: "/Library/Application Support/ClaudeCode",
    win32: "C:\\Program Files\\ClaudeCode",
  },
  codex: { linux: "/etc/codex", darwin: "/etc/codex", win32: "C:\\ProgramData\\OpenAI\\Codex" },
  cursor: { linux: "/etc/cursor", darwin: "/Library/Application Support/Cursor", win32: "C:\\ProgramData\\Cursor" },
  gemini: {
    linux: "/etc/gemini-cli",
    darwin: "/Library/Application Support/GeminiCli",
    win32: "C:\\ProgramData\\gemini-cli",
  },
  qwen: {
    linux: "/etc/qwen-code",
    darwin: "/Library/Application Support/QwenCode",
    win32: "C:\\ProgramData\\qwen-code",
  },
};

export const AGENT_ROWS: readonly AgentRow[] = [
  {
    agent: "claude",
    program: "claude",
    places: (around) => {
      const managed = managedFolder(around, "claude");
      const project = join(around.cwd, ".claude");
      return [
        ...dropIns(join(managed, "managed-settings.d")).map((file) => place("managed", file)),
        place("managed", join(managed, "managed-settings.json")),
        place("local", join(project, "settings.local.json")),
        place("project", join(project, "settings.json")),
        ...own(around, "CLAUDE_CONFIG_DIR", ".claude", ["settings.json"]),
      ];
    },
    events: { before: ["PreToolUse"], after: ["PostToolUse", "PostToolUseFailure"] },
    start: "exec-or-sh",
    shellTool: "Bash",
    hookEnv: (folder) => ({ CLAUDECODE: "1", CLAUDE_CODE_SESSION_ATTENDED: "0", CLAUDE_PROJECT_DIR: folder }),
    payload: () => ({ hook_event_name: "PreToolUse", permission_mode: "default", prompt_id: "doctor" }),
  },
  {
    agent: "codex",
    program: "codex",
    places: (around) => {
      const managed = managedFolder(around, "codex");
      const project = join(around.cwd, ".codex");
      return [
        { scope: "managed", file: join(managed, "requirements.toml"), format: "toml" },
        { scope: "managed", file: join(managed, "config.toml"), format: "toml" },
        place("project", join(project, "hooks.json")),
        { scope: "project", file: join(project, "config.toml"), format: "toml" },
        ...own(around, "CODEX_HOME", ".codex", ["hooks.json", "config.toml"]),
      ];
    },
    events: { before: ["PreToolUse"], after: ["PostToolUse"] },
    start: "login-shell",
    shellTool: "Bash",
    hookEnv: () => ({}),
    payload: () => ({
      hook_event_name: "PreToolUse",
      permission_mode: "default",
      turn_id: "doctor",
      model: "none",
      transcript_path: null,
    }),
  },
  {
    agent: "cursor",
    program: "cursor-agent",
    places: (around) => [
      place("managed", join(managedFolder(around, "cursor"), "hooks.json")),
      place("project", join(around.cwd, ".cursor", "hooks.json")),
      ...own(around, undefined, ".cursor", ["hooks.json"]),
    ],
    events: { before: ["preToolUse", "beforeShellExecution"], after: ["postToolUse", "postToolUseFailure"] },
    start: "heredoc",
    shellTool: "Shell",
    hookEnv: (folder) => ({ CURSOR_PROJECT_DIR: folder, CLAUDE_PROJECT_DIR: folder, CURSOR_VERSION: "1.0.0" }),
    payload: (folder) => ({
      hook_event_name: "preToolUse",
      conversation_id: "doctor",
      generation_id: "doctor",
      cursor_version: "1.0.0",
      workspace_roots: [folder],
    }),
  },
  {
    agent: "gemini",
    program: "gemini",
    places: (around) => [
      place("managed", join(managedFolder(around, "gemini"), "settings.json")),
      place("project", join(around.cwd, ".gemini", "settings.json")),
      place("user", join(around.env.GEMINI_CLI_HOME ?? around.home ?? "/nonexistent", ".gemini", "settings.json")),
    ],
    events: { before: ["BeforeTool"], after: ["AfterTool"] },
    start: "bash",
    shellTool: "run_shell_command",
    hookEnv: (folder) => ({ GEMINI_PROJECT_DIR: folder, CLAUDE_PROJECT_DIR: folder, GEMINI_SESSION_ID: "doctor" }),
    payload: () => ({ hook_event_name: "BeforeTool", timestamp: "2026-01-01T00:00:00.000Z" }),
  },
  {
    agent: "qwen",
    program: "qwen",
    places: (around) => [
      place("managed", join(managedFolder(around, "qwen"), "settings.json")),
      place("project", join(around.cwd, ".qwen", "settings.json")),
      ...own(around, undefined, ".qwen", ["settings.json"]),
    ],
    events: { before: ["PreToolUse"], after: ["PostToolUse", "PostToolUseFailure"] },
    start: "bash",
    shellTool: "run_shell_command",
    hookEnv: (folder) => ({ QWEN_PROJECT_DIR: folder, GEMINI_PROJECT_DIR: folder, CLAUDE_PROJECT_DIR: folder }),
    payload: () => ({
      hook_event_name: "PreToolUse",
      permission_mode: "default",
      timestamp: "2026-01-01T00:00:00.000Z",
      tool_call_id: "doctor",
    }),
  },
  {
    agent: "hermes",
    program: "hermes",
    places: (around) =>
      own(around, "HERMES_HOME", ".hermes", ["config.yaml"]).map((each) => ({ ...each, format: "yaml" })),
    events: { before: ["pre_tool_call"], after: ["post_tool_call"] },
    start: "words",
    shellTool: "terminal",
    hookEnv: () => ({}),
    payload: () => ({ hook_event_name: "pre_tool_call", extra: {} }),
  },
];

function managedFolder({ root, machine }: Surroundings, agent: string): string {
  return root + (MANAGED[agent]?.[machine.platform] ?? "");
}

function place(scope: FileScope, file: string): ConfigPlace {
  return { scope, file, format: file.endsWith(".toml") ? "toml" : "json" };
}

/** The user's own files, where the agent's variable moves them, too. */
function own({ home, env }: Surroundings, variable: string | undefined, folder: string, names: readonly string[]) {
  const named = variable === undefined ? undefined : env[variable];
  const base = named || (home === undefined ? undefined : join(home, folder));
  return base === undefined ? [] : names.map((name) => place("user", join(base, name)));
}

function dropIns(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
