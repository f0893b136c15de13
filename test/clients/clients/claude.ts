/** Claude Code, by its Messages API and ~/.claude/settings.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serveAnthropic } from "../../../src/doctor/prove/model/anthropic.ts";
import type { Client } from "../client.ts";
import { writeIfDifferent } from "../effect.ts";
import { packageFolder } from "../install.ts";
import { MCP_SERVER } from "./mcp.ts";

const EVENTS = ["PreToolUse", "PostToolUse", "PostToolUseFailure"];

function disableHooks(file: string): void {
  const settings = JSON.parse(readFileSync(file, "utf8")) as object;
  writeFileSync(file, JSON.stringify({ ...settings, disableAllHooks: true }));
}

/** Another tool's hooks, tabs, and line ends of Windows. */
const OWN = `{
\t"cleanupPeriodDays": 30,
\t"hooks": {
\t\t"PreToolUse": [
\t\t\t{"matcher": "Bash", "hooks": [{"type": "command", "command": "true"}]}
\t\t],
\t\t"Stop": []
\t}
}`.replaceAll("\n", "\r\n");

export const claude: Client = {
  name: "claude",
  package: "@anthropic-ai/claude-code",
  version: "2.1.329",
  sessions: [
    { variant: "", scenarios: ["Bash", "Write", "Edit", "Read", "MCP tool", "subagent's Bash"] },
    {
      variant: "its settings emptied meanwhile",
      scenarios: ["Bash", "Write"],
      meanwhile: ({ home }) => writeFileSync(join(home, ".claude", "settings.json"), "{}\n"),
    },
    {
      variant: "hooks disabled meanwhile",
      scenarios: ["Bash", "Write"],
      meanwhile: ({ home }) => disableHooks(join(home, ".claude", "settings.json")),
    },
  ],

  spell(act) {
    switch (act.kind) {
      case "command":
        return [{ tool: "Bash", input: { command: act.command, description: "Runs the scripted command" } }];
      case "write":
        return [{ tool: "Write", input: { file_path: act.path, content: act.text } }];
      case "edit":
        // The client refuses to edit what was not read, before it asks any hook.
        return [
          { tool: "Read", input: { file_path: act.path } },
          { tool: "Edit", input: { file_path: act.path, old_string: act.from, new_string: act.to } },
        ];
      case "read":
        return [{ tool: "Read", input: { file_path: act.path } }];
      case "mcp":
        return [{ tool: "mcp__runner__run_command", input: { command: act.command } }];
      case "delete":
        throw new Error("Claude Code has no tool that deletes a file");
    }
  },

  delegate: (marker) => [
    {
      tool: "Agent",
      input: {
        description: "Does the scripted work",
        prompt: `${marker}: do the scripted work.`,
        subagent_type: "general-purpose",
        run_in_background: false,
      },
    },
  ],

  serve: serveAnthropic,

  own: ({ home }, via) => [
    { file: join(home, ".claude", "settings.json"), text: OWN },
    ...(via === "managed" ? [{ file: "/etc/claude-code/managed-settings.d/50-clampd.json", text: undefined }] : []),
  ],

  configure({ home }, guard) {
    const handler = { type: "command", command: guard, args: [], timeout: 10 };
    const hooks = Object.fromEntries(EVENTS.map((event) => [event, [{ matcher: "*", hooks: [handler] }]]));
    writeIfDifferent(join(home, ".claude", "settings.json"), `${JSON.stringify({ hooks }, null, 2)}\n`);
  },

  launch({ place, port, prompt }) {
    const servers = join(place.root, "mcp.json");
    writeFileSync(servers, JSON.stringify({ mcpServers: { runner: { type: "stdio", ...MCP_SERVER } } }));
    const output = ["--output-format", "stream-json", "--verbose"];
    const access = ["--dangerously-skip-permissions", "--mcp-config", servers, "--strict-mcp-config"];
    return {
      file: join(packageFolder(`@anthropic-ai/claude-code-${process.platform}-${process.arch}`), "claude"),
      args: ["-p", prompt, ...output, ...access],
      env: {
        CLAUDE_CONFIG_DIR: join(place.home, ".claude"),
        ANTHROPIC_BASE_URL: `http://127.0.0.1:${port}`,
        ANTHROPIC_API_KEY: "dummy-key-for-loopback",
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
        DISABLE_AUTOUPDATER: "1",
        // Without it, --dangerously-skip-permissions is refused to root.
        IS_SANDBOX: "1",
      },
    };
  },
};
