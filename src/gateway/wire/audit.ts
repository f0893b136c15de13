import { z } from "zod";
import { agentId } from "./identity.ts";
import { WIRE } from "./limits.ts";
import { VERDICTS } from "./proxy.ts";

const name = z.string().max(WIRE.name);

/** Query of GET /v1/audit and /v1/audit/export; everything given must hold. */
export const auditQuery = z.object({
  agent: agentId.optional(),
  rule: name.optional(),
  verdict: z.enum(VERDICTS).optional(),
  kind: z.enum(["decision", "outcome"]).optional(),
  /** guard: reported by a guard. gateway: decided here. */
  source: z.enum(["guard", "gateway"]).optional(),
  /** Words that all occur, in any order; "words in quotes" occur next to each other; wor* is a beginning. */
  text: z.string().max(500).optional(),
  since: z.iso.datetime().optional(),
  until: z.iso.datetime().optional(),
  /** What an earlier answer gave as `next`. */
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(WIRE.pageRows).default(50),
});

export const auditEntry = z.object({
  id: z.string(),
  received: z.iso.datetime(),
  agent_id: agentId,
  source: z.enum(["guard", "gateway"]),
  record: z.looseObject({}),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** Newest first. A line of the export is one entry. */
export const auditAnswer = z.object({ entries: z.array(auditEntry), next: z.string().optional() });

/** GET /v1/changes: who changed what, and why; newest first. */
export const change = z.object({
  id: z.int(),
  time: z.iso.datetime(),
  /** The key that did it, by id and name; never the key itself. */
  by: z.object({ key: z.string(), name: z.string() }),
  action: z.string(),
  target: z.string(),
  reason: z.string(),
  request_id: z.string(),
});
export type Change = z.infer<typeof change>;

export const changesQuery = z.object({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(WIRE.pageRows).default(50),
});
export const changesAnswer = z.object({ changes: z.array(change), next: z.string().optional() });
