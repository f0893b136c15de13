import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { Problem } from "./http/problem.ts";
import type { KeyRow } from "./store/store.ts";

export interface RateLimits {
  /** Requests a minute per key of an agent, and per key of a person. */
  readonly agent: number;
  readonly person: number;
  /** Requests a minute from one address that could not be told who they are. */
  readonly failures: number;
}

export const RATES: RateLimits = { agent: 6_000, person: 1_200, failures: 300 };

const SECONDS = 60;

/** What one key may ask for. The limiter of the library can count in Redis or Postgres, too, where several replicas share it. */
export class Rates {
  readonly #agent: RateLimiterMemory;
  readonly #person: RateLimiterMemory;
  readonly #failures: RateLimiterMemory;

  constructor({ agent, person, failures }: RateLimits) {
    this.#agent = new RateLimiterMemory({ points: agent, duration: SECONDS });
    this.#person = new RateLimiterMemory({ points: person, duration: SECONDS });
    this.#failures = new RateLimiterMemory({ points: failures, duration: SECONDS });
  }

  async spend(key: KeyRow): Promise<void> {
    await spend(key.permissions.includes("agent") ? this.#agent : this.#person, key.id);
  }

  /** Only failures count by address: many honest guards may share one. */
  async spendFailure(address: string): Promise<void> {
    await spend(this.#failures, address);
  }
}

async function spend(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Problem("rate_limited", `too many requests; again in ${seconds} seconds`, {
      "Retry-After": String(seconds),
    });
  }
}
