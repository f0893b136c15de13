import { createConnection } from "node:net";
import { BUILD_ID } from "../build-id.ts";
import { runEngine } from "../engine/engine.ts";
import { isAlive, readLock } from "../engine/lock.ts";
import { type EnginePlaces, enginePlaces } from "../engine/places.ts";
import { startEngine } from "../engine/start.ts";
import { thisMachine } from "../world/machine.ts";
import type { Register } from "./commands.ts";
import { CommandError, EXIT } from "./errors.ts";
import { print, printJson } from "./print.ts";

const IDLE_MINUTES = 30;
const STOP_MS = 3_000;

export const registerEngine: Register = (program, done) => {
  const engine = program
    .command("engine")
    .description("the resident process that answers hooks in about a millisecond; it is never required");
  engine
    .command("run")
    .description("serve in the foreground until idle or stopped")
    .option("--idle <minutes>", "leave after so long without a call", String(IDLE_MINUTES))
    .action(async (options: { readonly idle: string }) => {
      const minutes = Number(options.idle);
      if (!(minutes > 0)) throw new CommandError("--idle takes a number of minutes above 0", EXIT.usage);
      print(await runEngine({ places: places(), build: BUILD_ID, idleMs: minutes * 60_000 }));
    });
  engine
    .command("status")
    .description("whether an engine runs, and of which build")
    .option("--json", "as JSON")
    .action(async (options: { readonly json?: boolean }) => {
      const facts = await status();
      if (options.json === true) printJson(facts);
      else
        print(
          facts.running
            ? `engine runs (process ${facts.pid}, build ${facts.build})${facts.answers ? "" : ", but does not answer"}`
            : "no engine runs; the next hook call starts one",
        );
      done(facts.running && !facts.answers ? EXIT.problem : EXIT.ok);
    });
  engine
    .command("stop")
    .description("end the engine; calls go on being decided, each in its own process")
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

function places(): EnginePlaces {
  const found = enginePlaces(thisMachine().home);
  if (found === undefined)
    throw new CommandError("no engine can run: the home folder is not known, or its path is too long for a socket");
  return found;
}

async function status() {
  const { lock, socket } = places();
  const holder = readLock(lock);
  const running = holder !== undefined && isAlive(holder.pid);
  return {
    running,
    pid: running ? holder.pid : undefined,
    build: running ? holder.build : undefined,
    answers: running && (await answers(socket)),
    socket,
  };
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection(socket);
    connection.once("connect", () => resolve(true)).once("error", () => resolve(false));
    connection.once("connect", () => connection.destroy());
  });
}

async function stop(): Promise<boolean> {
  const { lock } = places();
  const holder = readLock(lock);
  if (holder === undefined || !isAlive(holder.pid)) return false;
  process.kill(holder.pid, "SIGTERM");
  const until = Date.now() + STOP_MS;
  while (isAlive(holder.pid)) {
    if (Date.now() > until) throw new CommandError(`process ${holder.pid} does not end`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}
