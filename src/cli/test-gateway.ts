import { setTimeout as sleep } from "node:timers/promises";
import { type Api, ApiError } from "../contexts/api.ts";
import { credentials, type GuardSide, guardSide } from "../contexts/guard-side.ts";
import { gatewayConfig } from "../gateway/settings.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { type ProxyRequest, verdictAnswer } from "../gateway/wire/proxy.ts";
import { policyAt } from "../policy/effective.ts";
import { loadPolicy } from "../policy/load.ts";
import { judgeAnswer, remoteCall } from "../selftest/remote.ts";
import type { Result } from "../selftest/selftest.ts";
import type { Vector } from "../selftest/vectors.ts";
import { VERSION } from "../version.ts";
import { CommandError } from "./errors.ts";
import { type GatewayOptions, openApi, refusePlain, urlOf } from "./gateway-options.ts";
import { findPlaces } from "./places.ts";

const AT_ONCE = 8;
const PAUSE_MS = 2_000;
const TRIES = 60;

/** Puts each vector to a gateway as a dry run; gives the results in the order of the vectors. */
export async function testGateway(
  vectors: readonly Vector[],
  cwd: string,
  options: GatewayOptions,
): Promise<readonly Result[]> {
  const { api, headers } = whoAsks(options);
  const results: (Result | undefined)[] = [];
  let next = 0;
  const work = async () => {
    for (let i = next++; i < vectors.length; i = next++) {
      const vector = vectors[i] as Vector;
      const call = remoteCall(vector.example);
      if (call === undefined) continue;
      const { agent, tool, params } = call;
      const body = { tool, params, target_url: "", call: { agent, cwd, workspace: [cwd] } } satisfies ProxyRequest;
      results[i] = judgeAnswer(vector, await patiently(() => verify(api, headers(), body)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results.filter((result) => result !== undefined);
}

/** The guard itself where it is connected with that gateway, else the person with a context. */
function whoAsks(options: GatewayOptions): Pick<GuardSide, "api" | "headers"> {
  const config = gatewayConfig(policyAt(loadPolicy(findPlaces().policy, VERSION), Date.now()));
  const url = options.gateway === undefined ? config?.url : urlOf(options.gateway);
  const own = credentials.safeParse({ api_key: config?.apiKey, agent_id: config?.agentId, secret: config?.secret });
  const named = options.context !== undefined || options.keyFile !== undefined;
  if (named || url === undefined || url !== config?.url || !own.success)
    return { api: openApi(options), headers: () => ({}) };
  refusePlain(url);
  return guardSide(url, own.data);
}

function verify(api: Api, headers: Readonly<Record<string, string>>, body: ProxyRequest) {
  return api.ask(verdictAnswer, { method: "POST", path: pathOf("verify"), headers, body });
}

/** A gateway that is asked too often says so, and is asked again later. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let i = 0; i < TRIES; i++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 429) throw error;
      await sleep(PAUSE_MS);
    }
  }
  throw new CommandError("the gateway takes no more questions; try again later");
}
