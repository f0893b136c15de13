import { randomUUID } from "node:crypto";
import { createRoute, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { z } from "zod";
import {
  type AgentState,
  agent,
  agentId,
  agentList,
  killedAll,
  registerAgent,
  registeredAgent,
  withReason,
} from "../../src/gateway/wire/identity.ts";
import { PATHS } from "../../src/gateway/wire/paths.ts";
import { newApiKey, newSecret, sha256Hex } from "../auth/keys.ts";
import { markOf } from "../bundle/bundles.ts";
import type { Gateway } from "../gateway.ts";
import { type Access, mustHave } from "../http/authenticate.ts";
import type { Env } from "../http/context.ts";
import { Problem } from "../http/problem.ts";
import type { AgentRow, KeyRow, OrgId } from "../store/store.ts";
import { actorOf, answers, body, guarded, smallBody, withId } from "./route.ts";

const tags = ["agents"];
const params = z.object({ id: agentId });

export function addAgents(app: OpenAPIHono<Env>, gateway: Gateway): void {
  addReading(app, gateway);
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.agents,
      tags,
      summary: "Registers an agent; its key and secret are shown this once",
      ...guarded(gateway, { kind: "person", permission: "write" }, smallBody),
      request: body(registerAgent),
      responses: answers(registeredAgent, "What its guard needs"),
    }),
    async (c) => {
      const { name, reason = "registered" } = c.req.valid("json");
      const { org } = c.get("principal");
      const [id, apiKey, secret] = [randomUUID(), newApiKey(), newSecret()];
      const row: AgentRow = { id, org, name, state: "active", reason: undefined, hmac: sha256Hex(secret) };
      const key: KeyRow = {
        id: randomUUID(),
        org,
        name: `agent ${name}`.slice(0, 200),
        sha256: sha256Hex(apiKey),
        permissions: ["agent"],
        agent: id,
      };
      await gateway.store.addAgent(row, key, actorOf(c, reason, gateway.now()));
      gateway.directory.forgetAll();
      return c.json({ agent_id: id, name, api_key: apiKey, secret }, 200);
    },
  );
  addStop(app, gateway, PATHS.suspend, "suspended", { kind: "person", permission: "write" });
  addStop(app, gateway, PATHS.resume, "active", { kind: "person", permission: "write" });
  addStop(app, gateway, PATHS.kill, "killed", { kind: "person", permission: "kill" });
  addKillAll(app, gateway);
}

function addReading(app: OpenAPIHono<Env>, gateway: Gateway): void {
  const access: Access = { kind: "person", permission: "read" };
  app.openapi(
    createRoute({
      method: "get",
      path: PATHS.agents,
      tags,
      summary: "All agents",
      ...guarded(gateway, access),
      responses: answers(agentList, "By name"),
    }),
    async (c) => {
      const { org } = c.get("principal");
      const [agents, state] = await Promise.all([gateway.store.listAgents(org), gateway.store.state(org)]);
      return c.json({ agents: [...agents], killed_all: state.killedAll }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: "get",
      path: withId(PATHS.agent),
      tags,
      summary: "One agent",
      ...guarded(gateway, access),
      request: { params },
      responses: answers(agent, "The agent"),
    }),
    async (c) => c.json(await shown(c, c.req.valid("param").id, gateway), 200),
  );
}

async function shown(c: Context<Env>, id: string, gateway: Gateway) {
  const found = (await gateway.store.listAgents(c.get("principal").org)).find((each) => each.id === id);
  if (found === undefined) throw new Problem("agent_not_found", "there is no such agent");
  return found;
}

const VERBS: Readonly<Record<AgentState, string>> = {
  active: "Lets an agent work again; one that was killed takes the permission kill",
  suspended: "Stops an agent for a while",
  killed: "Stops an agent for good, at once",
};

function addStop(app: OpenAPIHono<Env>, gateway: Gateway, path: string, state: AgentState, access: Access): void {
  app.openapi(
    createRoute({
      method: "post",
      path: withId(path),
      tags,
      summary: VERBS[state],
      ...guarded(gateway, access, smallBody),
      request: { params, ...body(withReason) },
      responses: answers(agent, "The agent as it is now"),
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { reason } = c.req.valid("json");
      const { org, key } = c.get("principal");
      const before = await gateway.store.findAgent(org, id);
      if (before === undefined) throw new Problem("agent_not_found", "there is no such agent");
      // What a kill has ended is not to be undone, or made milder, by whoever may only suspend.
      if (before.state === "killed") mustHave(key, "kill");
      await gateway.store.setAgentState(org, id, state, actorOf(c, reason, gateway.now()));
      await tell(gateway, org, [id], state, reason);
      return c.json(await shown(c, id, gateway), 200);
    },
  );
}

function addKillAll(app: OpenAPIHono<Env>, gateway: Gateway): void {
  app.openapi(
    createRoute({
      method: "post",
      path: PATHS.killAll,
      tags,
      summary: "Stops all agents for good, at once",
      ...guarded(gateway, { kind: "person", permission: "kill" }, smallBody),
      request: body(withReason),
      responses: answers(killedAll, "How many were not killed before"),
    }),
    async (c) => {
      const { org } = c.get("principal");
      const { reason } = c.req.valid("json");
      const ids = await gateway.store.killAll(org, actorOf(c, reason, gateway.now()));
      await tell(gateway, org, ids, "killed", reason);
      return c.json({ killed: ids.length }, 200);
    },
  );
}

/** First those who listen, then the bundle for those who cannot. The state itself is in the store by now. */
async function tell(
  gateway: Gateway,
  org: OrgId,
  ids: readonly string[],
  state: AgentState,
  reason: string,
): Promise<void> {
  gateway.directory.forgetAll();
  for (const id of ids) {
    const why = state === "active" ? {} : { reason };
    gateway.hub.publish(org, { event: "agent", data: { agent_id: id, state, ...why } });
  }
  const mark = markOf(await gateway.bundles.refresh(org));
  if (mark !== null) gateway.hub.publish(org, { event: "bundle", data: mark });
}
