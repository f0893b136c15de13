import type { Severity, Verdict } from "../model/decision.ts";

/** How many calls came, and what the policy would have made of them under enforce. */
export interface Counts {
  calls: number;
  deny: number;
  ask: number;
  warn: number;
}

export interface Row extends Counts {
  readonly name: string;
}

/** One call that a rule matched. Redacted, as the journal is. */
export interface Example {
  readonly time: string;
  readonly agent: string;
  readonly tool: string;
  readonly cwd?: string | undefined;
  readonly text: string;
  /** The part of the text that the rule matched. */
  readonly evidence: string;
  readonly verdict: Verdict;
}

export interface RuleRow extends Row {
  readonly category: string;
  readonly severity: Severity;
  readonly sessions: number;
  /** Would have been stopped, went on since it was observed only, and ended well, or failed. */
  readonly wentWell: number;
  readonly wentWrong: number;
  readonly examples: readonly Example[];
}

export interface FalseAlarm {
  readonly rule: string;
  readonly severity: Severity;
  readonly calls: number;
  readonly sessions: number;
  readonly example: Example | undefined;
}

/** A gap in what the report can say. */
export interface Gap {
  readonly what: string;
  readonly count: number;
  readonly detail: string;
}

export interface Report {
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly until: string;
  readonly total: Counts;
  /** Calls that were really denied or asked about. */
  readonly stopped: number;
  /** Calls that a person let through by a code. */
  readonly approved: number;
  readonly sessions: number;
  readonly days: readonly Row[];
  readonly rules: readonly RuleRow[];
  readonly categories: readonly Row[];
  readonly repos: readonly Row[];
  readonly agents: readonly Row[];
  readonly falseAlarms: readonly FalseAlarm[];
  readonly gaps: readonly Gap[];
}
