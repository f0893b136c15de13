import { ApiError } from "../../contexts/api.ts";
import { isPrivate } from "../../contexts/context.ts";
import { credentials, type GuardSide, guardSide } from "../../contexts/guard-side.ts";
import { type GatewayConfig, gatewayConfig } from "../../gateway/settings.ts";
import { policyAt } from "../../policy/effective.ts";
import { loadPolicy } from "../../policy/load.ts";
import { VERSION } from "../../version.ts";
import { placesFor } from "../../world/machine.ts";
import type { Check, Problem } from "../check.ts";

/** The gateway is asked as the engine asks it: with this guard's own key. */
export const gateway: Check = {
  id: "gateway",
  title: "the gateway answers, and takes this guard's key",
  look: async ({ around: { machine, now } }) => {
    const config = gatewayConfig(policyAt(loadPolicy(placesFor(machine, []), VERSION), now));
    if (config === undefined) return [];
    const found: Problem[] = [];
    const { url, apiKey, agentId, secret } = config;
    if (!isPrivate(url))
      found.push({
        weight: "error",
        what: `${url} is neither encrypted nor on this machine`,
        why: "whoever is on the way reads the key, and answers in the gateway's place",
        fix: "use an https address",
      });
    const own = credentials.safeParse({ api_key: apiKey, agent_id: agentId, secret });
    if (own.success) return [...found, ...(await asked(config, guardSide(url, own.data)))];
    const what = "the gateway's key, the agent's id or its secret is missing, or is none";
    return [...found, { weight: "error", what, why: outage(config), fix: `clampd-guard connect ${url}` }];
  },
};

async function asked(config: GatewayConfig, side: GuardSide): Promise<readonly Problem[]> {
  const { url } = config;
  try {
    const announced = await side.announced();
    // One that does not tell the state is an existing Clampd gateway: it answers calls, and that is all that is known.
    if (announced.state === undefined) return [];
    const { agent, killed_all } = await side.state();
    if (agent.state === "active" && !killed_all) return [];
    const state = killed_all ? "killed, as all agents are" : agent.state;
    const why = `every call of this guard's agents is denied${agent.reason === undefined ? "" : `: ${agent.reason}`}`;
    return [{ weight: "note", what: `this guard is ${state}`, why, fix: `clampd-guard agent resume ${agent.id}` }];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const refused = error.status === 401 || error.status === 403;
    if (refused) {
      const why = "the gateway says no to every call, and so does the guard";
      return [{ weight: "error", what: error.message, why, fix: `clampd-guard connect ${url}` }];
    }
    const fix = "start it, or see what is between it and this machine";
    return [{ weight: "warning", what: error.message, why: outage(config), fix }];
  }
}

function outage({ whenUnreachable: { default: general = "local" } }: GatewayConfig): string {
  return {
    local: "calls are decided by this machine's policy alone",
    closed: "calls that the gateway is asked about are denied",
    open: "calls are decided by this machine's policy alone",
  }[general];
}
