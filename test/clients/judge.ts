/** Holds what was observed against what the mode promises. */
import type { Via } from "./client.ts";
import { rulesIn } from "./journal.ts";
import type { Mode } from "./scenario.ts";
import type { Observation, SessionResult } from "./session.ts";

export interface Row {
  readonly client: string;
  readonly via: Via;
  readonly scenario: string;
  readonly mode: Mode;
  readonly expected: "stopped" | "ran";
  readonly seen: "stopped" | "ran" | "no answer";
  /** The rule that the model was told of. */
  readonly told: string;
  readonly journalled: string;
  readonly milliseconds: number | undefined;
  /** What differs from what was promised; empty when all is right. */
  readonly wrong: readonly string[];
  /** What the model was told, cut short; only where something is wrong. */
  readonly answer?: string;
}

export interface Named {
  readonly client: string;
  readonly via: Via;
  readonly mode: Mode;
  readonly label: (observation: Observation) => string;
}

export function judge(result: SessionResult, { client, via, mode, label }: Named): readonly Row[] {
  const allRules = rulesIn(result.journal);
  return result.observations.map((observation) => {
    const { judged, answer, decisions } = observation;
    const forbidden = judged.expected === "stopped";
    const expected = mode === "enforce" ? judged.expected : "ran";
    const seen = answer === undefined ? "no answer" : observation.tookPlace ? "ran" : "stopped";
    const rules = rulesIn(decisions);
    const stops = decisions.some(({ wouldBe }) => wouldBe === "deny" || wouldBe === "ask");
    // In observe mode no rule may be mentioned anywhere in what the model gets to read.
    const heard = mode === "observe" ? mentioned(allRules, answer?.request) : mentioned(rules, answer?.text);
    const wrong = [
      seen === expected ? "" : `expected ${expected}, seen ${seen}`,
      expected === "stopped" && heard === undefined ? "the model was not told which rule" : "",
      expected === "ran" && heard !== undefined ? `the model was told of ${heard}` : "",
      decisions.length === 0 ? "no decision in the journal" : "",
      new Set(decisions.map(({ event }) => event)).size < decisions.length ? "decided twice in one event" : "",
      decisions.length > 0 && stops !== forbidden ? `decided that it would ${stops ? "" : "not "}be stopped` : "",
      seen === "ran" && decisions.length > 0 && !observation.hasOutcome ? "no outcome in the journal" : "",
    ].filter(Boolean);
    return {
      client,
      via,
      scenario: label(observation),
      mode,
      expected,
      seen,
      told: heard ?? "—",
      journalled: journalled(observation),
      milliseconds: answer && Math.round(answer.milliseconds),
      wrong,
      ...(wrong.length > 0 && answer ? { answer: answer.text.slice(0, 400) } : {}),
    };
  });
}

function mentioned(rules: readonly string[], text: string | undefined): string | undefined {
  return rules.find((rule) => text?.includes(rule));
}

function journalled({ decisions, hasOutcome }: Observation): string {
  const parts = [decisions.length > 0 ? "decision" : "", hasOutcome ? "outcome" : ""].filter(Boolean);
  return parts.join(" + ") || "—";
}
