import type { ToolCall } from "../model/toolcall.ts";

/** Tells calls apart for the cache of answers: everything that a gateway may judge by, but the client's id of the call. */
export function callKey(call: ToolCall, local: string, workspace: readonly string[]): string {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const { agent, event, phase, session, cwd, tool, input } = call;
  return createHash("sha256")
    .update(JSON.stringify([agent, event, phase, session, cwd, tool, input, local, workspace]))
    .digest("base64");
}
