import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";

/** Who holds the engine's lock. */
export interface Holder {
  readonly pid: number;
  readonly build: string;
}

/** Takes the lock, or tells who has it. A lock whose process is gone is stale and taken over. */
export function takeLock(
  path: string,
  build: string,
): { readonly held: true } | { readonly held: false; readonly by: Holder } {
  for (let round = 0; round < 3; round++) {
    try {
      const fd = openSync(path, "wx", 0o600);
      writeSync(fd, JSON.stringify({ pid: process.pid, build }));
      closeSync(fd);
      return { held: true };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readLock(path);
    if (holder !== undefined && isAlive(holder.pid)) return { held: false, by: holder };
    try {
      unlinkSync(path);
    } catch {
      // another process was faster
    }
  }
  return { held: false, by: readLock(path) ?? { pid: 0, build: "" } };
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
  if (readLock(path)?.pid !== process.pid) return;
  try {
    unlinkSync(path);
  } catch {
    // gone already
  }
}

/** EPERM means that it lives and is another user's. A number that a new process has got meanwhile only delays the next start. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
