import rules from "#rules";
import { checkFully } from "../../src/check/check.ts";
import type { Decision, Finding } from "../../src/model/decision.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";
import { decide } from "../../src/policy/decide.ts";
import { decideFailure } from "../../src/policy/failure.ts";
import { callOf, type ProxyInput, worldOf } from "./call.ts";
import type { InForce } from "./policies.ts";

export interface Judgement {
  readonly call: ToolCall;
  readonly decision: Decision;
}

/** Decides on a call by the guard's own pure middle, under the organisation's policy. Never throws for what is in the call. */
export async function judge(input: ProxyInput, inForce: InForce, now: number, session?: string): Promise<Judgement> {
  const decoded = callOf(input, session);
  // Without its content it would be taken for a call that lacks what it must have.
  const call: ToolCall = input.withheld === true ? { ...decoded, action: { kind: "internal" } } : decoded;
  if (input.withheld === true) return { call, decision: judgeFindings(input, call, inForce, now) };
  const { policy, matchers } = inForce;
  try {
    const { decision } = await checkFully(call, { world: worldOf(input.call), policy, matchers, now });
    return { call, decision };
  } catch (error) {
    const detail = error instanceof Error ? error.name : "unknown";
    return { call, decision: decideFailure({ kind: "internal", detail }, policy, now) };
  }
}

const known = new Map(Array.from(rules.rules, (rule) => [rule.id, rule]));

/** Where the content is withheld, what the guard itself found is judged under this policy. */
function judgeFindings({ local, call: facts }: ProxyInput, call: ToolCall, inForce: InForce, now: number): Decision {
  const findings = (local?.findings ?? []).map(({ rule, severity }): Finding => {
    const row = known.get(rule);
    return {
      rule,
      title: row?.title ?? "A rule of the guard's own",
      category: row?.category ?? rule.split(".")[0] ?? "",
      severity,
      catastrophic: row?.catastrophic ?? false,
      exemptable: row?.exemptable ?? true,
      loses: row?.loses ?? "",
      advice: row?.advice ?? "",
      effects: [],
      span: { start: 0, end: 0 },
      evidence: "",
      layer: row?.layer ?? "builtin",
    };
  });
  const { home, workspace } = worldOf(facts);
  return decide(findings, [], inForce.policy, { agent: call.agent, repo: undefined, workspace, home, now });
}
