import type { Effect, Span } from "./effect.ts";

export type Severity = "critical" | "high" | "medium" | "low";
export type Verdict = "allow" | "warn" | "ask" | "deny";
export type Mode = "off" | "observe" | "enforce";
export type Profile = "permissive" | "balanced" | "strict";
export type FailMode = "open" | "closed";

/** A rule that matched. */
export interface Finding {
  readonly rule: string;
  readonly title: string;
  readonly category: string;
  readonly severity: Severity;
  /** Holds under every profile and cannot be exempted. */
  readonly catastrophic: boolean;
  readonly exemptable: boolean;
  /** What is lost, one clause without a final period. */
  readonly loses: string;
  /** What to do instead. */
  readonly advice: string;
  /** The effects that it matched, by index into the interpretation's effects. */
  readonly effects: readonly number[];
  readonly span: Span;
  /** The part of the input that it matched, cut short, redacted. */
  readonly evidence: string;
  /** The pack's layer: builtin, managed, user, project. */
  readonly layer: string;
}

/** A finding with what the policy made of it. */
export interface Judged {
  readonly finding: Finding;
  readonly verdict: Verdict;
  readonly mode: Mode;
  /** Names the exemption that made it milder. */
  readonly exemption?: string | undefined;
  /** The layer that set the mode, profile or exemption which decided. */
  readonly layer: string;
}

export interface Decision {
  /** What the agent is told. In observe mode "allow". */
  readonly verdict: Verdict;
  /** What it would have been under enforce. */
  readonly wouldBe: Verdict;
  readonly mode: Mode;
  readonly profile: Profile;
  readonly failMode: FailMode;
  /** Which layer made it: builtin, managed, user, project. */
  readonly layer: string;
  readonly judged: readonly Judged[];
  /** The finding that decided, first in `judged` of the strictest verdict. */
  readonly decisive: Judged | undefined;
  readonly effects: readonly Effect[];
  /** Something went wrong inside the guard; the fail mode decided. */
  readonly failure?: string | undefined;
  readonly gateway?: GatewayNote | undefined;
}

/** What came of asking the gateway; undefined where it was not asked. */
export interface GatewayNote {
  readonly answer: "verdict" | "refused" | "throttle" | "outage" | "kept" | "unasked";
  /** A verdict, the gateway's code, or why there was no answer. */
  readonly detail: string;
  readonly requestId?: string | undefined;
  readonly waitedMs?: number | undefined;
}
