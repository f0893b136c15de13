import { actionText } from "../journal/build.ts";
import type { Decision } from "../model/decision.ts";
import type { JsonObject } from "../model/json.ts";
import type { Action, ToolCall } from "../model/toolcall.ts";
import { redact } from "../redact/redact.ts";
import { callKey, codeOf } from "./call-key.ts";
import { claim, fileOf, prune, readState, remove, writeState } from "./files.ts";

// The clock ends approvals and does nothing else.
/** Milliseconds in which a person may answer. */
export const PENDING_MS = 60 * 60 * 1000;
/** Milliseconds in which the approved call may come. */
export const APPROVED_MS = 15 * 60 * 1000;
/** A client that tells one call in two events does so within this many milliseconds. */
const DOUBLE_MS = 60 * 1000;
/** An agent that tries one call after the other must not fill the disk. */
const MOST_PENDING = 64;
/** UTF-16 units of the call that are kept for the person. */
const SHOWN = 16 * 1024;

/** A call that waits for a person. Redacted. */
export interface Pending {
  readonly code: string;
  /** Key of the call, see `callKey`. */
  readonly call: string;
  readonly agent: string;
  readonly tool: string;
  readonly cwd?: string | undefined;
  readonly rules: readonly { readonly id: string; readonly title: string; readonly loses: string }[];
  readonly text: string;
  /** UTF-16 units that `text` lacks. */
  readonly missing: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** Who let a call through, and when: for the record. */
export interface Approval {
  readonly code: string;
  readonly by?: string | undefined;
  /** ISO 8601, UTC. */
  readonly time: string;
}

/** INVARIANT: a person can say yes to a question only; what is catastrophic, critical or not exemptable is none. */
export function mayBeApproved(decision: Decision): boolean {
  return (
    decision.verdict === "ask" &&
    decision.failure === undefined &&
    decision.judged.every(
      ({ finding, verdict, mode }) =>
        mode !== "enforce" ||
        verdict === "allow" ||
        (!finding.catastrophic && finding.exemptable && finding.severity !== "critical" && verdict !== "deny"),
    )
  );
}

/** Keeps the call for a person to look at and gives its code; undefined where it cannot be kept. */
export function offer(call: ToolCall, decision: Decision, folder: string, now: number): string | undefined {
  const key = callKey(call);
  const code = codeOf(key);
  const text = redact(wholeText(call.action).slice(0, 2 * SHOWN));
  const pending: Pending = {
    code,
    call: key,
    agent: call.agent,
    tool: call.tool,
    cwd: call.cwd === undefined ? undefined : redact(call.cwd),
    rules: askedFor(decision),
    text: text.slice(0, SHOWN),
    missing: Math.max(0, text.length - SHOWN, wholeText(call.action).length - 2 * SHOWN),
    created: now,
  };
  try {
    if (prune(folder, now - PENDING_MS) >= MOST_PENDING) return undefined;
    writeState(folder, code, "pending", pending);
    return code;
  } catch {
    return undefined;
  }
}

/** The rules that the person is asked about, each once. */
function askedFor(decision: Decision): Pending["rules"] {
  const asked = decision.judged.filter((each) => each.mode === "enforce" && each.verdict === "ask");
  return [...new Map(asked.map(({ finding: { rule, title, loses } }) => [rule, { id: rule, title, loses }])).values()];
}

/** What a person has to see: with a file, what is written into it. */
function wholeText(action: Action): string {
  const text = actionText(action) ?? "";
  if (action.kind === "write") return `${text}\n${action.content}`;
  if (action.kind !== "edit") return text;
  return [text, ...action.edits.map(({ before, after }) => `- ${before}\n+ ${after}`)].join("\n");
}

/** The pending call of a code, undefined where there is none or nobody may answer any more. */
export function pendingOf(folder: string, code: string, now: number): Pending | undefined {
  const found = readState(fileOf(folder, code, "pending")) as Partial<Pending> | undefined;
  if (typeof found?.call !== "string" || codeOf(found.call) !== code || typeof found.created !== "number")
    return undefined;
  const isOpen = found.created <= now && now < found.created + PENDING_MS;
  return isOpen ? (found as Pending) : undefined;
}

/** Lets the call of `pending` through once. Throws where it cannot be written. */
export function grant(folder: string, pending: Pending, by: string | undefined, now: number): void {
  remove(fileOf(folder, pending.code, "used"));
  writeState(folder, pending.code, "approved", {
    call: pending.call,
    by,
    approved: now,
    rules: pending.rules.map((rule) => rule.id),
  });
  remove(fileOf(folder, pending.code, "pending"));
}

interface Use {
  readonly event: string;
  readonly id?: string | undefined;
}

/**
 * Takes the approval of exactly this call; undefined where there is none. Of two calls at once, one gets it.
 * INVARIANT: a rule that the person was not asked about, since a file has changed in between, is not approved.
 */
export function consume(call: ToolCall, decision: Decision, folder: string, now: number): Approval | undefined {
  const key = callKey(call);
  const code = codeOf(key);
  const use: Use = { event: call.event, id: call.id };
  const claimed = claim(folder, code, "approved");
  if (claimed === undefined) return consumeAgain(call, use, { folder, key, code, now });
  const found = readState(claimed);
  remove(claimed);
  const { approved } = found ?? {};
  if (found?.call !== key || typeof approved !== "number" || now < approved || now >= approved + APPROVED_MS)
    return undefined;
  const rules = Array.isArray(found.rules) ? found.rules : [];
  if (!askedFor(decision).every((rule) => rules.includes(rule.id))) return undefined;
  keepUsed(folder, code, { ...found, session: call.session, turn: call.turn, used: now, uses: [use] });
  return approvalOf(code, found);
}

/** The same act in another event, or told twice under one id: one call that the client tells more than once. */
function consumeAgain(
  call: ToolCall,
  use: Use,
  at: { readonly folder: string; readonly key: string; readonly code: string; readonly now: number },
): Approval | undefined {
  const claimed = claim(at.folder, at.code, "used");
  if (claimed === undefined) return undefined;
  const found = readState(claimed);
  remove(claimed);
  if (found?.call !== at.key || typeof found.used !== "number") return undefined;
  const uses = (found.uses ?? []) as unknown as readonly Use[];
  const known = uses.filter((each) => each.event === use.event);
  const isSameCall =
    at.now >= found.used &&
    at.now < found.used + DOUBLE_MS &&
    found.session === call.session &&
    found.turn === call.turn &&
    (known.length === 0 || known.some((each) => each.id !== undefined && each.id === use.id));
  keepUsed(at.folder, at.code, isSameCall && known.length === 0 ? { ...found, uses: [...uses, use] } : found);
  return isSameCall ? approvalOf(at.code, found) : undefined;
}

function keepUsed(folder: string, code: string, content: object): void {
  try {
    writeState(folder, code, "used", content);
  } catch {
    // Without it the second event of the same call is stopped: stricter, never looser.
  }
}

function approvalOf(code: string, found: JsonObject): Approval {
  return {
    code,
    by: typeof found.by === "string" ? found.by : undefined,
    time: new Date(found.approved as number).toISOString(),
  };
}
