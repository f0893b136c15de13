import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { eventsAnswer, eventsRequest } from "../../src/gateway/wire/events.ts";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { journalRecord } from "../../src/gateway/wire/record.ts";
import { type EntryFacts, eventOf } from "../events/entry.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import type { NewEvent } from "../store/store.ts";
import { answers, body, guarded } from "./route.ts";

/** Records that are checked in one go; calls that wait for a verdict come in between. */
const STEP = 25;

/** A stopped agent's guard may still tell what happened: that is when it matters most. */
export function addEvents(app: OpenAPIHono<Env>, gateway: Gateway): void {
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.events,
      tags: ["events"],
      summary: "Takes records of a guard's journal; answered when they are on disk",
      ...guarded(gateway, { kind: "agent" }, WIRE.eventsBytes),
      request: body(eventsRequest),
      responses: answers(eventsAnswer, "How many are new, were there already, or can never be taken"),
    }),
    async (c) => {
      const principal = c.get("principal");
      if (principal.kind !== "agent") throw new Problem("missing_permission", "events come from agents");
      const facts = {
        org: principal.org,
        agent: principal.agent.id,
        source: "guard",
        received: gateway.now(),
      } as const;
      const { events, rejected } = await checkEvents(c.req.valid("json").events, facts);
      const added = await gateway.recorder.keep(events);
      const accepted = added.filter((isNew) => isNew).length;
      gateway.metrics.events.inc(accepted);
      gateway.metrics.duplicates.inc(added.length - accepted);
      return c.json({ accepted, duplicates: added.length - accepted, rejected }, 200);
    },
  );
}

type Sent = { readonly id: string; readonly record: object };

async function checkEvents(sent: readonly Sent[], facts: Omit<EntryFacts, "eventId">) {
  const events: NewEvent[] = [];
  const rejected: { id: string; reason: string }[] = [];
  for (const [i, { id, record }] of sent.entries()) {
    if (i > 0 && i % STEP === 0) await new Promise((resolve) => setImmediate(resolve));
    const checked = journalRecord.safeParse(record);
    if (!checked.success) {
      rejected.push({ id, reason: `not a record: ${checked.error.issues[0]?.path.join(".") || "its shape"}` });
      continue;
    }
    const event = eventOf(checked.data, { ...facts, eventId: id });
    if (Buffer.byteLength(event.record) > WIRE.recordBytes) rejected.push({ id, reason: "too large" });
    else events.push(event);
  }
  return { events, rejected };
}
