import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineState } from "../../src/engine/server.ts";

const dist = join(import.meta.dirname, "../../dist");
const suffix = process.platform === "win32" ? ".exe" : "";

/** What is installed: the launcher, or the full program alone where the build had no C compiler. */
export const guard = join(dist, `clampd-guard${suffix}`);
export const full = join(dist, `clampd-guard-full${suffix}`);

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Env = Readonly<Record<string, string>>;

export function run(program: string, args: readonly string[], stdin: string | Buffer, env: Env): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env } });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk) => stdout.push(chunk));
    child.stderr.on("data", (chunk) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (status) =>
      resolve({ status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}

/** A home that enforces, with a project in it. */
export function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), "clampd-home-"));
  mkdirSync(join(home, "project", ".git"), { recursive: true });
  mkdirSync(join(home, ".clampd"));
  writeFileSync(join(home, ".clampd", "guard.json"), JSON.stringify({ version: 1, mode: "enforce" }));
  return home;
}

export function bashCall(home: string, command: string, id = "1"): string {
  return JSON.stringify({
    hook_event_name: "PreToolUse",
    session_id: "s",
    cwd: join(home, "project"),
    tool_name: "Bash",
    tool_input: { command },
    tool_use_id: id,
  });
}

export interface EngineStatus {
  readonly build: string;
  readonly engines: readonly { readonly pid: number; readonly own: boolean; readonly state?: EngineState }[];
}

export function engineStatus(home: string): EngineStatus {
  const { stdout } = spawnSync(guard, ["engine", "status", "--json"], { encoding: "utf8", env: { HOME: home } });
  return JSON.parse(stdout);
}

/** Starts an engine by a call, as an agent does, and waits until it answers. */
export async function warmUp(home: string): Promise<EngineState> {
  await run(guard, [], bashCall(home, "ls"), { HOME: home });
  for (;;) {
    const state = engineStatus(home).engines.find((each) => each.own)?.state;
    if (state !== undefined) return state;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Processes that run an engine for this home, by /proc. */
export function enginesOf(home: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const isEngine = readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("\0engine\0run");
        return isEngine && readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`HOME=${home}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

export function journal(home: string): readonly Readonly<Record<string, unknown>>[] {
  const folder = join(home, ".clampd", "journal");
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line)),
  );
}

/** Ends the home's engine and removes it. */
export function removeHome(home: string): void {
  spawnSync(guard, ["engine", "stop"], { env: { HOME: home } });
  rmSync(home, { recursive: true, force: true });
}
