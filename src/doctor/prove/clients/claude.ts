import { DUMMY_KEY, NO_PROXY, type ProofClient } from "../client.ts";
import { serveAnthropic } from "../model/anthropic.ts";

/** Claude Code 2.1.329. Its own settings are read as always; what it needs for the proof comes above them. */
export const claude: ProofClient = {
  agent: "claude",
  program: "claude",
  shell: (command) => ({ tool: "Bash", input: { command, description: "Makes an empty file" } }),
  serve: serveAnthropic,
  launch({ port, prompt }) {
    const model = {
      ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
      ANTHROPIC_API_KEY: DUMMY_KEY,
      ANTHROPIC_AUTH_TOKEN: "",
      CLAUDE_CODE_USE_BEDROCK: "",
      CLAUDE_CODE_USE_VERTEX: "",
      CLAUDE_CODE_USE_FOUNDRY: "",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      ...NO_PROXY,
    };
    return {
      args: [
        ...["-p", prompt, "--output-format", "stream-json", "--verbose", "--no-session-persistence"],
        // The `env` of the user's settings would win over the environment; that of the command line wins over both.
        ...["--settings", JSON.stringify({ env: model })],
        ...["--strict-mcp-config", "--mcp-config", '{"mcpServers":{}}', "--allowedTools", "Bash"],
      ],
      // Inside of another session of the client these would make it a part of that one.
      env: { ...model, CLAUDECODE: undefined, CLAUDE_CODE_ENTRYPOINT: undefined, CLAUDE_CODE_SESSION_ID: undefined },
    };
  },
};
