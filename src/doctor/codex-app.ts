import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Env } from "../../hooks/dialect.ts";
import { isObject } from "../model/json.ts";

/** A hook as Codex itself sees it (app-server of 0.169.0, `hooks/list`). */
export interface CodexHook {
  readonly key: string;
  readonly command: string | undefined;
  /** "trusted", "untrusted", "modified", "managed". */
  readonly trust: string;
  readonly enabled: boolean;
}

const LIMIT_MS = 15_000;

/** What Codex would run in `cwd`; undefined where its app-server does not answer. Starts the client, changes nothing. */
export async function listCodexHooks(
  program: string,
  env: Env,
  cwd: string,
): Promise<readonly CodexHook[] | undefined> {
  const child = spawn(program, ["app-server"], { cwd, env, stdio: ["pipe", "pipe", "ignore"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const say = (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`);
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  try {
    const clientInfo = { name: "clampd-guard", title: "clampd-guard", version: "1" };
    say({ id: 1, method: "initialize", params: { clientInfo } });
    for await (const line of createInterface({ input: child.stdout })) {
      const message = parse(line);
      if (message?.id === 1) {
        say({ method: "initialized" });
        say({ id: 2, method: "hooks/list", params: { cwds: [cwd] } });
      }
      if (message?.id === 2) return hooksIn(message.result);
    }
    return undefined;
  } finally {
    clearTimeout(timer);
    child.stdin.end();
    child.kill("SIGTERM");
  }
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function hooksIn(result: unknown): readonly CodexHook[] | undefined {
  if (!isObject(result) || !Array.isArray(result.data)) return undefined;
  const hooks = result.data.flatMap((each: unknown) => (isObject(each) && Array.isArray(each.hooks) ? each.hooks : []));
  return hooks.filter(isObject).map((hook) => ({
    key: String(hook.key),
    command: typeof hook.command === "string" ? hook.command : undefined,
    trust: String(hook.trustStatus),
    enabled: hook.enabled !== false,
  }));
}
