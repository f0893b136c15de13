/** Runs one prompt with the runtime of @cursor/sdk in the working folder: SDK_FOLDER PROMPT MCP_SERVERS_JSON. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface Run {
  stream(): AsyncIterable<unknown>;
  wait(): Promise<{ readonly status: string }>;
}

interface Sdk {
  readonly Agent: { create(options: unknown): Promise<{ send(prompt: string): Promise<Run> }> };
}

const [sdk = "", prompt = "", servers = "{}"] = process.argv.slice(2);
const { Agent } = (await import(pathToFileURL(join(sdk, "dist/esm/index.js")).href)) as Sdk;
const agent = await Agent.create({
  apiKey: process.env.CURSOR_API_KEY,
  model: { id: "scripted" },
  mcpServers: JSON.parse(servers),
  local: { cwd: process.cwd(), settingSources: ["all"], enableAgentRetries: false },
});
const run = await agent.send(prompt);
for await (const message of run.stream()) console.log(JSON.stringify(message));
const result = await run.wait();
console.log(JSON.stringify(result));
process.exit(result.status === "finished" ? 0 : 1);
