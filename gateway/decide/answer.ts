import type { Denial, OurAnswer } from "../../src/gateway/wire/proxy.ts";
import type { Decision, Severity, Verdict } from "../../src/model/decision.ts";
import { renderReason } from "../../src/policy/reason.ts";

/** On Clampd's scale, where .7 and more is blocked. */
const RISK: Readonly<Record<Severity, number>> = { critical: 0.95, high: 0.75, medium: 0.5, low: 0.25 };
const UNANALYSED_RISK = 0.5;

export interface AnswerFacts {
  readonly requestId: string;
  readonly latencyMs: number;
  readonly policyVersion: number;
  /** What the client asks to be granted: "scope:…". */
  readonly promptContext?: string | undefined;
  readonly contact?: string | undefined;
}

/** A decision as it travels: for guards that know ask and warn, and for those that know allowed or not only. */
export function answerOf(decision: Decision, facts: AnswerFacts): OurAnswer {
  const { verdict } = decision;
  const allowed = verdict === "allow" || verdict === "warn";
  const reason = renderReason(decision, facts.contact);
  const scope = /^scope:(.+)$/.exec(facts.promptContext ?? "")?.[1] ?? "";
  return {
    request_id: facts.requestId,
    allowed,
    action: actionOf(decision, allowed),
    risk_score: riskOf(decision),
    scope_granted: allowed ? scope : "",
    denial_reason: allowed ? null : reason,
    ...(allowed ? {} : { denial: denialOf(decision, reason) }),
    reasoning: reason,
    matched_rules: matchedRules(decision),
    latency_ms: facts.latencyMs,
    degraded_stages: decision.failure === undefined ? [] : ["rules"],
    session_flags: [],
    verdict,
    policy_version: facts.policyVersion,
  };
}

function matchedRules({ judged }: Decision): string[] {
  return [...new Set(judged.filter(({ mode }) => mode !== "off").map(({ finding }) => finding.rule))];
}

function actionOf({ wouldBe, judged }: Decision, allowed: boolean): OurAnswer["action"] {
  if (!allowed) return "block";
  if (wouldBe !== "allow") return "flag";
  return judged.some(({ exemption }) => exemption !== undefined) ? "exempt" : "pass";
}

function riskOf({ judged, wouldBe, failure }: Decision): number {
  if (failure !== undefined && wouldBe !== "allow") return UNANALYSED_RISK;
  const counted = judged.filter(({ mode, exemption }) => mode !== "off" && exemption === undefined);
  return Math.max(0, ...counted.map(({ finding }) => RISK[finding.severity]));
}

const LABELS: Readonly<Record<Verdict, string>> = {
  deny: "denied",
  ask: "needs a person's yes",
  warn: "warning",
  allow: "allowed",
};

/** What the agent can do instead, in the newer shape. */
function denialOf({ decisive, judged, verdict }: Decision, reason: string): Denial {
  const finding = decisive?.finding;
  return {
    rule_id: finding?.rule ?? null,
    reason_codes: [...new Set(judged.filter((each) => each.verdict === verdict).map((each) => each.finding.category))],
    corrective: {
      kind: "no_correction",
      human_explanation: finding?.advice || null,
      rendered: { tool_result: reason, short_label: LABELS[verdict] },
    },
  };
}
