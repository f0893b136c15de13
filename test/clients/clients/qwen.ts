/** Qwen Code, by OpenAI's Chat Completions and ~/.qwen/settings.json. */
import { join } from "node:path";
import { serveOpenAIChat } from "../../../src/doctor/prove/model/openai-chat.ts";
import type { Client } from "../client.ts";
import { writeIfDifferent } from "../effect.ts";
import { packageFolder } from "../install.ts";
import { MCP_SERVER } from "./mcp.ts";

const EVENTS = ["PreToolUse", "PostToolUse", "PostToolUseFailure"];
const OWN = {
  security: { auth: { selectedType: "openai" } },
  privacy: { usageStatisticsEnabled: false },
  telemetry: { enabled: false },
  general: { enableAutoUpdate: false },
  model: { name: "scripted" },
  mcpServers: { runner: { ...MCP_SERVER, trust: true } },
  // Otherwise it writes its version number into the file when it starts.
  $version: 4,
};
const MANAGED = '{ "telemetry": {"enabled": false}, "$version": 4 }';

export const qwen: Client = {
  name: "qwen",
  package: "@qwen-code/qwen-code",
  version: "0.24.4",
  sessions: [{ variant: "", scenarios: ["Bash", "Write", "Edit", "Read", "MCP tool", "subagent's Bash"] }],
  labels: { Bash: "run_shell_command", "subagent's Bash": "subagent's run_shell_command" },

  spell(act) {
    switch (act.kind) {
      case "command":
        return [
          {
            tool: "run_shell_command",
            input: { command: act.command, description: "Runs the command", is_background: false },
          },
        ];
      case "write":
        return [{ tool: "write_file", input: { file_path: act.path, content: act.text } }];
      case "edit":
        // It refuses to edit what was not read.
        return [
          { tool: "read_file", input: { file_path: act.path } },
          { tool: "edit", input: { file_path: act.path, old_string: act.from, new_string: act.to } },
        ];
      case "read":
        return [{ tool: "read_file", input: { file_path: act.path } }];
      case "mcp":
        return [
          { tool: "tool_call", input: { name: "mcp__runner__run_command", arguments: { command: act.command } } },
        ];
      case "delete":
        throw new Error("Qwen Code has no tool that deletes a file");
    }
  },

  delegate: (marker) => [
    {
      tool: "agent",
      input: {
        description: "Does the scripted work",
        subagent_type: "general-purpose",
        prompt: `${marker}: do the scripted work.`,
        run_in_background: false,
      },
    },
  ],

  serve: serveOpenAIChat,

  own: (place, via) => [
    { file: join(place.home, ".qwen", "settings.json"), text: `${JSON.stringify(OWN, null, 1)}\r\n` },
    ...(via === "managed" ? [{ file: "/etc/qwen-code/settings.json", text: MANAGED }] : []),
  ],

  configure({ home }, guard) {
    const handler = { type: "command", command: guard, timeout: 10 };
    const hooks = Object.fromEntries(EVENTS.map((event) => [event, [{ matcher: "*", hooks: [handler] }]]));
    writeIfDifferent(join(home, ".qwen", "settings.json"), JSON.stringify({ ...OWN, hooks }));
  },

  launch: ({ place, port, prompt }) => ({
    file: process.execPath,
    args: [
      join(packageFolder("@qwen-code/qwen-code"), "cli-entry.js"),
      ...["-p", prompt, "--output-format", "stream-json", "--auth-type", "openai", "--approval-mode", "yolo"],
      ...["--include-directories", place.home],
    ],
    env: {
      OPENAI_API_KEY: "dummy-key-for-loopback",
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_MODEL: "scripted",
      QWEN_CODE_NO_RELAUNCH: "1",
      NO_BROWSER: "1",
    },
  }),
};
