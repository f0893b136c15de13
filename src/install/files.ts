import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { codeOf } from "../policy/file.ts";
import type { Scope } from "./edit.ts";
import { at, Refusal } from "./refusal.ts";
import { step } from "./steps.ts";

const MAX_BYTES = 16 * 1024 * 1024;
const BOM = "\uFEFF";

/** A file as it stands, and the place that is written: behind a link, what the link names. */
export interface Target {
  readonly path: string;
  readonly bytes: Buffer | undefined;
  readonly stats: Stats | undefined;
}

/**
 * Looks at a file that is to be changed. A user's dotfile may be a link into a folder of dotfiles; in a project a link
 * may lead anywhere its author wanted, so it is refused there.
 */
export function readTarget(file: string, scope: Scope): Target {
  const path = pathOf(file, scope);
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { path, bytes: undefined, stats: undefined };
    throw new Refusal(
      `${file}: cannot be looked at (${codeOf(error)}); give yourself access, then run the command again`,
    );
  }
  if (!stats.isFile()) throw new Refusal(`${file}: is not a regular file; move it away, then run the command again`);
  if (stats.size > MAX_BYTES)
    throw new Refusal(`${file}: is larger than ${MAX_BYTES} bytes; make it smaller, then run the command again`);
  try {
    return { path, bytes: readFileSync(path), stats };
  } catch (error) {
    throw new Refusal(`${file}: cannot be read (${codeOf(error)}); give yourself access, then run the command again`);
  }
}

function pathOf(file: string, scope: Scope): string {
  try {
    if (scope === "project") refuseLinks(file);
    return follow(file);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // A file where a folder must be, a folder that is a link to itself, a folder that may not be entered.
    throw new Refusal(
      `${file}: its folder cannot be looked at (${codeOf(error)}); mend that, then run the command again`,
    );
  }
}

/** Whether the file may be replaced by one of the same mode and owner. */
export function refuseUnwritable({ path, stats }: Target): void {
  if (stats === undefined) return;
  if ((stats.mode & 0o200) === 0)
    throw new Refusal(`${path}: is read-only; run chmod u+w on it, then run the command again`);
  const uid = process.getuid?.();
  if (uid !== undefined && uid !== 0 && stats.uid !== uid) {
    throw new Refusal(`${path}: belongs to user ${stats.uid}, not to you; run the command as its owner`);
  }
}

/** The text without its byte order mark; throws where it is not UTF-8, because such bytes would not survive. */
export function decode(file: string, bytes: Buffer | undefined): { readonly bom: string; readonly text: string } {
  if (bytes === undefined) return { bom: "", text: "" };
  const whole = bytes.toString("utf8");
  if (!Buffer.from(whole, "utf8").equals(bytes)) {
    const place = at(file, whole, Math.max(0, whole.indexOf("\uFFFD")));
    throw new Refusal(`${place}: is not UTF-8; save it as UTF-8, then run the command again`);
  }
  return whole.startsWith(BOM) ? { bom: BOM, text: whole.slice(1) } : { bom: "", text: whole };
}

function refuseLinks(file: string): void {
  for (const path of [file, dirname(file)]) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new Refusal(
        `${path}: is a symbolic link, which is not followed in a project; put the file itself there, then run the command again`,
      );
    }
  }
}

/** The file that a link leads to, also where that does not exist yet. */
function follow(file: string): string {
  let path = file;
  for (let hops = 0; hops < 40; hops++) {
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink();
    if (!link) {
      try {
        return join(realpathSync(dirname(path)), basename(path));
      } catch {
        return path;
      }
    }
    path = resolve(realpathSync(dirname(path)), readlinkSync(path));
  }
  throw new Refusal(`${file}: its links lead in a circle; mend them, then run the command again`);
}

/** Makes the folders that are missing, the owner of the one above being theirs; gives those that were made, outermost first. */
export function makeFolders(folder: string, mode = 0o777): readonly string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const above = makeFolders(dirname(folder), mode);
  step();
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    if (codeOf(error) === "EEXIST" && statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return above;
    throw new Refusal(`${folder}: cannot be made (${codeOf(error)}); give yourself access, then run the command again`);
  }
  adopt(folder);
  return [...above, folder];
}

/** Puts new content in a file's place in one step: whoever reads it, and whenever the machine stops, finds the old or the new. */
export function replaceFile(
  path: string,
  bytes: Buffer,
  like: { readonly stats?: Stats | undefined; readonly mode?: number },
): void {
  const start = `.${basename(path)}.clampd-`;
  const temporary = join(dirname(path), start + process.pid);
  try {
    // Under the lock, so that one which is there was left by a run that was killed.
    for (const name of readdirSync(dirname(path)))
      if (name.startsWith(start)) rmSync(join(dirname(path), name), { force: true });
    step();
    const mode = like.stats === undefined ? (like.mode ?? 0o644) : like.stats.mode & 0o7777;
    const fd = openSync(temporary, "wx", mode);
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
      step();
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (like.stats === undefined) adopt(temporary);
    else if (process.getuid?.() === 0) chownSync(temporary, like.stats.uid, like.stats.gid);
    if (like.stats !== undefined) chmodSync(temporary, mode); // the umask took part in open(2)
    step();
    renameSync(temporary, path);
    step();
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(temporary, { force: true });
    if (error instanceof Refusal) throw error;
    throw new Refusal(
      `${path}: cannot be written (${codeOf(error)}); give yourself access or room, then run the command again`,
    );
  }
}

export function removeFile(path: string): void {
  step();
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw new Refusal(
      `${path}: cannot be removed (${codeOf(error)}); give yourself access, then run the command again`,
    );
  }
  step();
  syncFolder(dirname(path));
}

export function removeIfEmpty(folder: string): void {
  step();
  try {
    rmdirSync(folder);
  } catch {
    // somebody has put something there since, or has taken it away
  }
}

export function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  try {
    const fd = openSync(folder, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // a file system that cannot
  }
}

/** What root makes in somebody's folder belongs to that somebody: `sudo` must not leave files that the user cannot change. */
function adopt(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  chownSync(path, uid, gid);
}
