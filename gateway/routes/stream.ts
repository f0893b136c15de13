import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { z } from "zod";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import type { Numbered } from "../events/hub.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { failures, guarded } from "./route.ts";

/** A listener that is so far behind is let go; it comes back with its Last-Event-ID. */
const MOST_WAITING = 1_000;

/** What changes, as it changes. */
export function addStream(app: OpenAPIHono<Env>, gateway: Gateway): void {
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.stream,
      tags: ["guards"],
      summary: "Server-sent events: agent, policy, bundle; for people record, too",
      ...guarded(gateway, { kind: "both", permission: "read" }),
      responses: {
        200: { description: "Events", content: { "text/event-stream": { schema: z.string() } } },
        ...failures,
      },
    }),
    (c) => {
      const principal = c.get("principal");
      const header = c.req.header("Last-Event-ID") ?? "";
      const last = /^\d{1,16}$/.test(header) ? Number(header) : undefined;
      // Proxies must not collect it.
      c.header("X-Accel-Buffering", "no");
      return streamSSE(c, async (stream) => {
        const waiting: Numbered[] = [];
        let wake = () => {};
        let isOver = false;
        const end = () => {
          isOver = true;
          wake();
        };
        stream.onAbort(end);
        const stop = gateway.hub.listen(principal, last, (numbered) => {
          if (numbered === undefined || waiting.length >= MOST_WAITING) return end();
          waiting.push(numbered);
          wake();
        });
        try {
          await stream.write(": hello\n\n");
          while (!isOver) {
            const numbered = waiting.shift();
            if (numbered !== undefined) await stream.writeSSE(lines(numbered));
            else if (
              !(await happens(WIRE.heartbeatMs, (resolve) => {
                wake = resolve;
              }))
            )
              await stream.write(": alive\n\n");
          }
        } finally {
          stop();
        }
      });
    },
  );
}

const lines = ({ id, event }: Numbered) => ({ id: String(id), event: event.event, data: JSON.stringify(event.data) });

/** True when it happens, false when `ms` have passed without it. */
function happens(ms: number, listen: (resolve: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms);
    listen(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}
