import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "../model/json.ts";
import { makeFolder } from "../policy/file.ts";

/** pending: a person may allow it. approved: a person has. used: it went through. */
export type State = "pending" | "approved" | "used";

export function approvalsFolder(home: string): string {
  return join(home, ".clampd", "approvals");
}

export function fileOf(folder: string, code: string, state: State): string {
  return join(folder, `${code}.${state}.json`);
}

const LARGEST = 256 * 1024;

/** Reads a state's file. INVARIANT: only a regular file of this user's own that nobody else can write counts. */
export function readState(file: string): JsonObject | undefined {
  let fd: number;
  try {
    fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch {
    return undefined;
  }
  try {
    const stats = fstatSync(fd);
    const uid = process.geteuid?.();
    const isOwn = uid === undefined || (stats.uid === uid && (stats.mode & 0o022) === 0);
    if (!stats.isFile() || !isOwn || stats.size > LARGEST) return undefined;
    const value: unknown = JSON.parse(readFileSync(fd, "utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

let count = 0;

/** A name in the folder that no other process and no earlier call has. */
function ownName(folder: string): string {
  return join(folder, `.${process.pid}.${count++}.${process.hrtime.bigint()}`);
}

/** Writes a state whole or not at all; makes the folder. Throws where that is not possible. */
export function writeState(folder: string, code: string, state: State, content: object): void {
  makeFolder(folder, 2);
  const stats = lstatSync(folder);
  const uid = process.geteuid?.();
  if (!stats.isDirectory() || (uid !== undefined && stats.uid !== uid)) throw new Error("the folder is not one's own");
  const temporary = ownName(folder);
  writeFileSync(temporary, `${JSON.stringify(content)}\n`, { mode: 0o600, flag: "wx" });
  renameSync(temporary, fileOf(folder, code, state));
}

/** Takes a state's file away under a name of one's own. INVARIANT: of several that try at once, one gets it. */
export function claim(folder: string, code: string, state: State): string | undefined {
  const own = ownName(folder);
  try {
    renameSync(fileOf(folder, code, state), own);
    return own;
  } catch {
    return undefined;
  }
}

export function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // was not there
  }
}

/** Removes what was last written before `before`; gives the number of pending ones that are left. */
export function prune(folder: string, before: number): number {
  let pending = 0;
  for (const name of names(folder)) {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (stats.mtimeMs < before) remove(join(folder, name));
    else if (name.endsWith(".pending.json")) pending++;
  }
  return pending;
}

export function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
