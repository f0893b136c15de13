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

/** What `install` writes, so that a fault in it and one in the doctor are told apart. */
export const setUp: Readonly<Record<"claude" | "codex", (home: Home) => void>> = {
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
};

export interface Fault {
  readonly agent: "claude" | "codex";
  readonly name: string;
  readonly make: (home: Home) => void;
}

/** Each leaves everything else as it was. */
export const FAULTS: readonly Fault[] = (["claude", "codex"] as const).flatMap((agent): readonly Fault[] => [
  { agent, name: "the hook entry is removed", make: ({ path }) => put(hooksFile(path, agent), { hooks: {} }) },
  { agent, name: "the program is missing", make: ({ command }) => rmSync(command) },
  ...(agent === "claude"
    ? [
        {
          agent,
          name: "hooks are disabled",
          make: ({ path }: Home) => disableInClaude(join(path, ".claude", "settings.json")),
        },
      ]
    : [
        {
          agent,
          name: "hooks are disabled",
          make: ({ path }: Home) => append(join(path, ".codex", "config.toml"), "\n[features]\nhooks = false\n"),
        },
        { agent, name: "trust is withdrawn", make: ({ path }: Home) => put(join(path, ".codex", "config.toml"), "") },
      ]),
]);

function hooksFile(home: string, agent: "claude" | "codex"): string {
  return agent === "claude" ? join(home, ".claude", "settings.json") : join(home, ".codex", "hooks.json");
}

function disableInClaude(file: string): void {
  put(file, { ...(JSON.parse(readFileSync(file, "utf8")) as object), disableAllHooks: true });
}

function append(file: string, text: string): void {
  put(file, readFileSync(file, "utf8") + text);
}
