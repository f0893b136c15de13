import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { inspectRequest, ourAnswer, scanAnswer, scanOutputAnswer, scanRequest } from "../../src/gateway/wire/proxy.ts";
import { answerOf } from "../decide/answer.ts";
import type { ProxyInput } from "../decide/call.ts";
import { countPii } from "../decide/pii.ts";
import { scanText } from "../decide/scan.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { mustHaveRoom, record } from "./decisions.ts";
import { answers, body, guarded, mustBeActive } from "./route.ts";

export function addScans(app: OpenAPIHono<Env>, gateway: Gateway): void {
  const tags = ["scans"];
  const before = () => guarded(gateway, { kind: "agent" }, WIRE.callBytes);
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.inspect,
      tags,
      summary: "Looks at what a tool gave back",
      ...before(),
      request: body(inspectRequest),
      responses: answers(ourAnswer, "The verdict on it"),
    }),
    async (c) => {
      const { tool, response_data, call } = c.req.valid("json");
      const { scan, facts } = await scanFor(c, textOf(response_data), { tool, call }, true, gateway);
      const answer = answerOf(scan.decision, facts);
      return c.json(
        scan.isCut ? { ...answer, degraded_stages: [...answer.degraded_stages, "content-cut"] } : answer,
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.scanInput,
      tags,
      summary: "Looks at what is about to be said to a model",
      ...before(),
      request: body(scanRequest),
      responses: answers(scanAnswer, "The verdict on it"),
    }),
    async (c) => {
      const { scan, facts } = await scanFor(c, c.req.valid("json").text, { tool: "scan-input" }, false, gateway);
      return c.json(shortAnswer(scan, facts), 200);
    },
  );
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.scanOutput,
      tags,
      summary: "Looks at what a model said",
      ...before(),
      request: body(scanRequest),
      responses: answers(scanOutputAnswer, "The verdict on it, with personal data and credentials counted"),
    }),
    async (c) => {
      const { scan, facts } = await scanFor(c, c.req.valid("json").text, { tool: "scan-output" }, true, gateway);
      const found = { pii_found: countPii(scan.text), secrets_found: [...scan.secrets] };
      return c.json({ ...shortAnswer(scan, facts), ...found }, 200);
    },
  );
}

type About = Pick<ProxyInput, "tool" | "call">;

async function scanFor(c: Context<Env>, text: string, about: About, output: boolean, gateway: Gateway) {
  mustHaveRoom(gateway);
  const principal = c.get("principal");
  mustBeActive(principal);
  const inForce = await gateway.policies.inForce(principal.org);
  const phase = output ? ("after" as const) : ("before" as const);
  const call = { agent: "claude", ...about.call, event: output ? "PostToolUse" : "UserPromptSubmit", phase };
  const scan = scanText(text, { ...about, call }, inForce, { now: gateway.now(), output });
  const milliseconds = performance.now() - c.get("started");
  gateway.metrics.decided(scan.decision.verdict, milliseconds);
  record(c, gateway, scan.call, scan.decision, milliseconds);
  const facts = {
    requestId: c.get("requestId"),
    latencyMs: Math.round(milliseconds * 100) / 100,
    policyVersion: inForce.version,
    contact: inForce.policy.contact?.value,
  };
  return { scan, facts };
}

function shortAnswer(scan: ReturnType<typeof scanText>, facts: Parameters<typeof answerOf>[1]) {
  const { request_id, allowed, risk_score, denial_reason, denial, matched_rules, latency_ms } = answerOf(
    scan.decision,
    facts,
  );
  return { request_id, allowed, risk_score, denial_reason, ...(denial && { denial }), matched_rules, latency_ms };
}

function textOf(data: unknown): string {
  return typeof data === "string" ? data : (JSON.stringify(data) ?? "");
}
