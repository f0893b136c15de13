import { randomUUID } from "node:crypto";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { SESSION_HEADER } from "../../src/gateway/wire/identity.ts";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { ourAnswer, proxyRequest } from "../../src/gateway/wire/proxy.ts";
import type { WireRecord } from "../../src/gateway/wire/record.ts";
import { decisionRecord } from "../../src/journal/build.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";
import { VERSION } from "../../src/version.ts";
import { answerOf } from "../decide/answer.ts";
import type { ProxyInput } from "../decide/call.ts";
import { judge } from "../decide/decide.ts";
import { eventOf } from "../events/entry.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { answers, body, guarded, mustBeActive } from "./route.ts";

export function addDecisions(app: OpenAPIHono<Env>, gateway: Gateway): void {
  const tags = ["decisions"];
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.proxy,
      tags,
      summary: "Decides on a tool call and records the decision",
      ...guarded(gateway, { kind: "agent" }, WIRE.callBytes),
      request: body(proxyRequest),
      responses: answers(ourAnswer, "The verdict; a denial by a rule is an answer and no error"),
    }),
    async (c) => {
      mustHaveRoom(gateway);
      const { answer, call, decision, milliseconds } = await decideOn(c, c.req.valid("json"), gateway);
      gateway.metrics.decided(decision.verdict, milliseconds);
      record(c, gateway, call, decision, milliseconds);
      return c.json(answer, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.verify,
      tags,
      summary: "Decides on a tool call without recording anything",
      ...guarded(gateway, { kind: "both", permission: "read" }, WIRE.callBytes),
      request: body(proxyRequest),
      responses: answers(ourAnswer, "What the verdict would be"),
    }),
    async (c) => c.json((await decideOn(c, c.req.valid("json"), gateway)).answer, 200),
  );
}

/** INVARIANT: what cannot be written down is not decided on. */
export function mustHaveRoom({ recorder, metrics }: Gateway): void {
  if (!recorder.isFull) return;
  metrics.breaker.inc();
  throw new Problem("overloaded", "too many decisions wait to be written down", { "Retry-After": "1" });
}

async function decideOn(c: Context<Env>, input: ProxyInput, gateway: Gateway) {
  const principal = c.get("principal");
  mustBeActive(principal);
  if (input.target_url !== "")
    throw new Problem("invalid_request", "this gateway evaluates only and forwards nothing: target_url must be empty");
  const inForce = await gateway.policies.inForce(principal.org);
  const { call, decision } = await judge(input, inForce, gateway.now(), sessionOf(c));
  const milliseconds = performance.now() - c.get("started");
  const answer = answerOf(decision, {
    requestId: c.get("requestId"),
    latencyMs: Math.round(milliseconds * 100) / 100,
    policyVersion: inForce.version,
    promptContext: input.prompt_context,
    contact: inForce.policy.contact?.value,
  });
  return { answer, call, decision, milliseconds };
}

function sessionOf(c: Context<Env>): string | undefined {
  const session = c.req.header(SESSION_HEADER);
  if (session !== undefined && !/^[A-Za-z0-9_:.-]{1,128}$/.test(session))
    throw new Problem("invalid_session_id", `${SESSION_HEADER} is no id of a session`);
  return session;
}

/** Writes a decision that was made here down, as the guard's journal would. */
export function record(
  c: Context<Env>,
  gateway: Gateway,
  call: ToolCall,
  decision: Decision,
  milliseconds: number,
): void {
  const principal = c.get("principal");
  if (principal.kind !== "agent") return;
  const now = gateway.now();
  const durationUs = Math.round(milliseconds * 1000);
  const made = decisionRecord(call, decision, { folder: undefined, now, durationUs, version: VERSION });
  gateway.recorder.note(
    eventOf(made as unknown as WireRecord, {
      org: principal.org,
      agent: principal.agent.id,
      source: "gateway",
      // Of our own: a client that names all its requests alike must not have but one of them recorded.
      eventId: randomUUID(),
      received: now,
    }),
  );
}
