import type { ToolCall } from "../model/toolcall.ts";
import { sessionHeader } from "./message.ts";
import type { GatewayConfig } from "./settings.ts";

/** What is sent and where to; `headers` hold secrets. */
export interface Prepared {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Key, token and id of an agent, all there. */
export interface Credentials {
  readonly apiKey: string;
  readonly agentId: string;
  readonly secret: string;
}

/** Undefined where the guard was never connected, or its keys could not be read. */
export function credentialsOf({ apiKey, agentId, secret }: GatewayConfig): Credentials | undefined {
  return apiKey === undefined || agentId === undefined || secret === undefined
    ? undefined
    : { apiKey, agentId, secret };
}

export function post(path: string, body: string, apiKey: string, token: string, call?: ToolCall): Prepared {
  const session = sessionHeader(call?.session);
  return {
    method: "POST",
    path,
    headers: {
      ...identity(apiKey, token),
      "content-type": "application/json",
      ...(session !== undefined && { "x-ag-session": session }),
    },
    body,
  };
}

export function get(
  path: string,
  apiKey: string,
  token: string,
  more: Readonly<Record<string, string>> = {},
): Prepared {
  return { method: "GET", path, headers: { ...identity(apiKey, token), ...more } };
}

function identity(apiKey: string, token: string) {
  return { accept: "application/json", "x-ag-key": header(apiKey), authorization: `Bearer ${token}` };
}

/** A key with a line break in it must not become a header of its own. */
function header(value: string): string {
  return value.replace(/[^\x21-\x7e]/g, "");
}

/** Kept for what follows the gateway's answer: judging it, the record, the way back. */
const RESERVE_MS = 10;

/**
 * Until when an answer counts, on the clock of `now`: what is left of the deadline since the call arrived. At least half of it is
 * waited, however late the call was looked at: a flood of calls must not turn the gateway's verdicts into outages.
 */
export function deadlineFor(
  config: Pick<GatewayConfig, "deadlineMs" | "waitMs">,
  arrived: number,
  now: number,
): number {
  const { deadlineMs, waitMs } = config;
  const whole = arrived + deadlineMs - Math.min(RESERVE_MS, deadlineMs / 5);
  return Math.min(Math.max(whole, now + deadlineMs / 2), now + waitMs);
}
