import { z } from "zod";
import type { Envelope } from "../bundle/format.ts";
import { parseEnvelope } from "../bundle/parse.ts";
import { agentToken } from "../gateway/jwt.ts";
import { type Announced, EXTENSIONS_HEADER, parseExtensions } from "../gateway/wire/extensions.ts";
import { agentId } from "../gateway/wire/identity.ts";
import { pathOf } from "../gateway/wire/paths.ts";
import { type StateAnswer, stateAnswer } from "../gateway/wire/state.ts";
import { type Api, newApi } from "./api.ts";

/** What a guard is known by; `agent register` gives it. */
export const credentials = z.object({
  api_key: z.string().regex(/^[\x21-\x7e]{1,500}$/),
  agent_id: agentId,
  secret: z.string().regex(/^[\x21-\x7e]{1,500}$/),
});
export type Credentials = z.infer<typeof credentials>;

/** A gateway as a guard asks it. */
export interface GuardSide {
  readonly announced: () => Promise<Announced>;
  readonly state: () => Promise<StateAnswer>;
  readonly root: () => Promise<Envelope>;
  /** Undefined where there is none yet. */
  readonly bundle: () => Promise<{ readonly bytes: Buffer; readonly etag: string | undefined } | undefined>;
  readonly api: Api;
  /** Headers that say who asks. */
  readonly headers: () => Readonly<Record<string, string>>;
}

export function guardSide(url: string, { api_key, agent_id, secret }: Credentials): GuardSide {
  const api = newApi(url, api_key);
  const headers = () => ({ Authorization: `Bearer ${agentToken(agent_id, secret, Date.now())}` });
  return {
    api,
    headers,
    announced: async () => parseExtensions((await api.send({ path: pathOf("health") })).headers.get(EXTENSIONS_HEADER)),
    state: () => api.ask(stateAnswer, { path: pathOf("state"), headers: headers() }),
    root: async () => parseEnvelope(await (await api.send({ path: pathOf("bundleRoot"), headers: headers() })).json()),
    bundle: async () => {
      const response = await api.send({ path: pathOf("bundle"), headers: headers() }, [404]);
      if (response.status === 404) return undefined;
      return {
        bytes: Buffer.from(await response.arrayBuffer()),
        etag: response.headers.get("etag") ?? undefined,
      };
    },
  };
}
