import { join } from "node:path";
import type { GatewaySide } from "../gateway/side.ts";
import type { Decision } from "../model/decision.ts";
import type { ToolCall } from "../model/toolcall.ts";
import { type EffectivePolicy, policyAt } from "../policy/effective.ts";
import { decideFailure } from "../policy/failure.ts";
import { isStricter, VERDICTS } from "../policy/order.ts";
import { type PolicyPlaces, policyPlaces } from "../policy/places.ts";
import type { Machine } from "../world/machine.ts";

export interface GatewayContext {
  readonly machine: Machine;
  readonly now: number;
  readonly loadPolicy: (places: PolicyPlaces) => EffectivePolicy;
  /** Who asks the gateway; without one the guard decides alone. */
  readonly gateway?: GatewaySide | undefined;
  /** When the call came, on the clock of `performance.now()`; 0, the process's start, where it is not given. */
  readonly arrived?: number | undefined;
}

/** The decision with what the gateway says of it; the same one, at once, where the policy names no gateway. */
export function withGateway(
  call: ToolCall,
  local: Decision,
  policy: EffectivePolicy,
  workspace: readonly string[],
  context: GatewayContext,
): Decision | Promise<Decision> {
  const found = namedGateway(policy, context);
  if (found === undefined || context.gateway === undefined) return local;
  const told = { call, local, workspace, home: found.home };
  // INVARIANT: a client that cannot be loaded, or fails, takes nothing from the local decision.
  const without = (error: unknown): Decision => {
    const detail = `gateway's client, ${error instanceof Error ? error.name : "unknown"}`;
    const failed = decideFailure({ kind: "internal", detail }, found.policy, context.now);
    return isStricter(VERDICTS, failed.verdict, local.verdict) ? failed : local;
  };
  try {
    const settled = context.gateway.decide(told, policyAt(found.policy, context.now), context.arrived ?? 0);
    return settled instanceof Promise ? settled.catch(without) : settled;
  } catch (error) {
    return without(error);
  }
}

export function tellOutcome(call: ToolCall, policy: EffectivePolicy, context: GatewayContext): void {
  const found = namedGateway(policy, context);
  if (found === undefined) return;
  try {
    context.gateway?.ended(call, found.policy);
  } catch {
    // The call is over and recorded: there is nothing to say to the agent.
  }
}

/**
 * INVARIANT: $HOME can be set by a project's settings, so where it differs from the account's home, the account's gateway goes
 * before one that is named there: redirecting HOME does not shake off a kill.
 */
function namedGateway(
  policy: EffectivePolicy,
  { machine, loadPolicy }: GatewayContext,
): { readonly policy: EffectivePolicy; readonly home: string | undefined } | undefined {
  const { accountHome, home, platform } = machine;
  if (accountHome !== undefined && accountHome !== home) {
    const below = join(accountHome, ".clampd");
    if (policy.sources.some(({ file, state }) => state !== "absent" && file.startsWith(below))) {
      const { gateway } = loadPolicy(policyPlaces(platform, accountHome, []));
      if (gateway.gateway_url !== undefined) return { policy: { ...policy, gateway }, home: accountHome };
    }
  }
  return policy.gateway.gateway_url === undefined ? undefined : { policy, home };
}
