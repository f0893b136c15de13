import type { Json } from "./json.ts";

/** When the hook runs: before the tool, after it ended well, after it failed, or for an event that carries no tool call. */
export type Phase = "before" | "after" | "failed" | "none";

export type Shell = "bash" | "zsh" | "powershell" | "cmd";

/** What the agent wants done, free of any agent's names for it. */
export type Action =
  | { readonly kind: "shell"; readonly command: string; readonly shell: Shell; readonly cwd?: string | undefined }
  /** Characters typed into a shell that runs already; `text` is undefined where the client does not show them. */
  | { readonly kind: "type-into-shell"; readonly text: string | undefined }
  | { readonly kind: "read"; readonly path: string }
  | { readonly kind: "list"; readonly path: string }
  | { readonly kind: "write"; readonly path: string; readonly content: string }
  | { readonly kind: "edit"; readonly path: string; readonly edits: readonly Edit[] }
  | { readonly kind: "delete"; readonly path: string }
  | {
      readonly kind: "search";
      readonly path: string | undefined;
      readonly pattern: string;
      readonly glob?: string | undefined;
    }
  | { readonly kind: "patch"; readonly text: string }
  | {
      readonly kind: "fetch";
      readonly url: string;
      readonly text?: string | undefined;
      readonly saveAs?: string | undefined;
    }
  | { readonly kind: "web-search"; readonly query: string }
  | { readonly kind: "mcp"; readonly server: string | undefined; readonly tool: string; readonly args: Json }
  | { readonly kind: "spawn-agent"; readonly type: string | undefined; readonly prompt: string }
  /** A tool of the agent's own that touches nothing outside it (todo lists, plans, questions). */
  | { readonly kind: "internal"; readonly text?: string | undefined }
  /** A tool that no table knows: its arguments are walked as an MCP tool's are. */
  | { readonly kind: "unknown-tool"; readonly args: Json }
  /** A known tool whose input has not the shape it must have, e.g. `command` as an array. */
  | { readonly kind: "malformed"; readonly problem: string; readonly args: Json };

export interface Edit {
  readonly before: string;
  readonly after: string;
}

/** How the call ended; only in the phases after and failed. */
export interface Outcome {
  readonly ok: boolean;
  readonly exitCode?: number | undefined;
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
  /** The tool's output as text, for the journal's digest and later inspection; never journalled whole. */
  readonly output?: string | undefined;
}

export interface ToolCall {
  /** Id of the dialect that recognised the payload, e.g. "claude". */
  readonly agent: string;
  /** The agent's own name of the event, e.g. "PreToolUse", "beforeShellExecution". */
  readonly event: string;
  readonly phase: Phase;
  /** The client's id of this call; pairs a decision with its outcome. */
  readonly id: string | undefined;
  readonly session: string | undefined;
  readonly turn: string | undefined;
  readonly subagent: { readonly id: string | undefined; readonly type: string | undefined } | undefined;
  /** Where the call starts; undefined where the client does not say or says it unreliably. */
  readonly cwd: string | undefined;
  /** Roots of the workspace as far as the payload or the environment names them. */
  readonly workspace: readonly string[];
  /** The client's permission mode as it names it, e.g. "bypassPermissions". */
  readonly permissionMode: string | undefined;
  /** True when nobody can answer a question (headless run), as far as the client tells. */
  readonly headless: boolean | undefined;
  /** The agent's own name of the tool. */
  readonly tool: string;
  readonly action: Action;
  readonly outcome?: Outcome | undefined;
  /** The tool input as it came. */
  readonly input: Json;
  /** Oddities seen while decoding (duplicate keys, wrong types): reported, never fatal. */
  readonly oddities: readonly string[];
}

export type { Json };
