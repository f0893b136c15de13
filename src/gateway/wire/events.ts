import { z } from "zod";
import { WIRE } from "./limits.ts";

/** The key by which a repeated event is known: UUIDv7 or a hash of the journal's line. */
const eventId = z.string().regex(new RegExp(`^[A-Za-z0-9_:.-]{1,${WIRE.eventId}}$`));

/** POST /v1/events. Records are checked one by one (`record.ts`), so that one bad record does not hold up the others. */
export const eventsRequest = z.object({
  events: z
    .array(z.object({ id: eventId, record: z.looseObject({}) }))
    .min(1)
    .max(WIRE.events),
});

/** Sent after what was accepted is on disk. What is rejected will be rejected again: it need not be sent again. */
export const eventsAnswer = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.object({ id: z.string(), reason: z.string() })),
});
