/** JWT of an agent, as Clampd's first generation has it: HS256 over the secret, or over the hex digest of one that says `ags_`. */

const SECONDS = 3600;
/** A token is made anew so long before its end, for clocks that do not agree. */
const EARLY_MS = 5 * 60_000;

export function agentToken(agentId: string, secret: string, now: number): string {
  const { createHash, createHmac } = process.getBuiltinModule("node:crypto");
  const key = secret.startsWith("ags_") ? createHash("sha256").update(secret).digest("hex") : secret;
  const iat = Math.floor(now / 1000);
  const claims = { sub: agentId, iss: "clampd-guard", iat, exp: iat + SECONDS };
  const signed = [{ alg: "HS256", typ: "JWT" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

/** Gives the same token until it nears its end. */
export function tokens(agentId: string, secret: string): (now: number) => string {
  let token = "";
  let made = Number.NEGATIVE_INFINITY;
  return (now) => {
    // A clock that was set back makes a token of the future.
    if (now < made || now > made + SECONDS * 1000 - EARLY_MS) {
      token = agentToken(agentId, secret, now);
      made = now;
    }
    return token;
  };
}
