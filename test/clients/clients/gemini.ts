/** Gemini CLI, by generateContent and ~/.gemini/settings.json. */
import { join } from "node:path";
import { serveGemini } from "../../../src/doctor/prove/model/gemini.ts";
import type { Client } from "../client.ts";
import { writeIfDifferent } from "../effect.ts";
import { packageFolder } from "../install.ts";
import { MCP_SERVER } from "./mcp.ts";

const RUNNER = JSON.stringify({ ...MCP_SERVER, trust: true });
/** What it must be told by this file and nothing else, in a form that people write: with comments. */
const OWN = `{
  // how to sign in
  "security": { "auth": { "selectedType": "gemini-api-key" } },
  "privacy": { "usageStatisticsEnabled": false },
  "general": { "enableAutoUpdate": false, "enableAutoUpdateNotification": false },
  "mcpServers": {
    "runner": ${RUNNER} // runs commands
  }
}
`;
const MANAGED = `{\n\t// the organisation's\n\t"telemetry": { "enabled": false }\n}\n`;

export const gemini: Client = {
  name: "gemini",
  package: "@google/gemini-cli",
  version: "0.61.0",
  sessions: [{ variant: "", scenarios: ["Bash", "Write", "Edit", "Read", "MCP tool", "subagent's Bash"] }],
  labels: { Bash: "run_shell_command", Edit: "replace", "subagent's Bash": "subagent's run_shell_command" },

  spell(act) {
    switch (act.kind) {
      case "command":
        return [{ tool: "run_shell_command", input: { command: act.command, description: "Runs the command" } }];
      case "write":
        return [{ tool: "write_file", input: { file_path: act.path, content: act.text } }];
      case "edit":
        return [
          {
            tool: "replace",
            input: { file_path: act.path, instruction: "Change it", old_string: act.from, new_string: act.to },
          },
        ];
      case "read":
        return [{ tool: "read_file", input: { file_path: act.path } }];
      case "mcp":
        return [{ tool: "mcp_runner_run_command", input: { command: act.command } }];
      case "delete":
        throw new Error("Gemini CLI has no tool that deletes a file");
    }
  },

  delegate: (marker) => [
    { tool: "invoke_agent", input: { agent_name: "generalist", prompt: `${marker}: do the scripted work.` } },
  ],
  handBack: { tool: "complete_task", input: { result: { response: "The scripted work is done." } } },

  serve: serveGemini,

  own: (place, via) => [
    { file: join(place.home, ".gemini", "settings.json"), text: OWN },
    ...(via === "managed" ? [{ file: "/etc/gemini-cli/settings.json", text: MANAGED }] : []),
  ],

  configure({ home }, guard) {
    const handler = { name: "clampd-guard", type: "command", command: guard, timeout: 10_000 };
    const hooks = {
      BeforeTool: [{ matcher: ".*", hooks: [handler] }],
      AfterTool: [{ matcher: ".*", hooks: [handler] }],
    };
    const text = OWN.replace(/\}\n$/, `, "hooks": ${JSON.stringify(hooks)}\n}\n`);
    writeIfDifferent(join(home, ".gemini", "settings.json"), text);
  },

  launch: ({ place, port, prompt }) => ({
    file: process.execPath,
    args: [
      join(packageFolder("@google/gemini-cli"), "bundle", "gemini.js"),
      ...["-m", "gemini-2.5-flash", "-p", prompt, "--output-format", "stream-json", "--approval-mode", "yolo"],
      // Its file tools keep to the workspace, and what must not be read or written lies in the home.
      ...["--include-directories", place.home],
    ],
    env: {
      GEMINI_API_KEY: "dummy-key-for-loopback",
      GOOGLE_GEMINI_BASE_URL: `http://127.0.0.1:${port}`,
      GEMINI_TELEMETRY_ENABLED: "false",
      GEMINI_CLI_TRUST_WORKSPACE: "true",
      GEMINI_CLI_NO_RELAUNCH: "true",
      NO_BROWSER: "1",
    },
  }),
};
