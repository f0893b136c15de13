import type { Decision, Finding, GatewayNote, Judged, Severity, Verdict } from "../model/decision.ts";
import { withLater } from "../policy/decide.ts";
import { type EffectivePolicy, modeFor } from "../policy/effective.ts";
import { redact } from "../redact/redact.ts";
import type { GatewayAnswer, Refusal } from "./answer.ts";
import { whenUnreachable } from "./asked.ts";
import type { GatewayConfig } from "./settings.ts";

const CATEGORY = "gateway";
const SEVERITY: Readonly<Record<Verdict, Severity>> = { deny: "critical", ask: "high", warn: "medium", allow: "low" };
const LONGEST = 200;

interface Words {
  readonly rule: string;
  readonly title: string;
  readonly loses?: string | undefined;
  readonly advice: string;
  readonly evidence?: string | undefined;
}

const VERDICT_RULE = { deny: "gateway.denied", ask: "gateway.asked", warn: "gateway.flagged" } as const;

const REFUSED: Readonly<Record<Refusal, Words>> = {
  killed: {
    rule: "gateway.agent-killed",
    title: "This agent has been stopped by the gateway",
    advice: "stop here; only a person can let it go on",
  },
  suspended: {
    rule: "gateway.agent-suspended",
    title: "This agent is suspended at the gateway",
    advice: "stop here and wait until a person resumes it",
  },
  unauthorised: {
    rule: "gateway.unauthorised",
    title: "The gateway does not admit this agent",
    advice: "a person can look at `clampd-guard status` and connect it anew",
  },
  unlicensed: {
    rule: "gateway.unlicensed",
    title: "The gateway has no licence for this agent",
    advice: "a person can look into the gateway's plan",
  },
};

/**
 * The local decision with what the gateway says. Pure.
 * INVARIANT: never milder than the local decision; a gateway's unsigned words, and its silence, only tighten.
 */
export function withAnswer(
  local: Decision,
  answer: GatewayAnswer,
  policy: EffectivePolicy,
  config: Pick<GatewayConfig, "whenUnreachable" | "layer">,
): Decision {
  switch (answer.kind) {
    case "verdict": {
      if (answer.verdict === "allow") return local;
      const { verdict, reason, rules, instead } = answer;
      const said = reason === undefined ? rules[0] : withoutGreeting(reason);
      const title = `${verdict === "warn" ? "Flagged" : "Objected to"} by the gateway`;
      return added(local, verdict, policy, config.layer, {
        rule: VERDICT_RULE[verdict],
        title: said === undefined ? title : `${title}: ${said}`,
        advice: instead ?? "do without it, or ask a person who looks after the gateway's policy",
        evidence: rules.join(" "),
      });
    }
    case "refused":
      return withRefusal(local, answer.refusal, answer.reason, policy, config.layer);
    case "throttle":
      return local;
    case "outage": {
      const setting = whenUnreachable(config.whenUnreachable, local);
      if (setting === "open") return local;
      return added(local, setting === "closed" ? "deny" : "allow", policy, config.layer, {
        rule: "gateway.unreachable",
        title: "The gateway that must agree cannot be reached",
        loses: setting === "closed" ? "the company's say in it" : "",
        advice: "try again later; a person can look at `clampd-guard status`",
        evidence: answer.why,
      });
    }
  }
}

/** Our gateway gives its reason as our guard does, which would then say twice who speaks. */
function withoutGreeting(reason: string): string {
  return reason.replace(/^clampd-guard: [^,.]{1,40}, /, "");
}

/**
 * A stopped or suspended agent does nothing more, in whatever mode the guard is: that is an order to this one agent and no
 * finding about its call.
 */
export function withRefusal(
  local: Decision,
  refusal: Refusal,
  reason: string | undefined,
  policy: EffectivePolicy,
  layer: string,
): Decision {
  const words = REFUSED[refusal];
  const title = reason === undefined ? words.title : `${words.title}: ${reason}`;
  const isOrder = refusal === "killed" || refusal === "suspended";
  return added(local, "deny", policy, layer, { ...words, title }, isOrder);
}

export function withNote(decision: Decision, gateway: GatewayNote): Decision {
  return { ...decision, gateway };
}

function added(
  local: Decision,
  verdict: Verdict,
  policy: EffectivePolicy,
  layer: string,
  words: Words,
  isOrder = false,
): Decision {
  const finding: Finding = {
    rule: words.rule,
    title: cleanCut(words.title),
    category: CATEGORY,
    severity: SEVERITY[verdict],
    catastrophic: false,
    exemptable: false,
    loses: words.loses ?? "",
    advice: cleanCut(words.advice),
    effects: [],
    span: { start: 0, end: 0 },
    evidence: cleanCut(words.evidence ?? ""),
    layer: CATEGORY,
  };
  const mode = isOrder ? "enforce" : modeFor(policy, { rule: finding.rule, category: CATEGORY, pinned: true }).value;
  const judged: Judged = { finding, verdict: mode === "off" ? "allow" : verdict, mode, layer };
  return withLater(local, [judged]);
}

function cleanCut(text: string): string {
  return redact(text).slice(0, LONGEST);
}
