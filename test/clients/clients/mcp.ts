/** The MCP server that every client is given, under the name `runner`. */
import { fileURLToPath } from "node:url";

export const MCP_SERVER = {
  command: process.execPath,
  args: [fileURLToPath(import.meta.resolve("../mcp-server.ts"))],
};
