/**
 * Codex' app-server as small as can be: tells what ~/.codex/hooks.json holds and whether ~/.codex/config.toml trusts it, in the
 * words of Codex 0.169.0. MUTE in the environment makes it one that knows no such question.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parse } from "smol-toml";
import { trustHash } from "../../installers/codex.ts";
import type { JsonObject } from "../../src/model/json.ts";

interface Config {
  readonly features?: { readonly hooks?: boolean };
  readonly hooks?: { readonly state?: Readonly<Record<string, { trusted_hash?: string; enabled?: boolean }>> };
}

interface Group {
  readonly matcher?: string;
  readonly hooks: readonly (JsonObject & { readonly command: string })[];
}

const folder = join(process.env.HOME ?? "/", ".codex");
const file = join(folder, "hooks.json");
const NAMES = { PreToolUse: "pre_tool_use", PostToolUse: "post_tool_use" } as const;

if (process.argv.includes("--version")) console.log("codex-cli 0.169.0");
else if (process.argv.includes("app-server")) await serve();

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method } = JSON.parse(line) as { readonly id?: number; readonly method: string };
    if (method === "initialize") say({ id, result: { codexHome: folder } });
    if (method === "hooks/list" && process.env.MUTE === undefined)
      say({ id, result: { data: [{ hooks: listed(), warnings: [], errors: [] }] } });
    else if (method === "hooks/list") say({ id, error: { code: -32601, message: "method not found" } });
  }
}

function say(message: object): void {
  console.log(JSON.stringify(message));
}

function listed(): readonly object[] {
  const config = parse(
    existsSync(join(folder, "config.toml")) ? readFileSync(join(folder, "config.toml"), "utf8") : "",
  );
  const { features, hooks: { state = {} } = {} } = config as Config;
  if (features?.hooks === false) return [];
  const { hooks } = JSON.parse(readFileSync(file, "utf8")) as { readonly hooks: Record<string, readonly Group[]> };
  return Object.entries(NAMES).flatMap(([event, name]) =>
    (hooks[event] ?? []).flatMap((group, index) =>
      group.hooks.map((handler, position) => {
        const key = `${file}:${name}:${index}:${position}`;
        const { trusted_hash: trusted, enabled = true } = state[key] ?? {};
        const currentHash = trustHash(name, group.matcher, handler);
        const trustStatus = trusted === undefined ? "untrusted" : trusted === currentHash ? "trusted" : "modified";
        return { key, command: handler.command, enabled, isManaged: false, currentHash, trustStatus };
      }),
    ),
  );
}
