import type { GatewayNote, Mode, Profile, Severity, Verdict } from "../model/decision.ts";

/** Version of the records' shape; a reader that does not know it must say so and not guess. */
export const RECORD_VERSION = 1;

interface RecordBase {
  readonly v: typeof RECORD_VERSION;
  readonly kind: "decision" | "outcome";
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly guard: string;
  readonly agent: string;
  readonly session?: string | undefined;
  readonly turn?: string | undefined;
  readonly subagent?: { readonly id?: string | undefined; readonly type?: string | undefined } | undefined;
  /** The client's id of the tool call: pairs a decision with its outcome. */
  readonly call?: string | undefined;
  /** Digest of session, action and folder: the same act seen twice, or paired where the client gives no id. */
  readonly key: string;
  readonly event: string;
  readonly phase: string;
  readonly tool: string;
  readonly action: string;
  /** What the call wants, redacted and cut: the command, the path, the address, the arguments. */
  readonly text?: string | undefined;
  readonly cwd?: string | undefined;
  /** Names of fields that were cut short or left out to keep the line within its limit. */
  readonly cut?: readonly string[] | undefined;
}

export interface FindingRecord {
  readonly rule: string;
  readonly category: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly mode: Mode;
  readonly layer: string;
  readonly exemption?: string | undefined;
  readonly evidence?: string | undefined;
}

export interface DecisionRecord extends RecordBase {
  readonly kind: "decision";
  readonly verdict: Verdict;
  readonly wouldBe: Verdict;
  readonly mode: Mode;
  readonly profile: Profile;
  readonly failMode: string;
  readonly layer: string;
  /** Rule of the finding that decided. */
  readonly decisive?: string | undefined;
  readonly findings: readonly FindingRecord[];
  /** How many effects of each kind. */
  readonly effects: Readonly<Record<string, number>>;
  readonly failure?: string | undefined;
  readonly gateway?: GatewayNote | undefined;
  /** A person let this one call through beforehand: by which code, which account, and when (ISO 8601, UTC). */
  readonly approval?: { readonly code: string; readonly by?: string | undefined; readonly time: string } | undefined;
  readonly permissionMode?: string | undefined;
  readonly oddities?: readonly string[] | undefined;
  readonly durationUs?: number | undefined;
}

export interface OutcomeRecord extends RecordBase {
  readonly kind: "outcome";
  readonly ok: boolean;
  readonly exitCode?: number | undefined;
  readonly error?: string | undefined;
  readonly durationMs?: number | undefined;
  /** UTF-16 units of the tool's output; the output itself is never kept. */
  readonly outputLength?: number | undefined;
  /** Digest of the output, to tell equal outputs apart from different ones. */
  readonly outputKey?: string | undefined;
  /** Verdict that the same policy gives the call now: "deny" on a call that ended says that the client did not obey. */
  readonly verdict?: Verdict | undefined;
}

export type JournalRecord = DecisionRecord | OutcomeRecord;
