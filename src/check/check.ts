import { type Interpretation, interpret, interpretFully } from "../interpret/interpret.ts";
import type { World } from "../interpret/world.ts";
import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { decide } from "../policy/decide.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { redact } from "../redact/redact.ts";
import { detectors } from "../rules/detectors.ts";
import { matchRules, type RuleMatcher } from "../rules/match.ts";

/** Everything that a decision depends on beside the call. */
export interface CheckContext {
  readonly world: World;
  readonly policy: EffectivePolicy;
  readonly matchers: readonly RuleMatcher[];
  /** Milliseconds since 1970, only for the expiry of exemptions. */
  readonly now: number;
}

export interface Check {
  readonly interpretation: Interpretation;
  readonly decision: Decision;
}

/** ToolCall → Effects → Findings → Decision. Pure: same call and context, same decision. */
export function check(call: ToolCall, context: CheckContext): Check {
  return judge(call, interpret(call, context.world, wrappersOf(context.policy)), context);
}

/** The same where a grammar has to be loaded first. */
export async function checkFully(call: ToolCall, context: CheckContext): Promise<Check> {
  return judge(call, await interpretFully(call, context.world, wrappersOf(context.policy)), context);
}

function wrappersOf(policy: EffectivePolicy): readonly string[] {
  return policy.wrappers.map((wrapper) => wrapper.value);
}

/** The second half, for an interpretation that is there already. */
function judge(call: ToolCall, interpretation: Interpretation, context: CheckContext): Check {
  const { world, policy, matchers, now } = context;
  const { effects, text } = interpretation;
  const { home, workspace, foldsCase } = world;
  const findings = matchRules(matchers, effects, { text, home, workspace, foldsCase, detectors, redact });
  const repo = call.cwd === undefined ? undefined : world.git(call.cwd)?.root;
  const decision = decide(findings, effects, policy, { agent: call.agent, repo, workspace, home, now });
  return { interpretation, decision };
}
