import type { Effect } from "../../model/effect.ts";

/** One credential and nothing else is printed, as if a secret variable were. */
export function isToken(effect: Effect): boolean {
  return effect.kind === "git"
    ? effect.action === "read-credential"
    : effect.kind === "cloud" && effect.action === "read-secret" && effect.resource === "credential";
}
