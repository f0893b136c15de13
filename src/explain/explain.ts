import { type Check, check } from "../check/check.ts";
import { matchersInForce } from "../check/rules-in-force.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { asEnforced } from "../policy/enforced.ts";
import { loadPolicy } from "../policy/load.ts";
import { VERSION } from "../version.ts";
import { type Machine, placesFor } from "../world/machine.ts";
import { realWorld } from "../world/real-world.ts";
import { workspaceOf } from "../world/workspace.ts";

export interface ExplainOptions {
  readonly machine: Machine;
  readonly now: number;
}

/** Decides on a call as under enforce, with the policy in force; writes nothing. */
export function explain(call: ToolCall, { machine, now }: ExplainOptions): Check {
  const workspace = workspaceOf(call, machine);
  const policy = asEnforced(loadPolicy(placesFor(machine, workspace), VERSION));
  return check(call, { world: realWorld(machine, workspace), policy, matchers: matchersInForce(), now });
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
