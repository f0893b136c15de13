import type { ToolCall } from "../model/toolcall.ts";
import type { Exchange } from "./answer.ts";
import { tokens } from "./jwt.ts";
import { credentialsOf, get, type Prepared, post } from "./requests.ts";
import type { GatewayConfig } from "./settings.ts";
import { type Listener, newTransport, type Outgoing, type Queued, type Sooner, type Transport } from "./transport.ts";
import { type Announced, parseExtensions } from "./wire/extensions.ts";

/** The way to one gateway as one agent: a kept connection, who asks, and what the gateway said it can do. */
export interface Link {
  /** Address, key, id and secret are there. */
  readonly isReady: () => boolean;
  readonly announced: () => Announced;
  readonly post: (path: string, body: object, deadline: number, options?: PostOptions) => Promise<Exchange>;
  /** The same where the body is JSON already. */
  readonly postText: (path: string, body: string, deadline: number) => Promise<Exchange>;
  readonly get: (path: string, deadline: number, more?: GetOptions) => Promise<Exchange>;
  readonly listen: (path: string, headers: Readonly<Record<string, string>>, listener: Listener) => () => void;
  readonly connected: () => number;
  readonly close: () => void;
}

interface PostOptions {
  readonly call?: ToolCall | undefined;
  readonly sooner?: Sooner | undefined;
  readonly queued?: Queued | undefined;
}

interface GetOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly mostBytes?: number | undefined;
}

const NOT_READY: Exchange = { kind: "failed", why: "not connected" };

/** `lost` is told of each connection that ended. */
export function newLink(config: GatewayConfig, lost: () => void): Link {
  const credentials = credentialsOf(config);
  const transport = credentials === undefined ? undefined : open(config.url, lost);
  if (credentials === undefined || transport === undefined) return noLink();
  const { apiKey, agentId, secret } = credentials;
  const token = tokens(agentId, secret);
  let announced: Announced = {};
  const exchange = async (
    prepared: Prepared,
    deadline: number,
    more: Pick<Outgoing, "mostBytes" | "queued" | "sooner"> = {},
  ): Promise<Exchange> => {
    const found = await transport.exchange({ ...prepared, ...more, deadline });
    // Said with every verdict and by /health. A gateway that stops saying it, say after a downgrade, is spoken to as Clampd's.
    const says = prepared.path === "/health" || prepared.path === "/v1/proxy";
    if (found.kind === "reply" && found.status === 200 && says) announced = parseExtensions(found.extensions);
    return found;
  };
  return {
    isReady: () => true,
    announced: () => announced,
    post: (path, body, deadline, { call, ...more } = {}) =>
      exchange(post(path, JSON.stringify(body), apiKey, token(Date.now()), call), deadline, more),
    postText: (path, body, deadline) => exchange(post(path, body, apiKey, token(Date.now())), deadline),
    get: (path, deadline, more = {}) =>
      exchange(get(path, apiKey, token(Date.now()), more.headers), deadline, { mostBytes: more.mostBytes }),
    listen: (path, headers, listener) => transport.listen(get(path, apiKey, token(Date.now()), headers), listener),
    connected: transport.connected,
    close: transport.close,
  };
}

function open(url: string, lost: () => void): Transport | undefined {
  try {
    return newTransport(url, lost);
  } catch {
    return undefined; // no address at all
  }
}

function noLink(): Link {
  return {
    isReady: () => false,
    announced: () => ({}),
    post: () => Promise.resolve(NOT_READY),
    postText: () => Promise.resolve(NOT_READY),
    get: () => Promise.resolve(NOT_READY),
    listen: () => () => {},
    connected: () => 0,
    close: () => {},
  };
}
