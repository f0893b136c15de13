import type { JsonObject } from "../src/model/json.ts";
import type { McpName } from "./dialect.ts";
import { find } from "./fields.ts";

/**
 * `mcp__server__tool`. Both parts may hold two underscores, so the server's name in the payload decides where there is
 * one; else the last pair splits (Claude Code, Codex, Qwen and Droid name their tools so).
 */
export function doubleUnderscore(serverKeys: readonly string[]) {
  return (name: string, payload: JsonObject): McpName | undefined => {
    if (!name.startsWith("mcp__")) return undefined;
    const rest = name.slice("mcp__".length);
    const server = find(payload, serverKeys);
    if (typeof server === "string" && server !== "") {
      // Claude Code writes characters outside [A-Za-z0-9_-] of the server's name as underscores; a plugin's server
      // comes as plugin_<plugin>_<server>.
      const written = server.replace(/[^A-Za-z0-9_-]/g, "_");
      const end = rest.startsWith(`${written}__`) ? written.length : rest.indexOf(`_${written}__`) + written.length + 1;
      if (rest.startsWith("__", end) && end >= written.length) return { server, tool: rest.slice(end + 2) };
    }
    const split = rest.lastIndexOf("__");
    if (split <= 0) return { server: typeof server === "string" ? server : undefined, tool: rest };
    return { server: typeof server === "string" ? server : rest.slice(0, split), tool: rest.slice(split + 2) };
  };
}

/** No MCP tool can be told by its name alone. */
export const noMcpNames = (): undefined => undefined;
