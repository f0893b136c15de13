import type { Check, Problem } from "./check.ts";
import { CHECKS } from "./checks.ts";
import { type AgentSetup, findSetups } from "./setup.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Result {
  readonly check: string;
  readonly title: string;
  readonly problems: readonly Problem[];
}

export interface Examination {
  readonly setups: readonly AgentSetup[];
  readonly results: readonly Result[];
}

/** Looks at everything, or at `checks`. A check that fails itself is a problem and keeps no other from being made. */
export async function examine(around: Surroundings, checks: readonly Check[] = CHECKS): Promise<Examination> {
  const setups = await findSetups(around);
  const results: Result[] = [];
  for (const { id, title, look } of checks) {
    try {
      results.push({ check: id, title, problems: await look({ around, setups }) });
    } catch (error) {
      const what = `the check could not be made: ${(error as Error).message}`;
      const why = "what it would have found is not known";
      results.push({ check: id, title, problems: [{ weight: "warning", what, why, fix: "run it again" }] });
    }
  }
  return { setups, results };
}
