// A circuit breaker as a state machine. The clock is handed in, in milliseconds that never go back.

export type Breaker =
  | { readonly state: "closed"; readonly failures: number }
  /** Nobody asks before `until`. */
  | { readonly state: "open"; readonly until: number; readonly pauseMs: number }
  /** One probe is under way; where it is never heard of again, another one may try from `until` on. */
  | { readonly state: "half-open"; readonly until: number; readonly pauseMs: number };

export const BREAKER = {
  /** Failures in a row that open it. */
  failures: 5,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  probeMs: 2_000,
} as const;

export const CLOSED: Breaker = { state: "closed", failures: 0 };

/** Whether a call may ask now, and the state that its asking leads to. */
export function admit(breaker: Breaker, now: number): { readonly breaker: Breaker; readonly asks: boolean } {
  if (breaker.state === "closed") return { breaker, asks: true };
  if (now < breaker.until) return { breaker, asks: false };
  return { breaker: { state: "half-open", until: now + BREAKER.probeMs, pauseMs: breaker.pauseMs }, asks: true };
}

/** An answer of any kind came: somebody is there. */
export function succeeded(breaker: Breaker): Breaker {
  return breaker.state === "closed" && breaker.failures === 0 ? breaker : CLOSED;
}

/** No usable answer came. */
export function failed(breaker: Breaker, now: number): Breaker {
  switch (breaker.state) {
    case "closed": {
      const failures = breaker.failures + 1;
      return failures < BREAKER.failures ? { state: "closed", failures } : opened(BREAKER.firstPauseMs, now);
    }
    case "half-open":
      return opened(Math.min(breaker.pauseMs * 2, BREAKER.longestPauseMs), now);
    case "open":
      return breaker; // of a call that asked before it opened
  }
}

function opened(pauseMs: number, now: number): Breaker {
  return { state: "open", until: now + pauseMs, pauseMs };
}
