import type { EffectivePolicy } from "../policy/effective.ts";
import type { EngineGateway, GatewayOptions } from "./engine.ts";
import type { GatewaySide } from "./side.ts";

// In the bundle of the hook: loads nothing until a policy names a gateway.

/** The engine's client, loaded with the first policy that needs it. */
export function lazyGateway(options: GatewayOptions): EngineGateway {
  let loaded: EngineGateway | undefined;
  let loading: Promise<EngineGateway> | undefined;
  let isClosed = false;
  const load = () => {
    loading ??= import("./engine.ts").then(({ openGateways }) => {
      loaded = openGateways(options);
      if (isClosed) void loaded.close();
      return loaded;
    });
    return loading;
  };
  return {
    prepare: (policy: EffectivePolicy) => {
      if (policy.gateway.gateway_url !== undefined) load().then((gateway) => gateway.prepare(policy), ignore);
    },
    decide: (told, policy, arrived) =>
      loaded === undefined
        ? load().then((gateway) => gateway.decide(told, policy, arrived))
        : loaded.decide(told, policy, arrived),
    ended: (call, policy) => {
      if (loaded === undefined) load().then((gateway) => gateway.ended(call, policy), ignore);
      else loaded.ended(call, policy);
    },
    close: async () => {
      isClosed = true;
      await loaded?.close();
    },
  };
}

function ignore(): void {
  // the call that needs it says so
}

/** What a process of its own has of the gateway: what the engine last stored, and a question where the policy demands one. */
export const coldGateway: GatewaySide = {
  decide: (told, policy) => import("./cold.ts").then(({ decideCold }) => decideCold(told, policy)),
  ended: () => {},
};
