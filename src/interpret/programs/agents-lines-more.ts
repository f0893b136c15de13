import type { AgentLine } from "./agents-line.ts";
import { GOOSE_ACTS } from "./databases-migrations.ts";

/** Agents that fewer people use. */
/** Sub-commands and drivers of the migrations' goose, which has the same name. */
const MIGRATES = [
  "up",
  "up-by-one",
  "up-to",
  "down",
  "down-to",
  "redo",
  "reset",
  "status",
  "version",
  "create",
  "fix",
  "validate",
  "postgres",
  "mysql",
  "sqlite3",
  "turso",
  "clickhouse",
];

export const MORE_LINES: readonly AgentLine[] = [
  {
    names: ["amp"],
    agent: "amp",
    options: "-x|--execute= --dangerously-allow-all -m= --mcp-config= --settings-file= --stream-json",
    unguarded: ["dangerously-allow-all"],
    quiet: ["login", "logout", "threads", "tools", "mcp", "permissions", "update", "doctor", "skill"],
    prompt: ["x"],
    changes: [
      ["permissions add|edit", "~/.config/amp/settings.json"],
      ["mcp add|remove|approve", "~/.config/amp/settings.json"],
    ],
    commonWord: true,
  },
  {
    names: ["droid"],
    agent: "droid",
    options:
      "--auto= --skip-permissions-unsafe -f|--file= -o|--output-format= -m|--model= -s|--session-id= -r= --cwd= --enabled-tools= --disabled-tools=",
    unguarded: ["skip-permissions-unsafe"],
    values: [["auto", /^high$/]],
    quiet: ["mcp", "plugin", "update"],
    changes: [["mcp add|remove", "~/.factory/mcp.json"]],
  },
  {
    names: ["goose"],
    agent: "goose",
    options:
      "-t|--text= -i|--instructions= -n|--name= -r --with-extension= --with-builtin= --recipe= --max-turns= -q -s --no-session",
    unguarded: [],
    quiet: ["configure", "info", "update", "sessions", "mcp", "projects", "recipe", ...MIGRATES],
    also: GOOSE_ACTS,
    prompt: ["t"],
    commonWord: true,
  },
  {
    names: ["crush"],
    agent: "crush",
    options: "-y|--yolo -c|--cwd= -D= -d -m= -q",
    unguarded: ["y"],
    quiet: ["logs", "dirs", "update-providers", "models", "login", "projects"],
  },
  {
    names: ["cline"],
    agent: "cline",
    options: "-y|--yolo -m= -p -a -o|--oneshot -s= --no-interactive --auto-approve-all",
    unguarded: ["y", "auto-approve-all"],
    quiet: ["auth", "config", "version", "instance", "history"],
  },
  {
    names: ["kiro-cli", "q"],
    agent: "kiro",
    options: "-a|--trust-all-tools --trust-tools= --agent= --no-interactive --model= --resume",
    unguarded: ["a"],
    quiet: [
      "login",
      "logout",
      "whoami",
      "settings",
      "mcp",
      "doctor",
      "update",
      "integrations",
      "translate",
      "inline",
      "diagnostic",
      "version",
      "agent",
      "help",
    ],
    commonWord: true,
  },
];
