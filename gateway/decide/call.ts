import type { z } from "zod";
import { actionFor } from "../../hooks/index.ts";
import type { CallFacts, proxyRequest } from "../../src/gateway/wire/proxy.ts";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import { absolutePath } from "../../src/interpret/paths/normalise.ts";
import type { World } from "../../src/interpret/world.ts";
import type { Json } from "../../src/model/json.ts";
import type { ToolCall } from "../../src/model/toolcall.ts";

export type ProxyInput = z.output<typeof proxyRequest>;

/** Agents that only say a tool's name are read by Claude Code's names, as Clampd's own guard sends them. */
const DEFAULT_AGENT = "claude";

export function callOf(
  { tool, params, call }: Pick<ProxyInput, "tool" | "params" | "call">,
  session?: string,
): ToolCall {
  const agent = call?.agent ?? DEFAULT_AGENT;
  // INVARIANT: how deep it nests was bounded when the body was read.
  const input = params as Json;
  return {
    agent,
    event: call?.event ?? "PreToolUse",
    phase: call?.phase ?? "before",
    id: call?.id,
    session: call?.session ?? session,
    turn: undefined,
    subagent: undefined,
    cwd: call?.cwd,
    workspace: call?.workspace ?? [],
    permissionMode: undefined,
    headless: undefined,
    tool,
    action: actionFor(agent, tool, input),
    input,
    oddities: [],
  };
}

/** The guard's machine as far as the call tells of it. Nothing of this machine is looked at. */
export function worldOf(call: CallFacts | undefined): World {
  const places = [call?.cwd, ...(call?.workspace ?? [])].filter((each) => each !== undefined);
  const isWindows = places.some((place) => /^[A-Za-z]:[\\/]/.test(place));
  const isMac = places.some((place) => place.startsWith("/Users/"));
  const home = call?.home ?? places.map(homeIn).find((each) => each !== undefined) ?? "/home/user";
  const named = call?.workspace ?? (call?.cwd === undefined ? [] : [call.cwd]);
  const workspace = named.map((root) => absolutePath(root, undefined)).filter((root) => root !== home && root !== "/");
  return memoryWorld({
    home,
    workspace,
    platform: isWindows ? "win32" : isMac ? "darwin" : "linux",
    foldsCase: isWindows || isMac,
    git: false,
  });
}

function homeIn(place: string): string | undefined {
  return /^(?:\/home\/[^/]+|\/Users\/[^/]+|\/root|[A-Za-z]:[\\/]Users[\\/][^\\/]+)(?=[\\/]|$)/.exec(place)?.[0];
}
