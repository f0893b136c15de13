import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { appendLine, type JournalError } from "./append.ts";
import { decisionRecord, outcomeRecord } from "./build.ts";
import type { DecisionRecord } from "./schema.ts";

/** What a record needs beside the call: all of it is handed in. */
export interface RecordContext {
  /** Folder of the journal, undefined where there is no home. */
  readonly folder: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Microseconds from the start of the process, or of the request, to the decision. */
  readonly durationUs?: number | undefined;
  /** A person let the call through beforehand. */
  readonly approval?: DecisionRecord["approval"];
  /** Version of the guard. */
  readonly version: string;
}

/** Appends the decision to the day's file. An error is given back, never thrown: the decision stands without its record. */
export function recordDecision(call: ToolCall, decision: Decision, context: RecordContext): JournalError | undefined {
  return appendLine(context, () => decisionRecord(call, decision, context));
}

/** Appends how a call ended. A denied call that has an outcome shows that its client did not obey. */
export function recordOutcome(call: ToolCall, context: RecordContext, decision?: Decision): JournalError | undefined {
  return appendLine(context, () => outcomeRecord(call, context, decision));
}
