import { chmodSync, lstatSync, renameSync, statSync, unlinkSync } from "node:fs";
import type { Server } from "node:net";
import { makeFolder } from "../policy/file.ts";
import { releaseLock, takeLock } from "./lock.ts";
import { type Log, openLog } from "./log.ts";
import type { EnginePlaces } from "./places.ts";
import { type EngineServer, newServer } from "./server.ts";

export interface EngineOptions {
  readonly places: EnginePlaces;
  readonly build: string;
  /** Milliseconds without a request after which the engine leaves. */
  readonly idleMs: number;
}

export const IDLE_MS = 30 * 60_000;
const WATCH_MS = 5_000;
/** Connections whose request has begun are given so long when the engine ends; the launcher decides cold where it was cut off. */
const GRACE_MS = 500;

/** Runs the engine until it is idle, displaced, outdated or told to stop. Gives the reason it ended for. */
export async function runEngine({ places, build, idleMs }: EngineOptions): Promise<string> {
  ownFolder(places.folder);
  const lock = takeLock(places.lock, build);
  if (!lock.held) return `another engine runs (process ${lock.by.pid})`;
  process.chdir("/"); // a working directory that is deleted must not matter
  try {
    return await serveUntil(places, build, idleMs);
  } finally {
    releaseLock(places.lock);
  }
}

/** INVARIANT: an engine serves from its own user's folder only: one of root's in a user's home would decide and record as root. */
function ownFolder(folder: string): void {
  makeFolder(folder, 2);
  const stats = lstatSync(folder);
  if (!stats.isDirectory()) throw new Error(`${folder} is no folder`);
  const uid = process.geteuid?.();
  if (uid !== undefined && stats.uid !== uid) throw new Error(`${folder} belongs to another user`);
  chmodSync(folder, 0o700);
}

async function serveUntil(places: EnginePlaces, build: string, idleMs: number): Promise<string> {
  const log = openLog(places.log);
  let last = Date.now();
  let end: (why: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const engine = newServer(build, {
    served: () => {
      last = Date.now();
    },
    failed: log,
  });
  const program = inodeOf(process.execPath);
  await listen(engine.server, places.socket);
  const socket = inodeOf(places.socket);
  log(`started, build ${build}`);
  engine.prepare();
  const watch = setInterval(
    () => {
      if (inodeOf(places.socket) !== socket) end("its socket is gone");
      else if (inodeOf(process.execPath) !== program) end("its program was replaced");
      else if (Date.now() - last > idleMs) end("idle");
    },
    Math.min(WATCH_MS, idleMs),
  );
  endOnSignals(end, log);
  const why = await ended;
  clearInterval(watch);
  if (inodeOf(places.socket) === socket) remove(places.socket);
  await close(engine);
  log(`ended: ${why}`);
  return why;
}

export function endOnSignals(end: (why: string) => void, log: Log): void {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => end(signal));
  process.on("uncaughtException", (error) => {
    log(`failed: ${error instanceof Error ? error.name : "unknown"}`);
    end("an internal error");
  });
}

/** No new connections; those that are open are answered first. */
export async function close({ server, connections, close: closeGateway }: EngineServer): Promise<void> {
  const grace = setTimeout(() => {
    for (const connection of connections) connection.destroy();
  }, GRACE_MS);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  clearTimeout(grace);
  await closeGateway();
}

/** Listens under a name of its own and then takes the well-known one in one step, so that there is no moment without a socket. */
function listen(server: Server, socket: string): Promise<void> {
  if (process.platform === "win32")
    return new Promise((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  const own = socket.replace(/[^/]+$/, `.${process.pid}`); // no longer than the name that it gets: both must fit sun_path
  remove(own);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(own, () => {
      chmodSync(own, 0o600);
      renameSync(own, socket);
      resolve();
    });
  });
}

function inodeOf(path: string): bigint | undefined {
  if (process.platform === "win32") return 0n;
  return statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // was not there
  }
}
