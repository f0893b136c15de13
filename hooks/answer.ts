import type { Answer, Form } from "./dialect.ts";

/** No objection where silence says so. */
export const SILENCE: Answer = { stdout: "", stderr: "", exitCode: 0 };

/**
 * Exit 2 with a reason on stderr and nothing on stdout: the one answer that stopped the tool in every client with
 * command hooks when they were run (Claude Code 2.1.329, Codex 0.169.0, Gemini 0.61.0, Qwen 0.24.4, Copilot 1.0.102,
 * Cursor SDK 1.0.32). Without text on stderr three of them ran the tool.
 */
export const refuse: Form = (reason) => ({ stdout: "", stderr: `${reason}\n`, exitCode: 2 });

/** One JSON object with exit 0. `stderr` repeats the reason for clients whose log is all that a person sees. */
export function json(value: unknown, stderr = ""): Answer {
  return { stdout: `${JSON.stringify(value)}\n`, stderr: stderr === "" ? "" : `${stderr}\n`, exitCode: 0 };
}

function decision(event: string, verdict: "deny" | "ask", reason: string): unknown {
  const permission = { permissionDecision: verdict, permissionDecisionReason: reason };
  return { hookSpecificOutput: { hookEventName: event, ...permission } };
}

// Claude Code's nested form, which Codex, Qwen, Droid, Copilot and VS Code took over. `permissionDecision` counts only
// inside `hookSpecificOutput` and only beside `hookEventName`.

export const nestedDeny: Form = (reason, event) => json(decision(event, "deny", reason), reason);

export const nestedAsk: Form = (reason, event) => json(decision(event, "ask", reason));

/** Exit 2 stops whatever becomes of the JSON, and the JSON's reason is what the model is told (Claude Code 2.1.329). */
export const nestedDenyAndRefuse: Form = (reason, event) => ({ ...nestedDeny(reason, event), exitCode: 2 });

/** For the model, and no decision: the user's own permission prompts stay as they are. */
export const nestedContext: Form = (reason, event) =>
  json({ hookSpecificOutput: { hookEventName: event, additionalContext: reason } });

/** For the person and the model. */
export const messageAndContext: Form = (reason, event) =>
  json({ systemMessage: reason, hookSpecificOutput: { hookEventName: event, additionalContext: reason } });

/** For the person only. */
export const message: Form = (reason) => json({ systemMessage: reason });

/** PermissionRequest of Claude Code and Codex; exit 2 is not honoured there. */
export const requestDeny: Form = (reason, event) =>
  json({ hookSpecificOutput: { hookEventName: event, decision: { behavior: "deny", message: reason } } }, reason);

/** The client is about to ask a person anyway. */
export const askedAnyway: Form = () => SILENCE;
