import type { Context, MiddlewareHandler } from "hono";
import type { z } from "zod";
import { errorBody } from "../../src/gateway/wire/errors.ts";
import { API_KEY_HEADER } from "../../src/gateway/wire/identity.ts";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import type { Gateway } from "../gateway.ts";
import { type Access, authenticate } from "../http/authenticate.ts";
import { jsonBody } from "../http/body.ts";
import type { Env, Principal } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import type { Actor } from "../store/store.ts";

export const SCHEMES = {
  key: { type: "apiKey", in: "header", name: API_KEY_HEADER },
  jwt: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
} as const;

const SECURITY: Readonly<Record<Access["kind"], Record<string, string[]>[]>> = {
  open: [],
  agent: [{ key: [], jwt: [] }],
  person: [{ key: [] }],
  both: [{ key: [] }, { key: [], jwt: [] }],
};

/** What stands before a route: who may use it, and how large a body may be. Said in the OpenAPI document, too. */
export function guarded(gateway: Gateway, access: Access, bodyBytes?: number) {
  const middleware: MiddlewareHandler<Env>[] = [authenticate(gateway, access)];
  if (bodyBytes !== undefined) middleware.push(jsonBody(bodyBytes));
  return {
    middleware,
    security: SECURITY[access.kind],
    "x-access":
      access.kind === "person" || access.kind === "both" ? `${access.kind}: ${access.permission}` : access.kind,
  };
}

export const smallBody = WIRE.smallBytes;

export const body = <T extends z.ZodType>(schema: T) => ({
  body: { required: true, content: { "application/json": { schema } } },
});

export const answers = <T extends z.ZodType>(schema: T, description: string) => ({
  200: { description, content: { "application/json": { schema } } },
  ...failures,
});

export const failures = {
  default: { description: "An error", content: { "application/json": { schema: errorBody } } },
} as const;

/** The path of a route as OpenAPI writes it. */
export const withId = <P extends string>(path: P) => path.replace("ID", "{id}");

export function actorOf(c: Context<Env>, reason: string, now: number): Actor {
  const { key } = c.get("principal");
  return { key: key.id, name: key.name, reason, requestId: c.get("requestId"), time: now };
}

/** INVARIANT: an agent that was stopped gets no verdict but this. */
export function mustBeActive(principal: Principal): void {
  if (principal.kind !== "agent" || principal.agent.state === "active") return;
  const { state } = principal.agent;
  throw new Problem(state === "killed" ? "agent_killed" : "agent_suspended", `the agent is ${state}`);
}
