import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { uptime } from "node:os";

/** Who holds the engine's lock. */
export interface Holder {
  readonly pid: number;
  readonly build: string;
}

export type Lock = { readonly held: true } | { readonly held: false; readonly by: Holder };

const ROUNDS = 3;

/** Takes the lock, or tells who has it. A lock whose process is gone is stale and taken over. Throws where the folder takes no files. */
export function takeLock(path: string, build: string): Lock {
  const own = `${path}.${process.pid}`;
  const text = lockText(process.pid, build);
  writeFileSync(own, text, { mode: 0o600 });
  try {
    for (let round = 0; round < ROUNDS; round++) {
      if (place(own, path, text)) return { held: true };
      const holder = readLock(path);
      // Handed over by the process that started this one.
      if (holder?.pid === process.pid) return { held: true };
      if (holder !== undefined && isHeld(path, holder)) return { held: false, by: holder };
      removeStale(path, holder);
    }
    return { held: false, by: readLock(path) ?? { pid: 0, build: "" } };
  } finally {
    remove(own);
  }
}

/** Makes a process that was just started the holder of a lock that this one holds. */
export function handOver(path: string, pid: number, build: string): void {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, lockText(pid, build), { mode: 0o600 });
  renameSync(own, path);
}

export function readLock(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    const { pid, build } = value as { pid?: unknown; build?: unknown };
    return typeof pid === "number" && Number.isInteger(pid) && pid > 0 && typeof build === "string"
      ? { pid, build }
      : undefined;
  } catch {
    return undefined;
  }
}

export function releaseLock(path: string): void {
  if (readLock(path)?.pid === process.pid) remove(path);
}

/** The holder's process lives, and is not another one that has got its number since. */
export function isHeld(path: string, { pid }: Holder): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === "linux") {
    try {
      // A program that was replaced on disk meanwhile reads as "PATH (deleted)".
      return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, "") === process.execPath;
    } catch {
      return false; // ended meanwhile, or another user's, which is never an engine of this one
    }
  }
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return written === undefined || written > Date.now() - uptime() * 1000;
}

/** EPERM means that it lives and is another user's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function lockText(pid: number, build: string): string {
  return JSON.stringify({ pid, build });
}

/** A link appears with its whole content in one step; file systems without links get a file that is filled at once. */
function place(own: string, path: string, text: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
  }
  try {
    const fd = openSync(path, "wx", 0o600);
    writeSync(fd, text);
    closeSync(fd);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moved aside first: between reading and removing, another process may have put its own lock there, which is put back. */
function removeStale(path: string, stale: Holder | undefined): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
    const moved = readLock(aside);
    if (moved !== undefined && moved.pid !== stale?.pid) linkSync(aside, path);
  } catch {
    // another process was faster
  }
  remove(aside);
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // was not there
  }
}
