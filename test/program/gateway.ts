import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { bashCall, type Ended, full, guard, run } from "./program.ts";

const serving = new Set<ChildProcess>();

export interface Served {
  readonly url: string;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** A gateway of the built program, as a person starts it; its context goes to `home`. */
export function serveGateway(home: string, port = 0): Promise<Served> {
  return new Promise((resolve, reject) => {
    const args = ["gateway", "--port", String(port), "--data", join(home, "gateway"), "--log-level", "warn"];
    const child = spawn(full, args, { env: { PATH: process.env.PATH, HOME: home } });
    serving.add(child);
    let text = "";
    const read = async (chunk: Buffer) => {
      text += chunk;
      const url = /listening on (\S+)/.exec(text)?.[1];
      if (url === undefined) return;
      // Its context is written after it listens.
      while (!existsSync(join(home, ".clampd", "config.toml"))) await sleep(10);
      resolve({ url, stop: (signal) => stop(child, signal) });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("close", () => {
      serving.delete(child);
      reject(new Error(`the gateway ended: ${text}`));
    });
  });
}

function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (!serving.has(child)) return Promise.resolve();
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.kill(signal);
  return ended;
}

export async function stopGateways(): Promise<void> {
  await Promise.all([...serving].map((child) => stop(child)));
}

/** The command line in a home. */
export function commands(home: string) {
  const command = (args: readonly string[], stdin = ""): Promise<Ended> =>
    run(guard, args, stdin, { HOME: home, NO_COLOR: "1" });
  return {
    command,
    /** What it prints with --json; fails where it fails. */
    // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
    json: async (args: readonly string[], stdin = ""): Promise<any> => {
      const { status, stdout, stderr } = await command([...args, "--json"], stdin);
      if (status !== 0) throw new Error(`${args.join(" ")}: ${status}: ${stderr}${stdout}`);
      return JSON.parse(stdout);
    },
  };
}

/** What the hook answers to a command of the agent's. */
export async function asked(home: string, line: string): Promise<"silence" | "ask" | "deny"> {
  const { stdout } = await run(guard, [], bashCall(home, line, `${Math.random()}`), { HOME: home });
  if (stdout === "") return "silence";
  return JSON.parse(stdout).hookSpecificOutput.permissionDecision;
}

/** Milliseconds until the hook says it; it is asked again and again. */
export async function until(home: string, line: string, wanted: string, mostMs: number): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < mostMs) {
    if ((await asked(home, line)) === wanted) return performance.now() - started;
    await sleep(10);
  }
  throw new Error(`no ${wanted} within ${mostMs} ms`);
}

export function guardFile(home: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(home, ".clampd", "guard.json"), "utf8"));
}
