import type { FailMode, Mode, Profile, Severity, Verdict } from "../model/decision.ts";

// Each list runs from mild to strict; "stricter" everywhere means further to the right.
export const MODES: readonly Mode[] = ["off", "observe", "enforce"];
export const PROFILES: readonly Profile[] = ["permissive", "balanced", "strict"];
export const FAIL_MODES: readonly FailMode[] = ["open", "closed"];
export const SEVERITIES: readonly Severity[] = ["low", "medium", "high", "critical"];
export const VERDICTS: readonly Verdict[] = ["allow", "warn", "ask", "deny"];

/** The stricter of two values of `order`. */
export function stricter<T>(order: readonly T[], a: T, b: T): T {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

export function isStricter<T>(order: readonly T[], a: T, than: T): boolean {
  return order.indexOf(a) > order.indexOf(than);
}
