import type { Decision, Finding, Judged, Verdict } from "../model/decision.ts";
import type { Effect } from "../model/effect.ts";
import { type EffectivePolicy, modeFor, modeOfLayer, policyAt, type RuleKey, severityFor } from "./effective.ts";
import { exempts } from "./exempt.ts";
import { type Exemption, LAYERS, type Layer, type Sourced } from "./layer.ts";
import { MODES, SEVERITIES, stricter, VERDICTS } from "./order.ts";
import { PROFILE_VERDICTS, UNANALYSED } from "./profile.ts";

/** What a decision needs beside the findings; all of it is handed in. */
export interface DecisionContext {
  /** Id of the agent, e.g. "claude". */
  readonly agent: string;
  /** Folder of the repository that the call runs in, absolute. */
  readonly repo?: string | undefined;
  /** Roots of the workspace, absolute. */
  readonly workspace: readonly string[];
  readonly home?: string | undefined;
  /** Milliseconds since 1970; only the end of exemptions and the beginning of stages ask for it. */
  readonly now: number;
}

/**
 * Judges the findings under the policy. Pure.
 * INVARIANT: the verdict is the strictest of the findings', whatever their order; a finding can only make it stricter.
 */
export function decide(
  findings: readonly Finding[],
  effects: readonly Effect[],
  loaded: EffectivePolicy,
  context: DecisionContext,
): Decision {
  const policy = policyAt(loaded, context.now);
  const all = [...findings, ...unanalysedFindings(findings, effects)];
  const judged = all.map((finding) => judge(finding, effects, policy, context)).sort(byStrictness);
  const verdict = strictest(judged.filter((each) => each.mode === "enforce"));
  const wouldBe = strictest(judged.filter((each) => each.mode !== "off"));
  const first = judged[0];
  const decisive = first !== undefined && first.mode !== "off" && first.verdict !== "allow" ? first : undefined;
  return {
    verdict,
    wouldBe,
    mode: decisive?.mode ?? policy.mode.value,
    profile: policy.profile.value,
    failMode: policy.failMode.value,
    layer: decisive?.layer ?? policy.mode.layer,
    judged,
    decisive,
    effects,
  };
}

/** The decision with findings that came after it. INVARIANT: they make it stricter or leave it, never milder. */
export function withLater(decision: Decision, later: readonly Judged[]): Decision {
  if (later.length === 0) return decision;
  const judged = [...decision.judged, ...later].sort(byStrictness);
  const first = judged[0];
  const counts = first !== undefined && later.includes(first) && first.mode !== "off" && first.verdict !== "allow";
  return {
    ...decision,
    verdict: stricter(VERDICTS, decision.verdict, strictest(later.filter((each) => each.mode === "enforce"))),
    wouldBe: stricter(VERDICTS, decision.wouldBe, strictest(later.filter((each) => each.mode !== "off"))),
    judged,
    ...(counts && { mode: first.mode, layer: first.layer, decisive: first }),
  };
}

function judge(
  finding: Finding,
  effects: readonly Effect[],
  policy: EffectivePolicy,
  context: DecisionContext,
): Judged {
  const key: RuleKey = {
    rule: finding.rule,
    category: finding.category,
    pinned: finding.catastrophic || !finding.exemptable,
  };
  const mode = modeFor(policy, key);
  if (mode.value === "off") return { finding, verdict: "allow", mode: "off", layer: mode.layer };
  const exemption = key.pinned ? undefined : exemptionFor(finding, effects, policy, context, key);
  if (exemption !== undefined) {
    const name = `${exemption.layer} exemption from ${exemption.value.rule}: ${exemption.value.reason}`;
    return { finding, verdict: "allow", mode: mode.value, exemption: name, layer: exemption.layer };
  }
  const base = verdictOf(finding, effects, policy);
  return {
    finding,
    verdict: base.verdict,
    mode: mode.value,
    layer: mode.layer === "builtin" ? base.layer : mode.layer,
  };
}

function verdictOf(
  finding: Finding,
  effects: readonly Effect[],
  policy: EffectivePolicy,
): { readonly verdict: Verdict; readonly layer: Layer } {
  if (finding.catastrophic) return { verdict: "deny", layer: "builtin" };
  const failed = unanalysedVerdict(finding, effects, policy);
  if (failed !== undefined) return { verdict: failed, layer: policy.failMode.layer };
  const severity = severityFor(policy, finding.rule, finding.severity);
  const layer = severity.layer === "builtin" ? policy.profile.layer : severity.layer;
  return { verdict: PROFILE_VERDICTS[policy.profile.value][severity.value], layer };
}

/** Where all that a finding is about could not be analysed, the fail mode decides and not the profile. */
function unanalysedVerdict(finding: Finding, effects: readonly Effect[], policy: EffectivePolicy): Verdict | undefined {
  const table = UNANALYSED[policy.failMode.value];
  let verdict: Verdict | undefined;
  for (const index of finding.effects) {
    const effect = effects[index];
    const own = effect?.kind === "unknown" && Object.hasOwn(table, effect.reason) ? table[effect.reason] : undefined;
    if (own === undefined) return undefined;
    verdict = verdict === undefined ? own : stricter(VERDICTS, verdict, own);
  }
  return verdict;
}

/** INVARIANT: what was cut short is a finding even where no rule speaks of it. */
function unanalysedFindings(findings: readonly Finding[], effects: readonly Effect[]): readonly Finding[] {
  const covered = new Set(findings.flatMap((each) => each.effects));
  const added: Finding[] = [];
  effects.forEach((effect, index) => {
    if (effect.kind !== "unknown" || covered.has(index) || !Object.hasOwn(UNANALYSED.closed, effect.reason)) return;
    if (added.some((each) => each.evidence === effect.reason)) return;
    added.push({
      rule: "guard.not-analysed",
      title: "Could not be analysed as a whole",
      category: "agent-integrity",
      severity: "high",
      catastrophic: false,
      exemptable: false,
      loses: "the certainty that nothing harmful hides in it",
      advice: "split it into smaller, plain steps",
      effects: [index],
      span: effect.span,
      evidence: effect.reason,
      layer: "builtin",
    });
  });
  return added;
}

function exemptionFor(
  finding: Finding,
  effects: readonly Effect[],
  policy: EffectivePolicy,
  context: DecisionContext,
  key: RuleKey,
): Sourced<Exemption> | undefined {
  if (policy.exemptions.length === 0) return undefined;
  // INVARIANT: an exemption cannot weaken what a higher layer sets, unless that layer says so.
  const setting = policy.layers.filter((layer) => {
    const mode = modeOfLayer(layer, key);
    return mode !== undefined && mode !== "off" && layer.allowUserExemptions !== true;
  });
  const rank = (layer: Layer) => LAYERS.indexOf(layer);
  return policy.exemptions.find(
    (each) =>
      !setting.some(({ layer }) => rank(layer) < rank(each.layer)) && exempts(each.value, finding, effects, context),
  );
}

function strictest(judged: readonly Judged[]): Verdict {
  return judged.reduce<Verdict>((verdict, each) => stricter(VERDICTS, verdict, each.verdict), "allow");
}

/** Enforced before observed, strict before mild, then by names, so that the order of the rules never shows. */
function byStrictness(a: Judged, b: Judged): number {
  const weight = (each: Judged) => (each.mode === "enforce" && each.verdict !== "allow" ? 1 : 0);
  return (
    weight(b) - weight(a) ||
    VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict) ||
    MODES.indexOf(b.mode) - MODES.indexOf(a.mode) ||
    Number(b.finding.catastrophic) - Number(a.finding.catastrophic) ||
    SEVERITIES.indexOf(b.finding.severity) - SEVERITIES.indexOf(a.finding.severity) ||
    compare(a.finding.rule, b.finding.rule) ||
    a.finding.span.start - b.finding.span.start ||
    a.finding.span.end - b.finding.span.end ||
    compare(a.finding.evidence, b.finding.evidence) ||
    compare(a.finding.category, b.finding.category) ||
    compare(a.layer, b.layer)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
