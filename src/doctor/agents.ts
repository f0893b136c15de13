import { readdirSync } from "node:fs";
import { join } from "node:path";
import { installers } from "../../installers/all.ts";
import type { Installer } from "../../installers/installer.ts";
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
  /** Files that can hold its hooks or silence them, beside those that the installer writes. */
  readonly extraPlaces?: (around: Surroundings) => readonly ConfigPlace[];
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

const CLAUDE_MANAGED = {
  linux: "/etc/claude-code",
  darwin: "/Library/Application Support/ClaudeCode",
  win32: "C:\\Program Files\\ClaudeCode",
} as const;
const CODEX_MANAGED = {
  linux: "/etc/codex",
  darwin: "/etc/codex",
  win32: "C:\\ProgramData\\OpenAI\\Codex",
} as const;

export const AGENT_ROWS: readonly AgentRow[] = [
  {
    agent: "claude",
    extraPlaces: (around) => {
      const managed = around.root + CLAUDE_MANAGED[around.machine.platform];
      return [
        ...dropIns(join(managed, "managed-settings.d")).map((file) => place("managed", file)),
        place("managed", join(managed, "managed-settings.json")),
        place("local", join(around.cwd, ".claude", "settings.local.json")),
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
    extraPlaces: ({ root, machine, cwd, env, home }) => {
      const managed = root + CODEX_MANAGED[machine.platform];
      const own = env.CODEX_HOME || (home === undefined ? undefined : join(home, ".codex"));
      return [
        place("managed", join(managed, "config.toml")),
        place("project", join(cwd, ".codex", "config.toml")),
        ...(own === undefined ? [] : [place("user", join(own, "config.toml"))]),
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
    events: { before: ["BeforeTool"], after: ["AfterTool"] },
    start: "bash",
    shellTool: "run_shell_command",
    hookEnv: (folder) => ({ GEMINI_PROJECT_DIR: folder, CLAUDE_PROJECT_DIR: folder, GEMINI_SESSION_ID: "doctor" }),
    payload: () => ({ hook_event_name: "BeforeTool", timestamp: "2026-01-01T00:00:00.000Z" }),
  },
  {
    agent: "qwen",
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
    events: { before: ["pre_tool_call"], after: ["post_tool_call"] },
    start: "words",
    shellTool: "terminal",
    hookEnv: () => ({}),
    payload: () => ({ hook_event_name: "pre_tool_call", extra: {} }),
  },
];

/** Which files are written does not depend on what is. */
const NO_WISH = { command: "", closed: false, denyRules: false, version: undefined } as const;

/** Where the installers write, and where else hooks can stand or be silenced. */
export function placesOf(row: AgentRow, around: Surroundings): readonly ConfigPlace[] {
  const { machine, root, home, cwd, env } = around;
  const installer = installerOf(row.agent);
  const common = { platform: machine.platform, root, home: home ?? "", project: cwd, env };
  const places = (installer?.scopes ?? []).flatMap((scope) => {
    if (scope === "user" && home === undefined) return [];
    const edits = installer?.edits({ ...common, scope }, NO_WISH) ?? [];
    return edits.map(({ file }) => place(scope, file));
  });
  const all = [...places, ...(row.extraPlaces?.(around) ?? [])];
  return [...new Map(all.map((each) => [each.file, each])).values()];
}

/** Names of its program on PATH. */
export function programsOf({ agent }: AgentRow): readonly string[] {
  return installerOf(agent)?.programs ?? [agent];
}

export function installerOf(agent: string): Installer | undefined {
  return installers.find((each) => each.agent === agent);
}

function place(scope: FileScope, file: string): ConfigPlace {
  const format = file.endsWith(".toml") ? "toml" : /\.ya?ml$/.test(file) ? "yaml" : "json";
  return { scope, file, format };
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
