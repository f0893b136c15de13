import { appendFileSync, renameSync, statSync } from "node:fs";

const MAX_LOG = 1024 * 1024;

/** Writes one line; never throws: a full disk must not end the engine. */
export type Log = (line: string) => void;

/** Starts and ends of engines, and requests that failed; one older file is kept. Nothing of a call's content comes here. */
export function openLog(path: string): Log {
  return (line) => {
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG) renameSync(path, `${path}.1`);
      appendFileSync(path, `${new Date().toISOString()} ${process.pid} ${line}\n`, { mode: 0o600 });
    } catch {
      // there is nowhere to say so
    }
  };
}
