import { z } from "zod";
import { WIRE } from "./limits.ts";

export const API_KEY_HEADER = "X-AG-Key";
export const SESSION_HEADER = "X-AG-Session";
export const REQUEST_ID_HEADER = "X-Request-Id";

/** What the JWT of an agent says who made it. */
export const JWT_ISSUER = "clampd-guard";

/** Seconds that a JWT of an agent may be valid. */
export const JWT_SECONDS = 3600;

export const SECRET_PREFIX = "ags_";
export const KEY_PREFIX = "ag_live_";

export const agentId = z.uuid();
const AGENT_STATES = ["active", "suspended", "killed"] as const;
export const agentState = z.enum(AGENT_STATES);
export type AgentState = z.infer<typeof agentState>;

/** What a person's key may do; a guard's key has the one permission `agent`. */
const PERMISSIONS = ["read", "write", "kill", "agent"] as const;
export const permission = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof permission>;

const name = z.string().trim().min(1).max(WIRE.name);
const moment = z.iso.datetime();

/** Why somebody changes something; kept in the record of changes. */
export const reason = z.string().trim().min(1).max(500);

export const agent = z.object({
  id: agentId,
  name,
  state: agentState,
  reason: z.string().optional(),
  created: moment,
  /** When it was last heard of. */
  seen: moment.optional(),
});
export type Agent = z.infer<typeof agent>;

export const agentList = z.object({ agents: z.array(agent), killed_all: z.boolean() });

export const registerAgent = z.strictObject({ name, reason: reason.optional() });

/** Shown once: the server keeps only what it needs to check them. */
export const registeredAgent = z.object({ agent_id: agentId, name, api_key: z.string(), secret: z.string() });

/** Body of suspend, resume, kill and kill-all. */
export const withReason = z.strictObject({ reason });

/** Answer of kill-all: `killed` counts those that were not killed before. */
export const killedAll = z.object({ killed: z.int() });

export const key = z.object({
  id: z.string(),
  name,
  permissions: z.array(permission),
  agent_id: agentId.optional(),
  created: moment,
  /** When it was last used, to the minute. */
  used: moment.optional(),
});
export type Key = z.infer<typeof key>;

export const keyList = z.object({ keys: z.array(key) });

export const makeKey = z.strictObject({
  name,
  permissions: z
    .array(z.enum(["read", "write", "kill"]))
    .min(1)
    .max(3),
  reason,
});

export const madeKey = z.object({ id: z.string(), name, permissions: z.array(permission), api_key: z.string() });
