import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BUILD_ID } from "../build-id.ts";
import { askState } from "../engine/client.ts";
import { IDLE_MS, runEngine } from "../engine/engine.ts";
import { isAlive, isHeld, readLock } from "../engine/lock.ts";
import { type EnginePlaces, engineFolder, enginePlaces } from "../engine/places.ts";
import type { EngineState } from "../engine/server.ts";
import { runService } from "../engine/service.ts";
import { startEngine } from "../engine/start.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

const MINUTE = 60_000;
const STOP_MS = 3_000;

interface EngineFacts {
  readonly pid: number;
  readonly build: string;
  /** Of the build that this program is. */
  readonly own: boolean;
  /** Undefined where it does not answer. */
  readonly state: EngineState | undefined;
}

export const registerEngine: Register = (program, done) => {
  const engine = program.command("engine");
  engine
    .command("run")
    .description("serve in the foreground until idle or stopped")
    .option("--idle <minutes>", "leave after so long without a call", String(IDLE_MS / MINUTE))
    .option("--user <uid>", "serve this user from the machine's service manager (docs/engine.md)")
    .action(async (options: { readonly idle: string; readonly user?: string }) => {
      const minutes = Number(options.idle);
      if (!(minutes > 0)) throw new CommandError("--idle takes a number of minutes above 0", EXIT.usage);
      const idleMs = minutes * MINUTE;
      print(
        options.user === undefined
          ? await runEngine({ places: places(), build: BUILD_ID, idleMs })
          : await runService({ user: options.user, build: BUILD_ID, idleMs, env: process.env }),
      );
    });
  engine
    .command("status")
    .description("which engines run, and whether they answer")
    .option("--json", "as JSON")
    .action(async (options: { readonly json?: boolean }) => {
      const engines = await running();
      if (options.json === true) printJson({ build: BUILD_ID, engines });
      else if (engines.length === 0) print("no engine runs; the next hook call starts one");
      else for (const each of engines) print(described(each));
      done(engines.some((each) => each.state === undefined) ? EXIT.problem : EXIT.ok);
    });
  engine
    .command("stop")
    .description("end the engine; calls go on being decided, each in its own process, and the next one starts it again")
    .action(async () => print((await stop()) ? "stopped" : "no engine runs"));
  engine
    .command("restart")
    .description("end the engine and start a new one")
    .action(async () => {
      await stop();
      startEngine(thisMachine());
      print("started");
    });
};

function described({ pid, build, own, state }: EngineFacts): string {
  const which = `an engine${own ? "" : " of another version"} runs (process ${pid}, build ${build})`;
  if (state === undefined) return `${which}, but does not answer`;
  return `${which}: ${state.calls} calls since ${new Date(state.since).toISOString()}, ${Math.round(state.memory / 1e6)} MB`;
}

function places(): EnginePlaces {
  const found = enginePlaces(thisMachine().home, BUILD_ID);
  if (found === undefined)
    throw new CommandError("no engine can run: the home folder is not known, or its path is too long for a socket");
  return found;
}

/** The engines of this user, of all builds. */
async function running(): Promise<readonly EngineFacts[]> {
  const { home } = thisMachine();
  if (home === undefined) return [];
  const found: EngineFacts[] = [];
  for (const name of locks(engineFolder(home))) {
    const path = join(engineFolder(home), name);
    const holder = readLock(path);
    const socket = holder && enginePlaces(home, holder.build)?.socket;
    const lives = holder !== undefined && (holder.build === BUILD_ID ? isHeld(path, holder) : isAlive(holder.pid));
    if (!lives || socket === undefined) continue;
    found.push({ ...holder, own: holder.build === BUILD_ID, state: await askState(socket) });
  }
  return found;
}

function locks(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^engine-.+\.lock$/.test(name));
  } catch {
    return [];
  }
}

/** INVARIANT: a process is only signalled when it serves an engine's socket: a number in a file may be anybody's by now. */
export async function stop(): Promise<boolean> {
  const engines = (await running()).filter((each) => each.state?.pid === each.pid);
  for (const { pid } of engines) process.kill(pid, "SIGTERM");
  const until = Date.now() + STOP_MS;
  for (const { pid } of engines) {
    while (isAlive(pid)) {
      if (Date.now() > until) throw new CommandError(`process ${pid} does not end`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return engines.length > 0;
}
