import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import { WIRE } from "../../src/gateway/wire/limits.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import {
  type Pack,
  type PolicyAnswer,
  policyAnswer,
  putPolicy,
  putPolicyAnswer,
} from "../../src/gateway/wire/policy.ts";
import { isObject, type JsonObject } from "../../src/model/json.ts";
import { configSchema } from "../../src/policy/schema.ts";
import { markOf } from "../bundle/bundles.ts";
import { loadPacks } from "../decide/policies.ts";
import type { Gateway } from "../gateway.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import { actorOf, answers, body, guarded } from "./route.ts";

const tags = ["policy"];

export function addPolicy(app: OpenAPIHono<Env>, gateway: Gateway): void {
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.policy,
      tags,
      summary: "The policy and packs in force",
      ...guarded(gateway, { kind: "person", permission: "read" }),
      responses: answers(policyAnswer, "Version 0 is the empty policy"),
    }),
    async (c) => {
      const { version, policy, packs, changed, by, reason } = await gateway.store.policy(c.get("principal").org);
      const answer: PolicyAnswer = { version, policy: { ...policy }, packs: [...packs] };
      const when = changed === undefined ? {} : { changed: new Date(changed).toISOString(), by, reason };
      return c.json({ ...answer, ...when } as PolicyAnswer, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "put",
      path: PATHS.policy,
      tags,
      summary: "Puts a policy into force and signs a bundle of it",
      ...guarded(gateway, { kind: "person", permission: "write" }, WIRE.policyBytes),
      request: body(putPolicy),
      responses: answers(putPolicyAnswer, "The new versions"),
    }),
    async (c) => {
      const { policy, packs = [], reason } = c.req.valid("json");
      await mustBeRight(policy as JsonObject, packs);
      const { org } = c.get("principal");
      const version = await gateway.store.putPolicy(
        org,
        policy as JsonObject,
        packs,
        actorOf(c, reason, gateway.now()),
      );
      gateway.policies.changed();
      const mark = markOf(await gateway.bundles.refresh(org));
      if (mark === null) throw new Error("a policy without a bundle");
      gateway.hub.publish(org, { event: "policy", data: { version } });
      gateway.hub.publish(org, { event: "bundle", data: mark });
      return c.json({ version, bundle: mark }, 200);
    },
  );
}

/** Where a guard connects, and as whom, is its own; every agent of the organisation would read it here. */
const NOT_HERE = ["gateway_url", "api_key", "agent_id", "secret", "bundle_root"] as const;

/** What a guard would read otherwise than it was meant is not signed at all. */
async function mustBeRight(policy: JsonObject, packs: readonly Pack[]): Promise<void> {
  for (const key of NOT_HERE) {
    if (Object.hasOwn(policy, key))
      throw new Problem("invalid_policy", `\`${key}\` cannot be set for all agents at once`);
  }
  if (isObject(policy.gateway) && Object.hasOwn(policy.gateway, "url"))
    throw new Problem("invalid_policy", "`gateway.url` cannot be set for all agents at once");
  const checked = configSchema.safeParse(policy);
  if (!checked.success) {
    const [issue] = checked.error.issues;
    throw new Problem("invalid_policy", `policy: \`${issue?.path.join(".") ?? ""}\`: ${issue?.code ?? "wrong"}`);
  }
  const names = packs.map(({ name }) => name);
  if (new Set(names).size < names.length) throw new Problem("invalid_policy", "two packs have the same name");
  const { problems } = await loadPacks(packs);
  const problem = problems.find(({ level }) => level === "error");
  if (problem !== undefined) {
    const { file, line, column, message } = problem;
    throw new Problem("invalid_policy", `${file}:${line}:${column}: ${message}`);
  }
}
