import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { stream } from "hono/streaming";
import { z } from "zod";
import { auditAnswer, auditQuery, changesAnswer, changesQuery } from "../../src/gateway/wire/audit.ts";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { auditEntryOf } from "../events/entry.ts";
import type { Gateway } from "../gateway.ts";
import type { Access } from "../http/authenticate.ts";
import type { Env } from "../http/context.ts";
import type { EventQuery } from "../store/store.ts";
import { answers, failures, guarded } from "./route.ts";

const tags = ["audit"];
const access: Access = { kind: "person", permission: "read" };

export function addAudit(app: OpenAPIHono<Env>, gateway: Gateway): void {
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.audit,
      tags,
      summary: "Decisions and outcomes, newest first",
      ...guarded(gateway, access),
      request: { query: auditQuery },
      responses: answers(auditAnswer, "A page, and the cursor of the next"),
    }),
    async (c) => {
      const { rows, next } = await gateway.store.search(c.get("principal").org, queryOf(c.req.valid("query")));
      return c.json({ entries: rows.map(auditEntryOf), ...(next === undefined ? {} : { next }) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.auditExport,
      tags,
      summary: "All that matches, one entry per line, newest first",
      ...guarded(gateway, access),
      request: { query: auditQuery.omit({ limit: true, cursor: true }) },
      responses: {
        200: { description: "NDJSON", content: { "application/x-ndjson": { schema: z.string() } } },
        ...failures,
      },
    }),
    (c) => {
      const { org } = c.get("principal");
      const query = { ...queryOf({ ...c.req.valid("query"), limit: WIRE.pageRows }) };
      c.header("Content-Type", "application/x-ndjson");
      const answer = stream(c, async (out) => {
        let cursor: string | undefined;
        do {
          const page = await gateway.store.search(org, { ...query, cursor });
          await out.write(page.rows.map((row) => `${JSON.stringify(auditEntryOf(row))}\n`).join(""));
          cursor = page.next;
        } while (cursor !== undefined && !out.aborted);
      });
      // The types of routes know JSON and text, not lines of JSON.
      return answer as never;
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.changes,
      tags,
      summary: "Who changed what, and why; newest first",
      ...guarded(gateway, access),
      request: { query: changesQuery },
      responses: answers(changesAnswer, "A page, and the cursor of the next"),
    }),
    async (c) => {
      const { cursor, limit } = c.req.valid("query");
      const { rows, next } = await gateway.store.changes(c.get("principal").org, cursor, limit);
      return c.json({ changes: [...rows], ...(next === undefined ? {} : { next }) }, 200);
    },
  );
}

function queryOf({ since, until, ...rest }: z.output<typeof auditQuery>): EventQuery {
  const moment = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return { ...rest, since: moment(since), until: moment(until) };
}
