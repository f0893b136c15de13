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
/** Kept beyond that for each other call that waits: a processor is a queue, too. */
const OTHERS_MS = 1;
/** More others than this are given no more room: that is a flood. */
export const MOST_OTHERS = 15;

/**
 * Until when an answer counts, on the clock of `now`: what is left of the deadline since the call arrived. At least half of it is
 * waited, however late the call was looked at: a flood of calls must not turn the gateway's verdicts into outages.
 */
export function deadlineFor(
  config: Pick<GatewayConfig, "deadlineMs" | "waitMs">,
  arrived: number,
  now: number,
  others = 0,
): number {
  const { deadlineMs, waitMs } = config;
  const room = Math.min(OTHERS_MS * Math.min(others, MOST_OTHERS), deadlineMs * 0.15);
  const whole = arrived + deadlineMs - Math.min(RESERVE_MS, deadlineMs / 5) - room;
  return Math.min(Math.max(whole, now + deadlineMs / 2), now + waitMs);
}

/** Kept of a process of its own: it begins before its clock does, and its end takes longer than an engine's answer. */
const COLD_RESERVE_MS = 20;

/** The same for a process of its own. It asks late, and waits for a fifth of the deadline in any case: the gateway's yes is needed. */
export function coldDeadline(
  { deadlineMs, waitMs }: Pick<GatewayConfig, "deadlineMs" | "waitMs">,
  now: number,
): number {
  const fifth = deadlineMs / 5;
  return Math.min(Math.max(deadlineMs - Math.min(COLD_RESERVE_MS, fifth), now + fifth), now + waitMs);
}
