import { type Check, checkFully } from "../check/check.ts";
import { loadRules, ruleFolders } from "../check/custom-rules.ts";
import { builtinMatcher } from "../check/rules-in-force.ts";
import type { ToolCall } from "../model/toolcall.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { asEnforced } from "../policy/enforced.ts";
import type { PolicyPlaces } from "../policy/places.ts";
import { type Machine, placesFor } from "../world/machine.ts";
import { realWorld } from "../world/real-world.ts";
import { workspaceOf } from "../world/workspace.ts";

export interface ExplainOptions {
  readonly machine: Machine;
  readonly now: number;
  readonly loadPolicy: (places: PolicyPlaces) => EffectivePolicy;
}

/** Decides on a call as under enforce, with the policy in force; writes nothing. */
export async function explain(call: ToolCall, { machine, now, loadPolicy }: ExplainOptions): Promise<Check> {
  const workspace = workspaceOf(call, machine);
  const policy = asEnforced(loadPolicy(placesFor(machine, workspace)));
  const { matchers } = await loadRules(ruleFolders(machine, workspace, policy.bundles));
  return checkFully(call, {
    world: realWorld(machine, workspace),
    policy,
    matchers: [builtinMatcher(), ...matchers],
    now,
  });
}

/** The answer as data, for `--json` and `--jsonl`. */
export function explanation({ interpretation, decision }: Check) {
  return {
    decision: decision.verdict,
    findings: decision.judged.map(({ finding, verdict, mode, exemption, layer }) => ({
      rule: finding.rule,
      title: finding.title,
      category: finding.category,
      severity: finding.severity,
      verdict,
      mode,
      layer,
      evidence: finding.evidence,
      span: finding.span,
      advice: finding.advice,
      ...(exemption === undefined ? {} : { exemption }),
    })),
    effects: interpretation.effects,
  };
}
