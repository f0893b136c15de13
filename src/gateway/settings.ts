import type { EffectivePolicy } from "../policy/effective.ts";
import type { GatewayAsk, GatewayContent, WhenUnreachable } from "../policy/layer.ts";

/** What the policy says about the gateway, with what holds where it says nothing. Holds secrets. */
export interface GatewayConfig {
  /** Without a slash at its end. */
  readonly url: string;
  readonly apiKey: string | undefined;
  readonly agentId: string | undefined;
  readonly secret: string | undefined;
  readonly ask: GatewayAsk;
  readonly skipLowRisk: boolean;
  readonly whenUnreachable: WhenUnreachable;
  readonly deadlineMs: number;
  /** Longest wait for one answer, where that is bounded by itself. */
  readonly waitMs: number;
  readonly content: GatewayContent;
  readonly cacheMs: number;
  /** The layer that named the gateway. */
  readonly layer: string;
  /** Fingerprint of the root of trust that the managed file names: it is pinned without anybody's doing. */
  readonly bundleRoot: string | undefined;
}

const DEADLINE_MS = 100;
const CACHE_MS = 10_000;
const LOCAL: WhenUnreachable = { default: "local", categories: {}, rules: {} };

/** Undefined where no gateway is named. */
export function gatewayConfig({ gateway, bundleRoot }: EffectivePolicy): GatewayConfig | undefined {
  if (gateway.gateway_url === undefined) return undefined;
  return {
    url: gateway.gateway_url.value.replace(/\/+$/, ""),
    apiKey: gateway.api_key?.value,
    agentId: gateway.agent_id?.value,
    secret: gateway.secret?.value,
    ask: gateway.ask?.value ?? "all",
    skipLowRisk: gateway.skip_low_risk?.value ?? false,
    whenUnreachable: gateway.when_unreachable?.value ?? LOCAL,
    deadlineMs: gateway.deadline_ms?.value ?? DEADLINE_MS,
    waitMs: gateway.timeout_ms?.value ?? Number.POSITIVE_INFINITY,
    content: gateway.content?.value ?? "redacted",
    cacheMs: gateway.cache_ms?.value ?? CACHE_MS,
    layer: gateway.gateway_url.layer,
    bundleRoot,
  };
}
