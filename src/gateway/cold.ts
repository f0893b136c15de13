import type { Decision } from "../model/decision.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { standingOf, unknownState } from "./agent-state.ts";
import { readAnswer } from "./answer.ts";
import { isAsked, whenUnreachable } from "./asked.ts";
import { withAnswer, withNote, withRefusal } from "./findings.ts";
import { agentToken } from "./jwt.ts";
import { proxyBody, type Told } from "./message.ts";
import { noteOf } from "./note.ts";
import { exchangeOnce } from "./once.ts";
import { coldDeadline, credentialsOf, post } from "./requests.ts";
import { gatewayConfig } from "./settings.ts";
import { gatewayFolder, readState } from "./state-file.ts";

/**
 * A call that no engine answers. A stopped agent stays stopped by what the engine last stored. A handshake takes the time of the
 * whole call, so the gateway is asked only where its silence would deny: there a late answer is better than none.
 */
export async function decideCold(told: Told, policy: EffectivePolicy): Promise<Decision> {
  const config = gatewayConfig(policy);
  if (config === undefined) return told.local;
  const { local, home } = told;
  const { agentId = "" } = config;
  const state = home === undefined ? unknownState(agentId) : readState(gatewayFolder(home), agentId);
  const { standing, reason } = standingOf(state);
  if (standing !== "active")
    return withNote(withRefusal(local, standing, reason, policy, config.layer), { answer: "kept", detail: standing });
  if (!isAsked(config, local)) return local;
  if (whenUnreachable(config.whenUnreachable, local) !== "closed")
    return withNote(local, { answer: "unasked", detail: "no engine" });
  const credentials = credentialsOf(config);
  const asked = performance.now();
  const answer =
    credentials === undefined
      ? ({ kind: "outage", why: "not connected" } as const)
      : readAnswer(
          await exchangeOnce(config.url, {
            ...post(
              "/v1/proxy",
              JSON.stringify(proxyBody(told, config.content, {})),
              credentials.apiKey,
              agentToken(credentials.agentId, credentials.secret, Date.now()),
              told.call,
            ),
            deadline: coldDeadline(config, asked),
          }),
        );
  const waitedMs = Math.round(performance.now() - asked);
  return withNote(withAnswer(local, answer, policy, config), { ...noteOf(answer), waitedMs });
}
