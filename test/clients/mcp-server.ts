/** An MCP server over stdio with one tool that runs a command, so that a call shows on disk. */
import { spawnSync } from "node:child_process";
import { createInterface } from "node:readline";

interface Request {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly protocolVersion?: string; readonly arguments?: { readonly command?: string } };
}

const TOOL = {
  name: "run_command",
  description: "Runs a command in a shell.",
  inputSchema: { type: "object", properties: { command: { type: "string" } }, required: ["command"] },
};

function resultOf({ method, params }: Request): unknown {
  switch (method) {
    case "initialize": {
      const protocolVersion = params?.protocolVersion ?? "2025-06-18";
      return { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "runner", version: "1.0.0" } };
    }
    case "tools/list":
      return { tools: [TOOL] };
    case "tools/call": {
      const { status } = spawnSync("/bin/sh", ["-c", params?.arguments?.command ?? "false"], { stdio: "ignore" });
      return { content: [{ type: "text", text: `exit status ${status}` }], isError: status !== 0 };
    }
    case "ping":
      return {};
    default:
      return undefined;
  }
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line) as Request;
  if (request.id === undefined) return;
  const result = resultOf(request);
  const answer = result === undefined ? { error: { code: -32601, message: "method not found" } } : { result };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id: request.id, ...answer })}\n`);
});
