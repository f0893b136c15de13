import type { Verdict } from "../model/decision.ts";
import { isObject, type JsonObject, stringAt } from "../model/json.ts";
import { VERDICTS } from "../policy/order.ts";

/** What came over the network. */
export type Exchange =
  | {
      readonly kind: "reply";
      readonly status: number;
      readonly contentType: string | undefined;
      readonly extensions: string | undefined;
      readonly etag?: string | undefined;
      readonly body: string;
    }
  | { readonly kind: "failed"; readonly why: string };

/** Why a gateway wants nothing more of this agent, whatever the call. */
export type Refusal = "killed" | "suspended" | "unauthorised" | "unlicensed";

/** What it means. refused blocks whatever the fail mode, throttle leaves the local verdict, outage is a matter of `when_unreachable`. */
export type GatewayAnswer =
  | {
      readonly kind: "verdict";
      readonly verdict: Verdict;
      readonly reason: string | undefined;
      /** What to do instead. */
      readonly instead: string | undefined;
      readonly rules: readonly string[];
      readonly requestId: string | undefined;
      readonly policyVersion: number | undefined;
    }
  | {
      readonly kind: "refused";
      readonly refusal: Refusal;
      readonly code: string;
      readonly reason: string | undefined;
      readonly requestId: string | undefined;
    }
  | { readonly kind: "throttle"; readonly code: string }
  | { readonly kind: "outage"; readonly why: string };

const REFUSALS: Readonly<Record<string, Refusal>> = {
  agent_killed: "killed",
  agent_killed_mid_flight: "killed",
  agent_suspended: "suspended",
  session_blocked: "suspended",
  agent_not_licensed: "unlicensed",
  plan_limit_reached: "unlicensed",
  license_required: "unlicensed",
};

/** The longest text of an answer that is looked at. */
const LONGEST = 500;
const MOST_RULES = 10;

/** Tells answers of /v1/proxy and /v1/inspect apart: Clampd 0.9's, newer ones and ours. Total and pure. */
export function readAnswer(exchange: Exchange): GatewayAnswer {
  if (exchange.kind === "failed") return { kind: "outage", why: exchange.why };
  const { status } = exchange;
  const body = jsonBody(exchange);
  // Also without a readable body: a proxy on the way says the same by the number alone.
  if (status === 429 || status === 409)
    return { kind: "throttle", code: (body && stringAt(body, "error_code")) ?? String(status) };
  if (body === undefined) return { kind: "outage", why: status === 200 ? "unreadable answer" : `status ${status}` };
  if (status === 200) return readVerdict(body);
  return readRefusal(status, body) ?? { kind: "outage", why: `status ${status}` };
}

function jsonBody({ contentType, body }: Extract<Exchange, { kind: "reply" }>): JsonObject | undefined {
  if (contentType === undefined || !/^application\/(?:[a-z0-9.-]+\+)?json\s*(?:;|$)/i.test(contentType))
    return undefined;
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readVerdict(body: JsonObject): GatewayAnswer {
  const { allowed, action, verdict } = body;
  if (typeof allowed !== "boolean") return { kind: "outage", why: "unreadable answer" };
  const said = VERDICTS.find((each) => each === verdict);
  // INVARIANT: where the parts of an answer contradict each other, the stricter one counts.
  const stops = !allowed || action === "block";
  const milder = said ?? (action === "pass" || action === "exempt" || action == null ? "allow" : "warn");
  const found: Verdict = stops && milder !== "ask" ? "deny" : milder === "allow" && action === "flag" ? "warn" : milder;
  const denial = isObject(body.denial) ? body.denial : {};
  const corrective = isObject(denial.corrective) ? denial.corrective : {};
  const matched = Array.isArray(body.matched_rules) ? body.matched_rules : [denial.rule_id];
  return {
    kind: "verdict",
    verdict: found,
    reason: text(body.denial_reason) ?? text(denial.violated_predicate) ?? text(body.reasoning),
    instead: text(corrective.human_explanation),
    rules: matched.flatMap((each) => text(each) ?? []).slice(0, MOST_RULES),
    requestId: text(body.request_id),
    policyVersion: Number.isSafeInteger(body.policy_version) ? (body.policy_version as number) : undefined,
  };
}

/** A refusal says why in the gateway's own words; the same number without them comes from something else on the way. */
function readRefusal(status: number, body: JsonObject): GatewayAnswer | undefined {
  const code = text(body.error_code);
  if (code === undefined) return undefined;
  if (status !== 401 && status !== 403 && !(status === 404 && code === "agent_not_found")) return undefined;
  return {
    kind: "refused",
    refusal: Object.hasOwn(REFUSALS, code) ? (REFUSALS[code] as Refusal) : "unauthorised",
    code,
    reason: text(body.reason),
    requestId: text(body.request_id),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value.slice(0, LONGEST) : undefined;
}
