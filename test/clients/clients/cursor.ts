/** Cursor's local agent runtime, as the package @cursor/sdk brings it, and ~/.cursor/hooks.json. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Client } from "../client.ts";
import { writeIfDifferent } from "../effect.ts";
import { packageFolder } from "../install.ts";
import { serveCursor } from "../servers/cursor.ts";
import { MCP_SERVER } from "./mcp.ts";

const DRIVER = fileURLToPath(import.meta.resolve("./cursor-driver.ts"));
const PERMISSION_EVENTS = ["preToolUse", "beforeShellExecution", "beforeMCPExecution", "beforeReadFile"];
const OUTCOME_EVENTS = ["postToolUse", "postToolUseFailure"];

const OWN = `{
  "version": 1, // theirs
  "hooks": {
    "preToolUse": [
      { "command": "true" }
    ]
  }
}
`;

/** Cursor runs these hooks, too. */
const CLAUDE = '{\n  "hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "true"}]}]}\n}\n';

export const cursor: Client = {
  name: "cursor",
  package: "@cursor/sdk",
  version: "1.0.32",
  sessions: [
    { variant: "", scenarios: ["Bash", "Write", "Edit", "Read", "MCP tool", "subagent's Bash", "delete"] },
    { variant: "beside Claude Code's hooks", scenarios: ["Bash", "Write", "Read", "MCP tool"], beside: "claude" },
  ],
  labels: { Bash: "Shell", Edit: "Write over", "subagent's Bash": "subagent's Shell", delete: "Delete" },

  // The tools are what Cursor's backend asks the runtime for; an edit arrives there as the file's whole new text.
  spell(act) {
    switch (act.kind) {
      case "command":
        return [{ tool: "shell", input: { command: act.command } }];
      case "write":
        return [{ tool: "write", input: { path: act.path, fileText: act.text } }];
      case "edit":
        return [{ tool: "write", input: { path: act.path, fileText: act.whole.replace(act.from, act.to) } }];
      case "read":
        return [{ tool: "read", input: { path: act.path } }];
      case "delete":
        return [{ tool: "delete", input: { path: act.path } }];
      case "mcp":
        return [{ tool: "mcp", input: { server: "runner", tool: "run_command", args: { command: act.command } } }];
    }
  },

  delegate: (marker) => [{ tool: "subagent", input: { prompt: `${marker}: do the scripted work.` } }],

  serve: serveCursor,

  own: ({ home }, via) => [
    { file: join(home, ".cursor", "hooks.json"), text: OWN },
    { file: join(home, ".claude", "settings.json"), text: CLAUDE },
    ...(via === "managed" ? [{ file: "/etc/cursor/hooks.json", text: undefined }] : []),
  ],

  configure({ home }, guard) {
    const entries = [
      ...PERMISSION_EVENTS.map((event) => [event, [{ command: guard, timeout: 10, failClosed: true }]]),
      ...OUTCOME_EVENTS.map((event) => [event, [{ command: guard, timeout: 10 }]]),
    ];
    const text = `${JSON.stringify({ version: 1, hooks: Object.fromEntries(entries) }, null, 2)}\n`;
    writeIfDifferent(join(home, ".cursor", "hooks.json"), text);
  },

  launch: ({ port, prompt }) => ({
    file: process.execPath,
    args: [DRIVER, packageFolder("@cursor/sdk"), prompt, JSON.stringify({ runner: MCP_SERVER })],
    env: { CURSOR_BACKEND_URL: `http://127.0.0.1:${port}`, CURSOR_API_KEY: "dummy-key-for-loopback" },
  }),
};
