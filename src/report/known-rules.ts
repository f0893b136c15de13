import { loadRules, ruleFolders } from "../check/custom-rules.ts";
import type { KnownRule } from "../policy/check-text.ts";
import { loadPolicy } from "../policy/load.ts";
import { catalogue } from "../rules/catalogue.ts";
import { formatProblem } from "../rules/problems.ts";
import { type Machine, placesFor } from "../world/machine.ts";
import { workspaceOf } from "../world/workspace.ts";

/** A rule that is in force, as far as commands need it. */
export interface RuleFacts extends KnownRule {
  readonly title: string;
  readonly severity: string;
  readonly catastrophic: boolean;
  readonly exemptable: boolean;
  readonly layer: string;
}

/** What `decide` adds by itself and no pack holds. */
const NOT_ANALYSED = {
  id: "guard.not-analysed",
  category: "agent-integrity",
  title: "Could not be analysed as a whole",
  severity: "high",
  catastrophic: false,
  exemptable: false,
  layer: "builtin",
} as const;

/** Every built-in rule and those of the user and the project at `cwd`, with what is wrong in their files. */
export async function knownRules(
  machine: Machine,
  cwd: string,
): Promise<{ readonly rules: readonly RuleFacts[]; readonly problems: readonly string[] }> {
  const workspace = workspaceOf({ workspace: [], cwd }, machine);
  const { bundles } = loadPolicy(placesFor(machine, workspace));
  const { layers } = await loadRules(ruleFolders(machine, workspace, bundles));
  const own = layers.flatMap(({ rules }) => rules.rules);
  const builtin = catalogue().map(({ source, category }) => ({ ...source, category, layer: "builtin" }));
  return {
    rules: [...builtin, NOT_ANALYSED, ...own].map(
      ({ id, category, title, severity, catastrophic, exemptable, layer }) => ({
        id,
        category,
        title,
        severity,
        catastrophic,
        exemptable,
        layer,
        pinned: catastrophic || !exemptable,
      }),
    ),
    problems: layers.flatMap(({ problems }) => problems.map(formatProblem)),
  };
}
