/** The steps that the harness has a scripted model ask for, and what is judged of them. */
import type { ScriptedStep, ScriptListener } from "../../src/doctor/prove/model/script.ts";
import type { ScenarioName, Trial } from "./scenario.ts";

export interface Judged {
  readonly scenario: ScenarioName;
  readonly expected: "stopped" | "ran";
  readonly trial: Trial;
}

export interface Step extends ScriptedStep {
  /** Has the trial's files laid out before it is handed out. */
  readonly arranges?: Trial;
  readonly judged?: Judged;
}

export type Listener = ScriptListener<Step>;
