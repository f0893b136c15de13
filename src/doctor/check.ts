import type { AgentSetup } from "./setup.ts";
import type { Surroundings } from "./surroundings.ts";

/** error: calls go past the guard, or may. warning: less than was set up. note: good to know, nothing to fix. */
export type Weight = "error" | "warning" | "note";

export interface Problem {
  readonly weight: Weight;
  /** Where it is about one agent, or one file. */
  readonly agent?: string | undefined;
  readonly file?: string | undefined;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  /** Does what `fix` says, where that harms nothing; throws where it fails. */
  readonly repair?: (() => void) | undefined;
}

export interface Examined {
  readonly around: Surroundings;
  /** Every agent that is on the machine or has the guard in its files. */
  readonly setups: readonly AgentSetup[];
}

/** One thing that the doctor looks at. A new one is a row in checks.ts. */
export interface Check {
  readonly id: string;
  readonly title: string;
  readonly look: (examined: Examined) => readonly Problem[] | Promise<readonly Problem[]>;
}
