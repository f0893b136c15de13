import { z } from "zod";
import { LOCKABLE } from "./layer.ts";
import { DATE, LIMITS, NAMES } from "./limits.ts";
import { FAIL_MODES, MODES, PROFILES, SEVERITIES } from "./order.ts";
import { ASK, CONTENT, UNREACHABLE } from "./read-gateway.ts";

// The whole schema, for people, editors and the command line. The hook reads with `read.ts`, which must accept exactly the same.

const about = <T extends z.ZodType>(schema: T, description: string): T => schema.describe(description) as T;
const text = (most: number) => z.string().min(1).max(most);
const id = text(LIMITS.name).regex(NAMES.id);
const mode = about(z.enum(MODES), "off: says nothing. observe: records what it would have said. enforce: says it.");
const moment = z
  .string()
  .regex(DATE)
  .refine((value) => !Number.isNaN(Date.parse(value)));

const exemption = z.strictObject({
  rule: about(id, "Id of the rule, exact."),
  path: about(
    text(LIMITS.text),
    "Glob over every path that the finding is about: absolute, ~/…, or relative to the workspace.",
  ).optional(),
  repo: about(text(LIMITS.text), "Glob over the folder of the repository.").optional(),
  agent: about(id, "Id of the agent, such as claude.").optional(),
  reason: about(text(LIMITS.text), "Why; every decision that it touches names it."),
  expires: about(moment, "Last day (UTC), or the moment from which it does not count any more.").optional(),
});

const stage = z
  .strictObject({
    percent: about(
      z.int().min(0).max(100),
      "Share of the machines, by a stable hash of the machine; 100 if not given.",
    ),
    from: about(moment, "First day (UTC), or the moment from which it counts."),
    mode: about(z.enum(MODES), "For the rules and categories named here, else in general; enforce if not given."),
    rules: about(z.array(id).max(LIMITS.list), "Ids of rules."),
    categories: about(z.array(id).max(LIMITS.list), "Categories of rules."),
    profile: about(z.enum(PROFILES), "At least this profile."),
  })
  .partial();

const unreachable = z.enum(UNREACHABLE);

const gateway = z
  .strictObject({
    url: about(text(LIMITS.long).regex(NAMES.url), "Address of the gateway; counts before gateway_url."),
    ask: about(
      z.union([z.enum(ASK), z.array(id).max(LIMITS.list)]),
      "Which calls it is asked about: all, those whose effects are uncertain, none, or those with a finding of these categories.",
    ),
    when_unreachable: about(
      z.union([
        unreachable,
        z
          .strictObject({
            default: unreachable,
            categories: z.record(id, unreachable),
            rules: z.record(id, unreachable),
          })
          .partial(),
      ]),
      "What an outage of the gateway comes to: local (the guard alone decides), closed (deny), open (as local, without a note).",
    ),
    deadline_ms: about(
      z.int().min(10).max(LIMITS.timeoutMs),
      "Milliseconds from the start of a call to its answer, the gateway included; 100 if not given.",
    ),
    content: about(z.enum(CONTENT), "withheld: only a digest and the kinds of effects are sent."),
    cache_ms: about(
      z.int().min(0).max(LIMITS.cacheMs),
      "How long an answer counts for the same call; 0 for not at all.",
    ),
  })
  .partial();

export const configSchema = z
  .strictObject({
    $schema: text(LIMITS.long),
    version: about(z.literal(1), "Version of this format."),
    mode,
    profile: about(z.enum(PROFILES), "What a severity comes to."),
    failMode: about(z.enum(FAIL_MODES), "What happens to a call that cannot be analysed or decided."),
    categories: about(z.record(id, z.strictObject({ mode }).partial()), "Modes by category of rules."),
    rules: about(
      z.record(
        id,
        z
          .strictObject({
            mode,
            severity: about(z.enum(SEVERITIES), "Raises the rule's own severity; never lowers it."),
          })
          .partial(),
      ),
      "Modes and severities by rule.",
    ),
    exemptions: about(z.array(exemption).max(LIMITS.list), "Findings that are let through."),
    rollout: about(
      z.array(stage).max(LIMITS.stages),
      "Steps that tighten this file on a part of the machines, from a day on.",
    ),
    wrappers: about(
      z.array(text(LIMITS.name).regex(NAMES.program)).max(LIMITS.list),
      "Programs of your own that run the command which follows them.",
    ),
    contact: about(text(LIMITS.contact), "Whom to ask, shown in a denial."),
    locks: about(
      z.array(z.enum(LOCKABLE)).max(LIMITS.list),
      "Managed file and bundle only: keys that lower layers may not set.",
    ),
    allowUserExemptions: about(
      z.boolean(),
      "Managed file and bundle only: users may exempt themselves from what it sets.",
    ),
    bundle_root: about(
      text(LIMITS.name).regex(NAMES.sha256),
      "Managed file only: fingerprint of the root of trust that bundles must come from.",
    ),
    minimumVersion: about(text(LIMITS.name).regex(NAMES.version), "Oldest version of the guard that this file is for."),
    gateway_url: about(text(LIMITS.long).regex(NAMES.url), "Address of the gateway."),
    api_key: about(text(LIMITS.long), "Key for the gateway."),
    agent_id: about(text(LIMITS.text), "Id under which this guard is registered."),
    secret: about(text(LIMITS.long), "Signs what is sent to the gateway."),
    skip_low_risk: about(z.boolean(), "Do not ask the gateway about low-risk calls."),
    timeout_ms: about(z.int().min(1).max(LIMITS.timeoutMs), "Longest wait for the gateway, in milliseconds."),
    gateway: about(gateway, "When the gateway is asked, and what an outage comes to."),
    fail_open: about(
      z.boolean(),
      "Older name of failMode: true is open, false is closed; failMode counts where both are set.",
    ),
  })
  .partial();

/** The JSON Schema that editors use, as published in docs/guard.schema.json. */
export function publishedSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: "input" });
  return { $schema, title: "clampd-guard configuration", ...rest };
}
