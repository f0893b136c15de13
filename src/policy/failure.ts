import type { Decision, Mode, Verdict } from "../model/decision.ts";
import { type EffectivePolicy, policyAt } from "./effective.ts";
import { MODES, stricter } from "./order.ts";

/** Why no finding could be had: the fail mode in force decides. */
export interface Failure {
  /** malformed-input: stdin holds no payload that could be read. limit: it is too large. internal: the guard itself failed. */
  readonly kind: "malformed-input" | "limit" | "internal";
  /** One clause without a final period, without any part of the input. */
  readonly detail: string;
}

/**
 * INVARIANT: nothing is silently allowed under enforce and closed; in observe the answer is silence, and the record says what it would have been.
 * `now`, in milliseconds since 1970, says which stages of a rollout are in force; without it those that have no date.
 */
export function decideFailure(failure: Failure, loaded: EffectivePolicy, now?: number): Decision {
  const policy = now === undefined ? loaded : policyAt(loaded, now);
  const verdict: Verdict = policy.failMode.value === "closed" ? "deny" : "warn";
  const mode = failureMode(policy);
  return {
    verdict: mode === "enforce" ? verdict : "allow",
    wouldBe: mode === "off" ? "allow" : verdict,
    mode,
    profile: policy.profile.value,
    failMode: policy.failMode.value,
    layer: policy.failMode.layer === "builtin" ? policy.mode.layer : policy.failMode.layer,
    judged: [],
    decisive: undefined,
    effects: [],
    failure: `${failure.kind}: ${failure.detail}`,
  };
}

/**
 * The strictest mode that the call could have met. A policy that observes in general but enforces some rules, and is told to fail
 * closed, must not let a call through just because it could not be seen which rule it meets.
 */
function failureMode(policy: EffectivePolicy): Mode {
  if (policy.failMode.value === "open") return policy.mode.value;
  let mode: Mode = policy.mode.value;
  for (const layer of policy.layers) {
    for (const setting of [...Object.values(layer.rules), ...Object.values(layer.categories)]) {
      if (setting.mode !== undefined) mode = stricter(MODES, mode, setting.mode);
    }
  }
  return mode;
}
