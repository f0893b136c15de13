import { z } from "zod";
import { WIRE } from "./limits.ts";

const name = z.string().max(WIRE.name);
// Not z.json(): it recurses, and how deep a body nests is bounded before it is looked at.
const params = z.record(z.string(), z.unknown());

export const VERDICTS = ["allow", "warn", "ask", "deny"] as const;

// Of ours, too, fields that are not known are passed over: a guard may be newer than the gateway.

/** Ours: the call beside `tool` and `params`, sent where the server announces an extension. */
export const callFacts = z.object({
  /** The dialect: "claude", "codex", … */
  agent: name,
  event: name.optional(),
  phase: z.enum(["before", "after", "failed"]).default("before"),
  cwd: z.string().max(WIRE.path).optional(),
  workspace: z.array(z.string().max(WIRE.path)).max(WIRE.workspaces).optional(),
  home: z.string().max(WIRE.path).optional(),
  session: name.optional(),
  /** The client's id of the tool call. */
  id: name.optional(),
});
export type CallFacts = z.infer<typeof callFacts>;

/** Ours: what the guard itself says about the call. */
const localVerdict = z.object({
  verdict: z.enum(VERDICTS),
  findings: z
    .array(z.object({ rule: name, severity: z.enum(["critical", "high", "medium", "low"]) }))
    .max(WIRE.findings),
});

/** Ours: what the call would do, redacted. */
const effectFact = z.object({ kind: name, target: z.string().max(WIRE.path).optional() });

/** POST /v1/proxy and /v1/verify. Clampd's further fields (delegation, descriptors, proofs) are taken and not looked at. */
export const proxyRequest = z.looseObject({
  tool: name.min(1),
  params,
  /** "" evaluates only, and nothing else is done here. */
  target_url: z.string().max(WIRE.path).default(""),
  prompt_context: z.string().max(WIRE.text).optional(),
  call: callFacts.optional(),
  local: localVerdict.optional(),
  effects: z.array(effectFact).max(WIRE.effects).optional(),
  /** SHA-256, hex, of tool and params as they may leave the machine: redacted. */
  params_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** `params` is empty on purpose: only hash, effects and the guard's own findings are told. */
  withheld: z.boolean().optional(),
});
export type ProxyRequest = z.input<typeof proxyRequest>;

/** POST /v1/inspect: what came back from a tool. */
export const inspectRequest = z.looseObject({
  tool: name.min(1),
  response_data: z.unknown(),
  request_id: name.optional(),
  scope_token: z.string().max(WIRE.text).optional(),
  call: callFacts.optional(),
});
export type InspectRequest = z.input<typeof inspectRequest>;

export const scanRequest = z.looseObject({
  text: z.string(),
  message_count: z.int().min(0).optional(),
  roles: z.array(name).max(1000).optional(),
  scope: name.optional(),
});

/** Newer Clampd's "what to do instead". */
export const denial = z.looseObject({
  rule_id: z.string().nullish(),
  reason_codes: z.array(z.string()).nullish(),
  corrective: z
    .looseObject({
      kind: z.string().nullish(),
      human_explanation: z.string().nullish(),
      rendered: z.looseObject({ tool_result: z.string().nullish(), short_label: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
export type Denial = z.infer<typeof denial>;

/**
 * An answer of /v1/proxy, /v1/verify and /v1/inspect as a client reads it, from Clampd 0.9, newer ones and ours: only
 * `allowed` is sure to be there, `matched_rules` is absent when empty in the newer shape, and what is not known is left alone.
 */
export const verdictAnswer = z.looseObject({
  allowed: z.boolean(),
  request_id: z.string().nullish(),
  /** pass, flag, block, exempt; others may come. */
  action: z.string().nullish(),
  risk_score: z.number().nullish(),
  denial_reason: z.string().nullish(),
  denial: denial.nullish(),
  reasoning: z.string().nullish(),
  matched_rules: z.array(z.string()).nullish(),
  degraded_stages: z.array(z.string()).nullish(),
  session_flags: z.array(z.string()).nullish(),
  latency_ms: z.number().nullish(),
  /** Ours: tells ask and warn apart, which `action` cannot. */
  verdict: z.enum(VERDICTS).nullish(),
  /** Ours: which policy decided; a kept answer counts as long as it is in force. */
  policy_version: z.int().nullish(),
});
export type VerdictAnswer = z.infer<typeof verdictAnswer>;

/** The same as our server writes it: every field that Clampd 0.9's guard needs is always there. */
export const ourAnswer = z.object({
  request_id: z.string(),
  allowed: z.boolean(),
  action: z.enum(["pass", "flag", "block", "exempt"]),
  risk_score: z.number(),
  scope_granted: z.string(),
  denial_reason: z.string().nullable(),
  denial: denial.optional(),
  reasoning: z.string(),
  matched_rules: z.array(z.string()),
  latency_ms: z.number(),
  degraded_stages: z.array(z.string()),
  session_flags: z.array(z.string()),
  verdict: z.enum(VERDICTS),
  policy_version: z.int(),
});
export type OurAnswer = z.infer<typeof ourAnswer>;

const counted = <K extends string>(name: K) => z.array(z.object({ [name]: z.string(), count: z.int() }));

export const scanAnswer = z.object({
  request_id: z.string(),
  allowed: z.boolean(),
  risk_score: z.number(),
  denial_reason: z.string().nullable(),
  denial: denial.optional(),
  matched_rules: z.array(z.string()),
  latency_ms: z.number(),
});

export const scanOutputAnswer = scanAnswer.extend({
  pii_found: counted("pii_type"),
  secrets_found: counted("secret_type"),
});
