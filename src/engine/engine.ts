import { appendFileSync, chmodSync, renameSync, statSync, unlinkSync } from "node:fs";
import type { Server } from "node:net";
import { makeFolder } from "../policy/file.ts";
import { releaseLock, takeLock } from "./lock.ts";
import type { EnginePlaces } from "./places.ts";
import { newServer } from "./server.ts";

export interface EngineOptions {
  readonly places: EnginePlaces;
  readonly build: string;
  /** Milliseconds without a request after which the engine leaves. */
  readonly idleMs: number;
}

const WATCH_MS = 5_000;
const MAX_LOG = 1024 * 1024;

/** Runs the engine until it is idle, outdated, displaced or told to stop. Gives the reason it ended for. */
export async function runEngine({ places, build, idleMs }: EngineOptions): Promise<string> {
  makeFolder(places.folder, 3);
  chmodSync(places.folder, 0o700);
  const lock = takeLock(places.lock, build);
  if (!lock.held) return `another engine runs (process ${lock.by.pid})`;
  process.chdir("/"); // a working directory that is deleted must not matter
  try {
    return await serveUntil(places, build, idleMs);
  } finally {
    releaseLock(places.lock);
  }
}

async function serveUntil(places: EnginePlaces, build: string, idleMs: number): Promise<string> {
  let last = Date.now();
  let end: (why: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const server = newServer(build, {
    served: () => {
      last = Date.now();
    },
    outdated: (other) => end(`gives way to build ${other}`),
    failed: (what) => log(places, what),
  });
  await listen(server, places.socket);
  const inode = inodeOf(places.socket);
  log(places, `started, build ${build}`);
  const watch = setInterval(
    () => {
      if (inodeOf(places.socket) !== inode) end("its socket is gone");
      else if (Date.now() - last > idleMs) end("idle");
    },
    Math.min(WATCH_MS, idleMs),
  );
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => end(signal));
  const why = await ended;
  clearInterval(watch);
  // No new connections; those that are open are answered before the process ends.
  if (inodeOf(places.socket) === inode) remove(places.socket);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  log(places, `ended: ${why}`);
  return why;
}

/** Listens under a name of its own and then takes the well-known one in one step, so that there is no moment without a socket. */
function listen(server: Server, socket: string): Promise<void> {
  if (process.platform === "win32")
    return new Promise((resolve, reject) => server.once("error", reject).listen(socket, resolve));
  const own = `${socket}.${process.pid}`;
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

function log(places: EnginePlaces, line: string): void {
  try {
    if ((statSync(places.log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG)
      renameSync(places.log, `${places.log}.1`);
    appendFileSync(places.log, `${new Date().toISOString()} ${process.pid} ${line}\n`, { mode: 0o600 });
  } catch {
    // a full disk must not end the engine
  }
}
