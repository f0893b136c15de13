import { recordDecision, recordOutcome } from "../../src/journal/record.ts";
import type { Finding } from "../../src/model/decision.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";
import { decide } from "../../src/policy/decide.ts";
import { toolCall } from "../journal/calls.ts";
import { finding, policyOf } from "../policy/samples.ts";

/** One call of a made-up journal; it is decided and recorded as the hook does. */
export interface Entry {
  readonly call?: Partial<ToolCall>;
  readonly command?: string;
  readonly findings?: readonly Partial<Finding>[];
  readonly policy?: JsonObject;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How it ended; undefined where nobody told. */
  readonly ok?: boolean;
}

let id = 0;

/** Writes the entries into the journal's folder. */
export function writeJournal(folder: string, entries: readonly Entry[]): void {
  for (const { call = {}, command = "ls", findings = [], policy = { mode: "observe" }, time, ok } of entries) {
    const given = toolCall({ id: `id-${id++}`, action: { kind: "shell", command, shell: "bash" }, ...call });
    const context = { folder, now: time, version: "1.0.0", durationUs: 900 };
    const decision = decide(findings.map(finding), [], policyOf({ user: policy }), {
      agent: given.agent,
      workspace: [],
      now: time,
    });
    const errors = [recordDecision(given, decision, context)];
    if (ok !== undefined)
      errors.push(
        recordOutcome(
          { ...given, phase: "after", event: "PostToolUse", outcome: { ok } },
          { ...context, now: time + 500 },
        ),
      );
    for (const error of errors) if (error !== undefined) throw new Error(error.message);
  }
}
