import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { isOurCommand } from "../src/install/ours.ts";
import { isObject, type Json, type JsonObject } from "../src/model/json.ts";

const LIMIT_MS = 20_000;

export type Trust =
  | { readonly state: "trusted"; readonly by: "the digest written" | "Codex itself" }
  | { readonly state: "not trusted" | "not known"; readonly why: string };

interface Hook {
  readonly key: string;
  readonly currentHash: string;
  readonly trustStatus: string;
}

/**
 * Asks the installed Codex, by its app-server (0.169.0: `hooks/list`, `config/batchWrite`), whether it trusts our hooks. Where
 * its digest differs from the one that was written, Codex records its own, for our hooks alone.
 */
export async function askCodex(program: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Trust> {
  try {
    return await withServer(program, cwd, env, async (call) => {
      const hooks = await ours(call, cwd);
      if (hooks.length === 0)
        return { state: "not trusted", why: "Codex does not list the hooks; look at /hooks in Codex" };
      if (hooks.every(isTrusted)) return { state: "trusted", by: "the digest written" };
      const value = Object.fromEntries(hooks.map((hook) => [hook.key, { trusted_hash: hook.currentHash }]));
      const edits = [{ keyPath: "hooks.state", value, mergeStrategy: "upsert" }];
      await call("config/batchWrite", { edits, filePath: null, expectedVersion: null, reloadUserConfig: true });
      if ((await ours(call, cwd)).every(isTrusted)) return { state: "trusted", by: "Codex itself" };
      return { state: "not trusted", why: "open /hooks in Codex and trust the hooks of clampd-guard" };
    });
  } catch (error) {
    return {
      state: "not known",
      why: `Codex could not be asked (${error instanceof Error ? error.message : error}); look at /hooks in Codex`,
    };
  }
}

type Call = (method: string, params: JsonObject) => Promise<Json>;

const isTrusted = ({ trustStatus }: Hook): boolean => trustStatus === "trusted" || trustStatus === "managed";

async function ours(call: Call, cwd: string): Promise<readonly Hook[]> {
  const result = await call("hooks/list", { cwds: [cwd] });
  const data = isObject(result) && Array.isArray(result.data) ? result.data : [];
  const hooks = data.flatMap((each: Json) => (isObject(each) && Array.isArray(each.hooks) ? each.hooks : []));
  return hooks.filter((hook: Json) => isObject(hook) && isOurCommand(hook.command)) as unknown as readonly Hook[];
}

/** One JSON object a line, both ways. The server is ended with its input and, where that is not enough, by a signal. */
async function withServer<T>(
  program: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  work: (call: Call) => Promise<T>,
): Promise<T> {
  const server = spawn(program, ["app-server"], { cwd, env, stdio: ["pipe", "pipe", "ignore"] });
  const waiting = new Map<number, { resolve: (value: Json) => void; reject: (error: Error) => void }>();
  const fail = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  let stopped: Error | undefined;
  const stop = (error: Error) => {
    stopped = error;
    fail(error);
  };
  server.on("error", stop);
  server.on("exit", () => stop(new Error("its app-server ended")));
  server.stdin.on("error", stop);
  createInterface({ input: server.stdout }).on("line", (line) => {
    const message = parsed(line);
    const pending = isObject(message) && typeof message.id === "number" ? waiting.get(message.id) : undefined;
    if (!isObject(message) || pending === undefined) return;
    waiting.delete(message.id as number);
    if (message.error === undefined) pending.resolve(message.result ?? null);
    else pending.reject(new Error(JSON.stringify(message.error)));
  });
  const timer = setTimeout(() => fail(new Error("no answer")), LIMIT_MS);
  let id = 0;
  const send = (message: JsonObject) => server.stdin.write(`${JSON.stringify(message)}\n`);
  const call: Call = (method, params) =>
    new Promise((resolve, reject) => {
      if (stopped !== undefined) return reject(stopped);
      waiting.set(++id, { resolve, reject });
      send({ id, method, params });
    });
  try {
    await call("initialize", { clientInfo: { name: "clampd-guard", title: "clampd-guard", version: "1" } });
    send({ method: "initialized" });
    return await work(call);
  } finally {
    clearTimeout(timer);
    server.stdin.end();
    server.kill("SIGTERM");
  }
}

function parsed(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}
