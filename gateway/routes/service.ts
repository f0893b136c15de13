import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { EXTENSIONS, EXTENSIONS_HEADER, formatExtensions } from "../../src/gateway/wire/extensions.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { VERSION } from "../../src/version.ts";
import { docsPage } from "../docs-page.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { failures, guarded, SCHEMES } from "./route.ts";

const tags = ["service"];
const text = (description: string) => ({ description, content: { "text/plain": { schema: z.string() } } });

const ANNOUNCED = formatExtensions(EXTENSIONS);

export function addService(app: OpenAPIHono<Env>, gateway: Gateway): void {
  for (const path of [PATHS.health, PATHS.proxy]) {
    app.use(path, async (c, next) => {
      c.header(EXTENSIONS_HEADER, ANNOUNCED);
      await next();
    });
  }
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.health,
      tags,
      summary: "Whether it serves",
      ...guarded(gateway, { kind: "open" }),
      responses: { 200: text("ok"), ...failures },
    }),
    async (c) => {
      if (await gateway.health.isWell()) return c.text("ok", 200);
      throw new Problem("store_unavailable", "the store does not answer");
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/metrics",
      tags,
      summary: "Figures for Prometheus",
      ...guarded(gateway, gateway.openMetrics ? { kind: "open" } : { kind: "person", permission: "read" }),
      responses: { 200: text("Prometheus' text format"), ...failures },
    }),
    async (c) => {
      const { registry, listeners } = gateway.metrics;
      listeners.set(gateway.hub.listeners);
      return c.text(await registry.metrics(), 200, { "Content-Type": registry.contentType });
    },
  );
}

/** Last, when every route is there. */
export function addDocs(app: OpenAPIHono<Env>): void {
  for (const [name, scheme] of Object.entries(SCHEMES))
    app.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  const info = { title: "clampd-guard gateway", version: VERSION };
  let made: object | undefined;
  let page: string | undefined;
  const document = () => {
    made ??= app.getOpenAPI31Document({ openapi: "3.1.0", info });
    return made;
  };
  app.get("/openapi.json", (c) => c.json(document()));
  app.get("/docs", (c) => {
    page ??= docsPage(document());
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    );
    return c.html(page);
  });
}
