import { z } from "zod";
import { reason } from "./identity.ts";
import { WIRE } from "./limits.ts";

/** A rule pack as it is written, in TOML. */
export const pack = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  toml: z.string().max(WIRE.packBytes),
});
export type Pack = z.infer<typeof pack>;

/** PUT /v1/policy. The policy has the shape of guard.json and is checked by its own schema (src/policy/schema.ts). */
export const putPolicy = z.strictObject({
  policy: z.record(z.string(), z.unknown()),
  packs: z.array(pack).max(WIRE.packs).optional(),
  reason,
});

export const putPolicyAnswer = z.object({ version: z.int(), bundle: z.object({ etag: z.string(), version: z.int() }) });

/** GET /v1/policy; version 0 is the empty policy of a new server. */
export const policyAnswer = z.object({
  version: z.int(),
  policy: z.record(z.string(), z.unknown()),
  packs: z.array(pack),
  changed: z.iso.datetime().optional(),
  by: z.string().optional(),
  reason: z.string().optional(),
});
export type PolicyAnswer = z.infer<typeof policyAnswer>;
