import type { Decision } from "../model/decision.ts";
import type { Effect, Scope } from "../model/effect.ts";
import type { Unreachable, WhenUnreachable } from "../policy/layer.ts";
import { stricter } from "../policy/order.ts";
import { UNREACHABLE } from "../policy/read-gateway.ts";
import type { GatewayConfig } from "./settings.ts";

/** Whether the gateway is asked about a call that the guard itself decided so. A local denial asks nothing: nothing is stricter. */
export function isAsked({ ask, skipLowRisk }: Pick<GatewayConfig, "ask" | "skipLowRisk">, local: Decision): boolean {
  if (local.verdict === "deny" || ask === "none") return false;
  if (skipLowRisk && isLowRisk(local)) return false;
  if (ask === "all") return true;
  if (ask === "uncertain") return local.effects.some(isUncertain);
  return local.judged.some(({ finding }) => ask.includes(finding.category));
}

function isUncertain(effect: Effect): boolean {
  return effect.kind === "unknown" || effect.certainty !== "known";
}

const OWN_PLACES: readonly Scope[] = ["workspace", "workspace-root", "build-output", "vcs", "temp", "null"];

/** Known programs that read in the workspace at most, and no finding worth more than a line in the journal. */
export function isLowRisk({ judged, effects }: Decision): boolean {
  return (
    judged.every(({ finding }) => finding.severity === "low" && !finding.catastrophic) &&
    effects.every(
      (effect) =>
        !isUncertain(effect) &&
        (effect.kind === "execute" ||
          effect.kind === "text" ||
          (effect.kind === "read" && OWN_PLACES.includes(effect.target.scope))),
    )
  );
}

/** What an outage comes to for this call: of several findings the strictest word counts. */
export function whenUnreachable({ default: general = "local", categories, rules }: WhenUnreachable, local: Decision) {
  let found: Unreachable | undefined;
  for (const { finding } of local.judged) {
    const said = own(rules, finding.rule) ?? own(categories, finding.category);
    if (said !== undefined) found = found === undefined ? said : stricter(UNREACHABLE, found, said);
  }
  return found ?? general;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
