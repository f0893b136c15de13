import type { Context, MiddlewareHandler } from "hono";
import { API_KEY_HEADER, type Permission } from "../../src/gateway/wire/identity.ts";
import type { Gateway } from "../gateway.ts";
import type { KeyRow } from "../store/store.ts";
import type { Env, Principal } from "./context.ts";
import { Problem } from "./problem.ts";

/** Who may use a route. `agent` beside a permission: both kinds may. */
export type Access =
  | { readonly kind: "open" }
  | { readonly kind: "agent" }
  | { readonly kind: "person"; readonly permission: Exclude<Permission, "agent"> }
  | { readonly kind: "both"; readonly permission: Exclude<Permission, "agent"> };

const KEY = /^ag_(?:live|test)_[A-Za-z0-9]{8,128}$/;

/** Finds out who asks, and whether they may. What goes wrong says as little as helps an honest client. */
export function authenticate(gateway: Gateway, access: Access): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (access.kind === "open") return next();
    const key = await keyOf(c, gateway);
    await gateway.rates.spend(key);
    const principal = await principalOf(c, key, gateway);
    if (principal.kind === "agent" ? access.kind === "person" : access.kind === "agent")
      throw new Problem(
        "missing_permission",
        `this route is not for the key of ${principal.kind === "agent" ? "an agent" : "a person"}`,
      );
    if (principal.kind === "person" && access.kind !== "agent") mustHave(key, access.permission);
    c.set("principal", principal);
    return next();
  };
}

export function mustHave(key: KeyRow, permission: Permission): void {
  if (!key.permissions.includes(permission))
    throw new Problem("missing_permission", `the key does not have the permission ${permission}`);
}

async function keyOf(c: Context<Env>, gateway: Gateway): Promise<KeyRow> {
  const text = c.req.header(API_KEY_HEADER);
  if (text === undefined || text === "") {
    await gateway.rates.spendFailure(addressOf(c));
    throw new Problem("missing_api_key", `the header ${API_KEY_HEADER} is missing`);
  }
  const key = KEY.test(text) ? await gateway.directory.key(text) : undefined;
  if (key !== undefined) return key;
  await gateway.rates.spendFailure(addressOf(c));
  throw new Problem("invalid_api_key", "the key is not known");
}

async function principalOf(c: Context<Env>, key: KeyRow, gateway: Gateway): Promise<Principal> {
  if (!key.permissions.includes("agent")) return { kind: "person", org: key.org, key };
  const fail = async (code: "missing_jwt" | "invalid_jwt", message: string) => {
    await gateway.rates.spendFailure(addressOf(c));
    throw new Problem(code, message);
  };
  const [, token] =
    /^Bearer +([A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]+\.[A-Za-z0-9_=-]+) *$/i.exec(c.req.header("Authorization") ?? "") ?? [];
  if (c.req.header("Authorization") === undefined) return fail("missing_jwt", "the header Authorization is missing");
  const agent = key.agent === undefined ? undefined : await gateway.directory.agent(key.org, key.agent);
  if (token === undefined || agent === undefined) return fail("invalid_jwt", "the JWT is not one of this agent");
  const complaint = await gateway.jwts.complaint(token, agent);
  if (complaint !== undefined) return fail("invalid_jwt", complaint);
  gateway.directory.seen(agent.id);
  return { kind: "agent", org: key.org, key, agent };
}

/** Where the connection comes from; headers that anybody can send are not asked. */
function addressOf(c: Context<Env>): string {
  const { incoming } = (c.env ?? {}) as {
    readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
  };
  return incoming?.socket?.remoteAddress ?? "local";
}
