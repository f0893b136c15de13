import type { Act } from "./program.ts";

/** How one agent's command line is read. */
export interface AgentLine {
  readonly names: readonly string[];
  readonly agent: string;
  readonly options: string;
  /** Options with which its own permission checks are off. */
  readonly unguarded: readonly string[];
  /** `option=value` pairs that do the same. */
  readonly values?: readonly (readonly [option: string, value: RegExp])[];
  /** Options with which its hooks, and so this guard, are not loaded. */
  readonly hooksOff?: readonly string[];
  /** Sub-commands with which no agent runs. */
  readonly quiet: readonly string[];
  /** Sub-commands that change its settings, and the file that they change. */
  readonly changes?: readonly (readonly [sub: string, file: string])[];
  /** Options that hold a prompt, beside the operands. */
  readonly prompt?: readonly string[];
  /** What a program of the same name does. */
  readonly also?: readonly Act[];
  /** It is an ordinary word. */
  readonly commonWord?: true;
}

export const LINES: readonly AgentLine[] = [
  {
    names: ["claude"],
    agent: "claude",
    options:
      "-p|--print --dangerously-skip-permissions --allow-dangerously-skip-permissions --permission-mode= --permission-prompt-tool= --bare --safe-mode --setting-sources= --settings= --model= --agents= --agent= --add-dir= --allowedTools|--allowed-tools= --disallowedTools|--disallowed-tools= --mcp-config= --strict-mcp-config --output-format= --input-format= --system-prompt= --append-system-prompt= --max-turns= -c|--continue -r|--resume?= --session-id= --verbose --debug?= --tools= --plugin-dir= --fallback-model= --json-schema= -w|--worktree?= -s|--scope= -t|--transport= -e|--env= -H|--header= -d --ide --chrome",
    unguarded: ["dangerously-skip-permissions"],
    values: [
      ["permission-mode", /^(?:bypassPermissions|dontAsk)$/],
      ["settings", /disableAllHooks|bypassPermissions/],
      ["allowedTools", /^(?:\*|Bash|Bash\(\*\))$/],
    ],
    hooksOff: ["bare", "safe-mode", "setting-sources"],
    quiet: [
      "mcp",
      "config",
      "doctor",
      "update",
      "install",
      "plugin",
      "plugins",
      "setup-token",
      "auth",
      "migrate-installer",
      "agents",
      "auto-mode",
    ],
    changes: [
      ["mcp add|add-json|add-from-claude-desktop|remove|reset-project-choices", "~/.claude.json"],
      ["config set|add|remove", "~/.claude/settings.json"],
      ["plugin|plugins install|i|uninstall|remove|enable|disable|update", "~/.claude/plugins/installed"],
      ["plugin|plugins marketplace add|remove|update", "~/.claude/plugins/marketplaces"],
    ],
  },
  {
    names: ["codex"],
    agent: "codex",
    options:
      "-c|--config= -m|--model= -p|--profile= -s|--sandbox= -a|--ask-for-approval= -C|--cd= -i|--image= -o|--output-last-message= --output-schema= --color= --add-dir= --enable= --disable= --dangerously-bypass-approvals-and-sandbox|--yolo --dangerously-bypass-hook-trust --full-auto --ignore-user-config --ignore-rules --oss --search --json --skip-git-repo-check --local-provider= --env= --url= --bearer-token-env-var=",
    unguarded: ["dangerously-bypass-approvals-and-sandbox", "dangerously-bypass-hook-trust"],
    values: [
      ["sandbox", /^danger-full-access$/],
      ["c", /sandbox_mode\s*=\s*"?danger-full-access|approval_policy\s*=\s*"?never/],
    ],
    hooksOff: ["ignore-user-config", "ignore-rules"],
    quiet: [
      "login",
      "logout",
      "mcp",
      "completion",
      "debug",
      "doctor",
      "features",
      "app-server",
      "mcp-server",
      "sandbox",
      "apply",
      "a",
    ],
    changes: [
      ["mcp add|remove|login|logout", "~/.codex/config.toml"],
      ["features enable|disable", "~/.codex/config.toml"],
    ],
  },
  {
    names: ["cursor-agent"],
    agent: "cursor",
    options:
      "-p|--print -f|--force --yolo --trust --approve-mcps -m|--model= --output-format= --resume?= -a|--api-key= -H= --sandbox= --mode= --workspace= -b|--background",
    unguarded: ["f", "yolo"],
    values: [["sandbox", /^disabled$/]],
    quiet: [
      "login",
      "logout",
      "status",
      "whoami",
      "about",
      "update",
      "upgrade",
      "ls",
      "mcp",
      "models",
      "help",
      "install-shell-integration",
    ],
    changes: [["mcp enable|disable|login", "~/.cursor/mcp.json"]],
  },
  {
    names: ["gemini", "qwen"],
    agent: "gemini",
    options:
      "-p|--prompt= -i|--prompt-interactive= -m|--model= -y|--yolo --approval-mode= -s|--sandbox -e|--extensions= --allowed-tools= --allowed-mcp-server-names= --include-directories= -o|--output-format= -d|--debug -r|--resume?= --scope= --policy= --auth-type= --trust",
    unguarded: ["y"],
    values: [["approval-mode", /^yolo$/]],
    quiet: ["mcp", "extensions", "extension", "hooks", "skills", "auth"],
    changes: [
      ["mcp add|remove|enable|disable", "~/.gemini/settings.json"],
      [
        "hooks|extensions|extension|skills install|uninstall|enable|disable|link|migrate|update",
        "~/.gemini/settings.json",
      ],
    ],
    prompt: ["p", "i"],
  },
  {
    names: ["copilot"],
    agent: "copilot",
    options:
      "-p|--prompt= --allow-all-tools --allow-all --yolo --allow-all-paths --allow-all-urls --allow-tool= --deny-tool= --add-dir= --model= --resume?= --continue --additional-mcp-config= --agent= --log-level= --disable-builtin-mcps -s",
    unguarded: ["allow-all-tools", "allow-all", "yolo"],
    quiet: [
      "help",
      "login",
      "update",
      "version",
      "plugin",
      "app",
      "svc",
      "job",
      "env",
      "task",
      "pipeline",
      "deploy",
      "init",
    ],
    // AWS Copilot has the same name.
    also: [
      {
        sub: "app|svc|job|env|pipeline|task delete",
        does: {
          kind: "cloud",
          provider: "aws",
          action: "delete",
          resource: "app",
          name: "",
          all: false,
          production: false,
        },
      },
    ],
    prompt: ["p"],
    commonWord: true,
  },
  {
    names: ["opencode"],
    agent: "opencode",
    options:
      "-m|--model= -p|--prompt= -s|--session= -c|--continue --agent= --pure --format= -f|--file= --title= --port= --hostname= --attach= --share --dangerously-skip-permissions",
    unguarded: ["dangerously-skip-permissions"],
    hooksOff: ["pure"],
    quiet: [
      "auth",
      "models",
      "upgrade",
      "uninstall",
      "session",
      "stats",
      "export",
      "import",
      "mcp",
      "agent",
      "debug",
      "github",
    ],
    changes: [["mcp add|auth|logout", "~/.config/opencode/opencode.json"]],
    prompt: ["p"],
  },
  {
    names: ["aider"],
    agent: "aider",
    options:
      "-m|--message= -f|--message-file= --yes-always --yes --model= --file= --read= --test-cmd= --lint-cmd= --no-git --no-auto-commits --api-key= --edit-format= --no-verify-ssl",
    unguarded: ["yes-always"],
    quiet: [],
    prompt: ["m"],
  },
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
    quiet: ["configure", "info", "update", "sessions", "mcp", "projects", "recipe"],
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
