import { z } from "zod";
import { auditEntry } from "./audit.ts";
import { agentId, agentState } from "./identity.ts";

/** Which signed bundle is the newest; null where there is none. */
export const bundleMark = z.object({ etag: z.string(), version: z.int() });
export type BundleMark = z.infer<typeof bundleMark>;

/** GET /v1/state: the truth about the agent that asks. */
export const stateAnswer = z.object({
  agent: z.object({ id: agentId, state: agentState, reason: z.string().optional() }),
  killed_all: z.boolean(),
  bundle: bundleMark.nullable(),
  policy_version: z.int(),
  extensions: z.record(z.string(), z.int()),
});
export type StateAnswer = z.infer<typeof stateAnswer>;

/** Events of GET /v1/stream, by their SSE name; `data:` is the JSON of `data`. */
export const streamEvent = z.discriminatedUnion("event", [
  z.object({
    event: z.literal("agent"),
    data: z.object({ agent_id: agentId, state: agentState, reason: z.string().optional() }),
  }),
  z.object({ event: z.literal("policy"), data: z.object({ version: z.int() }) }),
  z.object({ event: z.literal("bundle"), data: bundleMark }),
  /** For people's keys only: a decision as it was stored, for `watch`. */
  z.object({ event: z.literal("record"), data: auditEntry }),
  /** The server does not reach back as far as `Last-Event-ID`: ask /v1/state. */
  z.object({ event: z.literal("reset"), data: z.looseObject({}) }),
]);
export type StreamEvent = z.infer<typeof streamEvent>;
