/**
 * What each client honours, by version, and how that is known. Read by the encoders; the installer and the doctor need
 * the rest of the row. `measured`: seen when the real client was run with a hook that behaves so.
 */
type Source = "measured" | "documented" | "read in its code" | "reported" | "not known";

export interface Capabilities {
  readonly agent: string;
  /** The version whose behaviour the row states. */
  readonly version: string;
  readonly ask: {
    /** Events in which a question put by the hook reaches a person. Empty: the guard denies instead. */
    readonly events: readonly string[];
    /** First version, where older ones do otherwise. */
    readonly since?: string;
    /** Per permission mode, where a mode honoured it later than the others. */
    readonly sinceInMode?: Readonly<Record<string, string>>;
    /** What becomes of the call when a question is put and nobody is there. */
    readonly headless: "stops" | "runs" | "hangs" | "not known";
    readonly source: Source;
  };
  /** How a tool is stopped. json-exit-0: exit codes are unreliable there. */
  readonly deny: { readonly by: "exit-2" | "json-exit-0" | "json-and-exit-2"; readonly source: Source };
  /** How something is said while the tool goes on. */
  readonly warn: {
    readonly by: "context-and-message" | "context" | "message" | "none";
    readonly since?: string;
    readonly source: Source;
  };
  /** What becomes of the call when the hook cannot start, crashes, or runs into its timeout. */
  readonly onFailure: {
    readonly start: "runs" | "stops" | "not known";
    readonly crash: "runs" | "stops" | "not known";
    readonly timeout: "runs" | "stops" | "not known";
    /** The entry of the hook that makes it stop. */
    readonly closedBy?: { readonly key: string; readonly value: string | boolean; readonly since?: string };
    readonly source: Source;
  };
  /** No output with exit 0 is no objection; false where it is one under `closedBy`. */
  readonly silenceIsPass: boolean;
  readonly timeoutUnit: "s" | "ms" | "none";
  /** Default timeout in milliseconds; undefined where it is not documented. */
  readonly timeoutMs: number | undefined;
  /** First version that starts the program without a shell when its arguments stand in a list. */
  readonly execForm?: { readonly key: string; readonly since?: string };
  /** Events that tell how a call ended. */
  readonly after: { readonly ok: readonly string[]; readonly failed: readonly string[] };
}

const RUNS = { start: "runs", crash: "runs", timeout: "runs" } as const;

export const capabilities: readonly Capabilities[] = [
  {
    agent: "claude",
    version: "2.1.329",
    // Questions were lost in the mode `auto` before 2.1.211 (changelog).
    ask: {
      events: ["PreToolUse", "PermissionRequest"],
      since: "1.0.59",
      sinceInMode: { auto: "2.1.211" },
      headless: "stops",
      source: "measured",
    },
    deny: { by: "json-and-exit-2", source: "measured" },
    warn: { by: "context-and-message", since: "2.1.9", source: "documented" },
    onFailure: { ...RUNS, closedBy: { key: "onFailure", value: "block", since: "2.1.295" }, source: "measured" },
    silenceIsPass: true,
    timeoutUnit: "s",
    timeoutMs: 600_000,
    execForm: { key: "args", since: "2.1.139" },
    after: { ok: ["PostToolUse"], failed: ["PostToolUseFailure"] },
  },
  {
    agent: "codex",
    version: "0.169.0",
    ask: { events: ["PermissionRequest"], headless: "runs", source: "measured" },
    deny: { by: "json-exit-0", source: "measured" },
    warn: { by: "context-and-message", source: "read in its code" },
    onFailure: { ...RUNS, source: "measured" },
    silenceIsPass: true,
    timeoutUnit: "s",
    timeoutMs: 600_000,
    // Also for a command that failed; not for one that still runs.
    after: { ok: ["PostToolUse"], failed: [] },
  },
  {
    agent: "cursor",
    version: "1.0.32 (SDK)",
    // Honoured by the editor in beforeShellExecution alone, and the tool ran in every event of a headless run.
    ask: { events: [], headless: "runs", source: "measured" },
    deny: { by: "json-exit-0", source: "measured" },
    warn: { by: "context", source: "documented" },
    onFailure: { ...RUNS, closedBy: { key: "failClosed", value: true }, source: "measured" },
    silenceIsPass: false,
    timeoutUnit: "s",
    timeoutMs: 60_000,
    after: {
      ok: ["postToolUse", "afterShellExecution", "afterMCPExecution", "afterFileEdit"],
      failed: ["postToolUseFailure"],
    },
  },
  {
    agent: "gemini",
    version: "0.61.0",
    ask: { events: [], headless: "hangs", source: "measured" },
    deny: { by: "json-exit-0", source: "measured" },
    warn: { by: "message", source: "documented" },
    onFailure: { start: "stops", crash: "runs", timeout: "runs", source: "measured" },
    silenceIsPass: true,
    timeoutUnit: "ms",
    timeoutMs: 60_000,
    after: { ok: ["AfterTool"], failed: [] },
  },
  {
    agent: "qwen",
    version: "0.24.4",
    ask: { events: ["PreToolUse", "PermissionRequest"], headless: "stops", source: "measured" },
    // Another hook's allow overrides it, whatever the form.
    deny: { by: "exit-2", source: "measured" },
    warn: { by: "context-and-message", source: "documented" },
    onFailure: { ...RUNS, source: "measured" },
    silenceIsPass: true,
    // Values of 1000 and more are taken as milliseconds.
    timeoutUnit: "s",
    timeoutMs: 60_000,
    after: { ok: ["PostToolUse"], failed: ["PostToolUseFailure"] },
  },
  {
    agent: "copilot",
    version: "1.0.102",
    ask: {
      events: ["preToolUse", "PreToolUse", "permissionRequest", "PermissionRequest"],
      headless: "stops",
      source: "measured",
    },
    // The reason on stderr does not reach the model.
    deny: { by: "json-exit-0", source: "measured" },
    warn: { by: "context", source: "documented" },
    onFailure: { start: "stops", crash: "stops", timeout: "runs", source: "measured" },
    silenceIsPass: true,
    timeoutUnit: "s",
    timeoutMs: 30_000,
    after: { ok: ["postToolUse", "PostToolUse"], failed: ["postToolUseFailure", "PostToolUseFailure"] },
  },
  {
    agent: "vscode",
    version: "2026-07",
    ask: { events: ["PreToolUse", "PermissionRequest"], headless: "not known", source: "documented" },
    deny: { by: "exit-2", source: "documented" },
    warn: { by: "context-and-message", source: "documented" },
    onFailure: { start: "runs", crash: "runs", timeout: "not known", source: "documented" },
    silenceIsPass: true,
    timeoutUnit: "s",
    timeoutMs: 30_000,
    after: { ok: ["PostToolUse"], failed: [] },
  },
  {
    agent: "windsurf",
    version: "2026",
    ask: { events: [], headless: "not known", source: "documented" },
    deny: { by: "exit-2", source: "documented" },
    warn: { by: "none", source: "documented" },
    onFailure: { start: "runs", crash: "runs", timeout: "not known", source: "documented" },
    silenceIsPass: true,
    timeoutUnit: "none",
    timeoutMs: undefined,
    after: { ok: ["post_run_command", "post_read_code", "post_write_code", "post_mcp_tool_use"], failed: [] },
  },
  {
    agent: "droid",
    version: "2026",
    ask: { events: ["PermissionRequest"], headless: "not known", source: "not known" },
    deny: { by: "exit-2", source: "documented" },
    warn: { by: "context-and-message", source: "documented" },
    onFailure: { start: "runs", crash: "runs", timeout: "not known", source: "documented" },
    silenceIsPass: true,
    timeoutUnit: "s",
    timeoutMs: 60_000,
    after: { ok: ["PostToolUse"], failed: [] },
  },
  {
    agent: "hermes",
    version: "2026",
    ask: { events: ["pre_tool_call"], headless: "not known", source: "documented" },
    deny: { by: "json-exit-0", source: "documented" },
    warn: { by: "none", source: "documented" },
    onFailure: { ...RUNS, closedBy: { key: "fail_closed", value: true }, source: "documented" },
    silenceIsPass: false,
    timeoutUnit: "s",
    timeoutMs: 60_000,
    // Split like a shell would, started without one.
    execForm: { key: "command" },
    after: { ok: ["post_tool_call"], failed: [] },
  },
  {
    agent: "cline",
    version: "3.0.65",
    ask: { events: [], headless: "not known", source: "read in its code" },
    deny: { by: "json-exit-0", source: "read in its code" },
    warn: { by: "context", source: "read in its code" },
    onFailure: { start: "runs", crash: "runs", timeout: "not known", source: "read in its code" },
    silenceIsPass: true,
    timeoutUnit: "none",
    timeoutMs: 30_000,
    after: { ok: ["PostToolUse"], failed: [] },
  },
  {
    agent: "kiro",
    version: "1.0 (IDE), 2.19.2 (CLI)",
    ask: { events: [], headless: "not known", source: "documented" },
    // A denied write was reported to have happened all the same with the CLI 2.19.2.
    deny: { by: "exit-2", source: "documented" },
    warn: { by: "none", source: "documented" },
    onFailure: { start: "stops", crash: "stops", timeout: "not known", source: "reported" },
    silenceIsPass: true,
    timeoutUnit: "s",
    timeoutMs: 60_000,
    after: { ok: ["postToolUse"], failed: [] },
  },
];

const byAgent = new Map(capabilities.map((row) => [row.agent, row]));

/** Whether a question put in `event` reaches a person. A version that is not known counts as the row's. */
export function honoursAsk(
  agent: string,
  event: string,
  version: string | undefined,
  mode: string | undefined,
): boolean {
  const ask = byAgent.get(agent)?.ask;
  if (!ask?.events.includes(event)) return false;
  return atLeast(version, ask.since) && atLeast(version, mode === undefined ? undefined : ask.sinceInMode?.[mode]);
}

/** Whether `version` is `since` or later; true where either is not known. Compares the leading numbers. */
export function atLeast(version: string | undefined, since: string | undefined): boolean {
  if (version === undefined || since === undefined) return true;
  const [have, need] = [numbers(version), numbers(since)];
  for (const [index, part] of need.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

function numbers(version: string): readonly number[] {
  return (/^v?(\d+(?:\.\d+)*)/.exec(version)?.[1] ?? "").split(".").filter(Boolean).map(Number);
}
