import { errors, jwtVerify } from "jose";
import { JWT_ISSUER, JWT_SECONDS } from "../../src/gateway/wire/identity.ts";
import { Kept } from "../kept.ts";
import type { AgentRow } from "../store/store.ts";
import { sha256Hex } from "./keys.ts";

/** Seconds that the clocks of a guard and the gateway may be apart. */
const SKEW_SECONDS = 60;
const MOST = 50_000;

/** Checks agents' JWTs; one that was right is right until it ends, for the agent and secret that it was checked with. */
export class JwtCheck {
  readonly #now: () => number;
  readonly #right: Kept<true>;

  constructor(now: () => number) {
    this.#now = now;
    this.#right = new Kept(0, MOST, now);
  }

  /** Undefined where it is right, else why not, in one clause. */
  async complaint(token: string, agent: AgentRow): Promise<string | undefined> {
    const mark = sha256Hex(`${agent.id}\0${agent.hmac}\0${token}`);
    if (this.#right.get(mark) !== undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, Buffer.from(agent.hmac), {
        algorithms: ["HS256"],
        issuer: JWT_ISSUER,
        subject: agent.id,
        requiredClaims: ["iat", "exp"],
        clockTolerance: SKEW_SECONDS,
        currentDate: new Date(this.#now()),
      });
      const { iat = 0, exp = 0 } = payload;
      if (exp - iat > JWT_SECONDS) return `the JWT is valid for longer than ${JWT_SECONDS} seconds`;
      if (iat * 1000 > this.#now() + SKEW_SECONDS * 1000) return "the JWT comes from the future";
      this.#right.set(mark, true, (exp + SKEW_SECONDS) * 1000);
      return undefined;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "the JWT has expired";
      if (error instanceof errors.JOSEError) return "the JWT is not one of this agent";
      throw error;
    }
  }
}
