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

/** What `decide` and the gateway's client add by themselves and no pack holds. */
const NO_PACK = [
  ["guard.not-analysed", "agent-integrity", "Could not be analysed as a whole", "high"],
  ["gateway.denied", "gateway", "Denied by the gateway", "critical"],
  ["gateway.asked", "gateway", "The gateway wants a person's yes", "high"],
  ["gateway.flagged", "gateway", "Flagged by the gateway", "medium"],
  ["gateway.agent-killed", "gateway", "Stopped by the gateway", "critical"],
  ["gateway.agent-suspended", "gateway", "Suspended at the gateway", "critical"],
  ["gateway.unauthorised", "gateway", "Not admitted by the gateway", "critical"],
  ["gateway.unlicensed", "gateway", "Without a licence at the gateway", "critical"],
  ["gateway.unreachable", "gateway", "The gateway cannot be reached", "critical"],
] as const;

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
  const withoutPack = NO_PACK.map(([id, category, title, severity]) => ({
    ...{ id, category, title, severity },
    ...{ catastrophic: false, exemptable: false, layer: "builtin" },
  }));
  return {
    rules: [...builtin, ...withoutPack, ...own].map(
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
