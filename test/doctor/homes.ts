/** Throw-away homes in which the guard is installed, and the ways in which an installation stops being one. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { trustHash } from "../../installers/codex.ts";

export interface Home {
  readonly path: string;
  /** Where the entries say that the guard is. */
  readonly command: string;
  readonly remove: () => void;
}

/** A home with the guard at its usual place, as a link to `program`. */
export function makeHome(program: string): Home {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "clampd-home-")));
  const command = join(path, ".clampd", "bin", "clampd-guard");
  mkdirSync(dirname(command), { recursive: true, mode: 0o700 });
  symlinkSync(program, command);
  return { path, command, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function put(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof value === "string" ? value : `${JSON.stringify(value, null, 2)}\n`);
}

const CLAUDE_EVENTS = ["PreToolUse", "PostToolUse", "PostToolUseFailure"];
const CODEX_EVENTS = { PreToolUse: "pre_tool_use", PostToolUse: "post_tool_use" } as const;

export type Agent = "claude" | "codex" | "gemini" | "qwen";

/** What `install` writes, so that a fault in it and one in the doctor are told apart. */
export const setUp: Readonly<Record<Agent, (home: Home) => void>> = {
  claude({ path, command }) {
    const handler = { type: "command", command, args: [], timeout: 10 };
    const hooks = Object.fromEntries(CLAUDE_EVENTS.map((event) => [event, [{ matcher: "*", hooks: [handler] }]]));
    put(join(path, ".claude", "settings.json"), { hooks });
  },
  codex({ path, command }) {
    const handler = { type: "command", command, timeout: 10 };
    const hooks = Object.fromEntries(
      Object.keys(CODEX_EVENTS).map((event) => [event, [{ matcher: "*", hooks: [handler] }]]),
    );
    const file = join(path, ".codex", "hooks.json");
    put(file, { hooks });
    const trust = Object.values(CODEX_EVENTS).map(
      (event) => `[hooks.state."${file}:${event}:0:0"]\ntrusted_hash = "${trustHash(event, "*", handler)}"\n`,
    );
    put(join(path, ".codex", "config.toml"), trust.join("\n"));
  },
  gemini({ path, command }) {
    const handler = { name: "clampd-guard", type: "command", command, timeout: 10_000 };
    const groups = [{ matcher: ".*", hooks: [handler] }];
    put(join(path, ".gemini", "settings.json"), { hooks: { BeforeTool: groups, AfterTool: groups } });
  },
  qwen({ path, command }) {
    const handler = { type: "command", command, timeout: 10 };
    const hooks = Object.fromEntries(CLAUDE_EVENTS.map((event) => [event, [{ matcher: "*", hooks: [handler] }]]));
    put(join(path, ".qwen", "settings.json"), { hooks });
  },
};

export interface Fault {
  readonly agent: Agent;
  readonly name: string;
  readonly make: (home: Home) => void;
  /** What the doctor says of it, where that is not that it was not obeyed. */
  readonly outcome?: "not-tried";
}

const CONFIG: Readonly<Record<Agent, string>> = {
  claude: ".claude/settings.json",
  codex: ".codex/config.toml",
  gemini: ".gemini/settings.json",
  qwen: ".qwen/settings.json",
};
const configOf = ({ path }: Home, agent: Agent) => join(path, CONFIG[agent]);

/** Each leaves everything else as it was. */
export const FAULTS: readonly Fault[] = [
  ...(["claude", "codex", "gemini", "qwen"] as const).flatMap((agent): readonly Fault[] => [
    {
      agent,
      name: "the hook entry is removed",
      make: (home) =>
        put(agent === "codex" ? join(home.path, ".codex", "hooks.json") : configOf(home, agent), { hooks: {} }),
    },
    {
      agent,
      name: "the program is missing",
      make: ({ command }) => rmSync(command),
      // Gemini CLI 0.61.0 stops every tool where its hook ends with 127: the harmless one, too.
      ...(agent === "gemini" ? { outcome: "not-tried" } : {}),
    },
  ]),
  {
    agent: "claude",
    name: "hooks are disabled",
    make: (home) => set(configOf(home, "claude"), { disableAllHooks: true }),
  },
  {
    agent: "codex",
    name: "hooks are disabled",
    make: (home) => append(configOf(home, "codex"), "\n[features]\nhooks = false\n"),
  },
  { agent: "codex", name: "trust is withdrawn", make: (home) => put(configOf(home, "codex"), "") },
  {
    agent: "gemini",
    name: "hooks are disabled",
    make: (home) => set(configOf(home, "gemini"), { hooksConfig: { enabled: false } }),
  },
  {
    agent: "gemini",
    name: "the hook is disabled by its name",
    make: (home) => set(configOf(home, "gemini"), { hooksConfig: { disabled: ["clampd-guard"] } }),
  },
  { agent: "qwen", name: "hooks are disabled", make: (home) => set(configOf(home, "qwen"), { disableAllHooks: true }) },
  {
    agent: "qwen",
    name: "another hook answers allow",
    make: (home) => overrule(configOf(home, "qwen")),
  },
];

function set(file: string, more: object): void {
  put(file, { ...(JSON.parse(readFileSync(file, "utf8")) as object), ...more });
}

function overrule(file: string): void {
  const { hooks } = JSON.parse(readFileSync(file, "utf8")) as { readonly hooks: Record<string, object[]> };
  const answer = { hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision: "allow" } };
  const other = { hooks: [{ type: "command", command: `echo '${JSON.stringify(answer)}'` }] };
  put(file, { hooks: { ...hooks, PreToolUse: [...(hooks.PreToolUse ?? []), other] } });
}

function append(file: string, text: string): void {
  put(file, readFileSync(file, "utf8") + text);
}
