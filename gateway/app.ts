import { randomUUID } from "node:crypto";
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ErrorBody } from "../src/gateway/wire/errors.ts";
import { REQUEST_ID_HEADER } from "../src/gateway/wire/identity.ts";
import type { Gateway } from "./gateway.ts";
import type { Env, Principal } from "./http/context.ts";
import { Problem } from "./http/problem.ts";
import { addAgents } from "./routes/agents.ts";
import { addAudit } from "./routes/audit.ts";
import { addDecisions } from "./routes/decisions.ts";
import { addEvents } from "./routes/events.ts";
import { addKeys } from "./routes/keys.ts";
import { addPolicy } from "./routes/policy.ts";
import { addScans } from "./routes/scans.ts";
import { addDocs, addService } from "./routes/service.ts";
import { addState } from "./routes/state.ts";
import { addStream } from "./routes/stream.ts";

/** All routes over a gateway; tests call it without a socket. */
export function createApp(gateway: Gateway): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return undefined;
      const [issue] = result.error.issues;
      // Where it is wrong and how, and never what was sent.
      throw new Problem(
        "invalid_request",
        `\`${issue?.path.join(".") || result.target}\` is wrong: ${issue?.code ?? "invalid"}`,
      );
    },
  });
  app.use(async (c, next) => {
    const started = performance.now();
    const sent = c.req.header(REQUEST_ID_HEADER);
    const requestId = sent !== undefined && /^[A-Za-z0-9_.-]{8,64}$/.test(sent) ? sent : randomUUID();
    c.set("requestId", requestId);
    c.set("started", started);
    c.header(REQUEST_ID_HEADER, requestId);
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Cache-Control", "no-store");
    await next();
    seen(c, gateway, performance.now() - started);
  });
  addService(app, gateway);
  addDecisions(app, gateway);
  addScans(app, gateway);
  addEvents(app, gateway);
  addState(app, gateway);
  addStream(app, gateway);
  addPolicy(app, gateway);
  addAgents(app, gateway);
  addKeys(app, gateway);
  addAudit(app, gateway);
  addDocs(app);
  app.notFound((c) => problem(c, new Problem("not_found", "there is no such route")));
  app.onError((error, c) => {
    if (error instanceof Problem) return problem(c, error);
    if (error instanceof HTTPException) return problem(c, fromHono(error));
    gateway.log.error({ err: error, request_id: c.get("requestId") }, "a request failed");
    return problem(
      c,
      new Problem("internal_error", "something went wrong here; the log knows more by the request's id"),
    );
  });
  return app;
}

function problem(c: Context<Env>, { code, message, status, headers }: Problem) {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return c.json({ error: message, error_code: code, request_id: c.get("requestId") } satisfies ErrorBody, status);
}

function fromHono({ status }: HTTPException): Problem {
  if (status === 415) return new Problem("unsupported_media_type", "the body must be application/json");
  if (status < 500) return new Problem("invalid_request", "the body is not JSON");
  return new Problem("internal_error", "something went wrong here");
}

function seen(c: Context<Env>, { metrics, log }: Gateway, milliseconds: number): void {
  const { method } = c.req;
  const { status } = c.res;
  // The pattern and never the path: an id must not become a label.
  const route = status === 404 ? "none" : c.req.routePath;
  metrics.requestSeconds.observe({ route: `${method} ${route}`, status: String(status) }, milliseconds / 1000);
  const level = status >= 500 ? "error" : status >= 400 ? "info" : "debug";
  if (!log.isLevelEnabled(level)) return;
  const principal = c.get("principal") as Principal | undefined;
  const who = principal === undefined ? {} : { org: principal.org, key: principal.key.id };
  const ms = Math.round(milliseconds * 10) / 10;
  log[level]({ request_id: c.get("requestId"), method, route, status, ms, ...who }, "request");
}
