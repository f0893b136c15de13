import { type Check, integer, list, object, oneOf, record, simpleOr, type Table, text } from "./checks.ts";
import type { GatewayAsk, GatewayContent, GatewaySettings, Unreachable, WhenUnreachable } from "./layer.ts";
import { LIMITS, NAMES } from "./limits.ts";

// Mild to strict.
export const UNREACHABLE: readonly Unreachable[] = ["open", "local", "closed"];
export const ASK: readonly Extract<GatewayAsk, string>[] = ["all", "uncertain", "none"];
export const CONTENT: readonly GatewayContent[] = ["redacted", "withheld"];

/** `gateway` of a file: the newer names, which count before the flat ones. */
export interface RawGateway extends Pick<GatewaySettings, "ask" | "content" | "deadline_ms" | "cache_ms"> {
  readonly url?: string | undefined;
  readonly when_unreachable?: Unreachable | Partial<WhenUnreachable> | undefined;
}

const unreachable = oneOf(UNREACHABLE);
const GATEWAY: Table<RawGateway> = {
  url: text(LIMITS.long, NAMES.url, "an http or https address"),
  ask: simpleOr(oneOf(ASK), list(text(LIMITS.name, NAMES.id, "a category"), LIMITS.list)),
  when_unreachable: simpleOr(
    unreachable,
    object<WhenUnreachable>({
      default: unreachable,
      categories: record(NAMES.id, unreachable),
      rules: record(NAMES.id, unreachable),
    }),
  ),
  deadline_ms: integer(10, LIMITS.timeoutMs),
  content: oneOf(CONTENT),
  cache_ms: integer(0, LIMITS.cacheMs),
};

export const gatewaySection: Check<RawGateway> = object(GATEWAY);

export function toSettings({ url, when_unreachable, ...rest }: RawGateway): GatewaySettings {
  return {
    ...rest,
    ...(url !== undefined && { gateway_url: url }),
    ...(when_unreachable !== undefined && { when_unreachable: whole(when_unreachable) }),
  };
}

function whole(said: Unreachable | Partial<WhenUnreachable>): WhenUnreachable {
  return typeof said === "string"
    ? { default: said, categories: {}, rules: {} }
    : { categories: {}, rules: {}, ...said };
}
