import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../policy/file.ts";
import type { Platform, Scope } from "./edit.ts";
import { makeFolders, syncFolder } from "./files.ts";
import { Refusal } from "./refusal.ts";
import { step } from "./steps.ts";

/** Where the program is put, and everything that the installer remembers. */
export interface Home {
  /** `~/.clampd`, or `/opt/clampd` for a machine. */
  readonly state: string;
  /** What stands in the agents' files, byte for byte the same in all of them. */
  readonly command: string;
}

/** Versions that stay on disk: the one in use and those before it, for a way back. */
const KEPT = 3;
/** Letters, digits and signs that neither a shell, nor a JSON or TOML string, nor an agent's own parser gives a meaning to. */
const PLAIN = /^[\p{L}\p{N}_./@%+:,=-]+$/u;

export function homeOf(platform: Platform, scope: Scope, home: string | undefined, root = ""): Home {
  const name = platform === "win32" ? "clampd-guard.exe" : "clampd-guard";
  if (scope === "managed") {
    // On Windows with slashes: Git Bash takes a backslash away.
    const state = platform === "win32" ? "C:/clampd" : "/opt/clampd";
    return { state: root + state, command: `${state}/bin/${name}` };
  }
  if (home === undefined)
    throw new Refusal("there is no home folder to install to; set HOME, then run the command again");
  const state = `${home
    .replaceAll("\\", platform === "win32" ? "/" : "\\")
    .replace(/\/+/g, "/")
    .replace(/\/$/, "")}/.clampd`;
  const command = `${state}/bin/${name}`;
  if (!PLAIN.test(command)) {
    throw new Refusal(
      `${home}: a home folder with blanks, quotes or signs of the shell in its name cannot stand in a hook's command; install for the whole machine with: sudo clampd-guard install --all --scope managed`,
    );
  }
  return { state, command };
}

/** The program's own files: the launcher with the full program beside it, or that alone. Undefined when run from sources. */
export function ownProgram(build: string, execPath = process.execPath): readonly string[] | undefined {
  if (build.startsWith("@")) return undefined;
  const suffix = execPath.endsWith(".exe") ? ".exe" : "";
  const full = `clampd-guard-full${suffix}`;
  if (basename(execPath) !== full) return [execPath];
  const launcher = join(dirname(execPath), `clampd-guard${suffix}`);
  return existsSync(launcher) ? [launcher, execPath] : [execPath];
}

/** Copies the program to a folder of its version and switches to it in one step; gives what was done, in words. */
export function placeProgram({ state }: Home, files: readonly string[], version: string): string {
  makeFolders(state, modeOf(state));
  const versions = join(state, "versions");
  const folder = join(versions, version);
  makeFolders(versions, 0o755);
  const known = files.every((file) => sameContent(file, join(folder, nameOf(files, file))));
  if (!known) copyVersion(files, versions, folder);
  const name = nameOf(files, files[0] as string);
  const bin = join(state, "bin");
  makeFolders(bin, 0o755);
  const switched = switchTo(join(bin, name), join("..", "versions", version, name));
  prune(versions, version);
  return known && !switched ? "in place" : switched ? "switched" : "mended";
}

/** A user's journal and policy are nobody else's to read; the program of a machine is everybody's to start. */
export function modeOf(state: string): number {
  return state.endsWith("/.clampd") ? 0o700 : 0o755;
}

/** A full program that is alone answers by the launcher's name. */
function nameOf(files: readonly string[], file: string): string {
  return files.length > 1 ? basename(file) : basename(file).replace("-full", "");
}

function copyVersion(files: readonly string[], versions: string, folder: string): void {
  const part = join(versions, `.part-${process.pid}`);
  rmSync(part, { recursive: true, force: true });
  step();
  try {
    mkdirSync(part, { mode: 0o755 });
    for (const file of files) {
      const copy = join(part, nameOf(files, file));
      copyFileSync(file, copy, constants.COPYFILE_FICLONE);
      chmodSync(copy, 0o755);
      sync(copy);
      step();
    }
    // A folder of this version that is there and differs is damaged: out of the way, then away.
    const old = `${folder}.old-${process.pid}`;
    if (existsSync(folder)) renameSync(folder, old);
    step();
    renameSync(part, folder);
    syncFolder(versions);
    rmSync(old, { recursive: true, force: true });
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw new Refusal(
      `${folder}: the program cannot be copied there (${codeOf(error)}); give yourself access or room, then run the command again`,
    );
  }
}

/** Whether the link was changed. Hooks that start meanwhile find the old program or the new one. */
function switchTo(link: string, target: string): boolean {
  const present = lstatSync(link, { throwIfNoEntry: false });
  if (present?.isSymbolicLink() && readlinkSync(link) === target) return false;
  const temporary = `${link}.${process.pid}`;
  rmSync(temporary, { force: true });
  step();
  if (process.platform === "win32") copyFileSync(join(dirname(link), target), temporary);
  else symlinkSync(target, temporary);
  step();
  renameSync(temporary, link);
  syncFolder(dirname(link));
  return true;
}

function prune(versions: string, current: string): void {
  const age = (name: string) => statSync(join(versions, name)).mtimeMs;
  const names = readdirSync(versions).filter((name) => name !== current);
  const leftovers = names.filter((name) => name.startsWith(".part-") || /\.old-\d+$/.test(name));
  const old = names
    .filter((name) => !leftovers.includes(name))
    .sort((a, b) => age(b) - age(a))
    .slice(KEPT - 1);
  for (const name of [...leftovers, ...old]) {
    step();
    rmSync(join(versions, name), { recursive: true, force: true });
  }
}

function sync(file: string): void {
  const fd = openSync(file, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const CHUNK = 1 << 20;

function sameContent(a: string, b: string): boolean {
  const [one, other] = [statSync(a), statSync(b, { throwIfNoEntry: false })];
  if (other === undefined || one.size !== other.size) return false;
  if (one.ino === other.ino && one.dev === other.dev) return true;
  const [x, y] = [openSync(a, "r"), openSync(b, "r")];
  const [left, right] = [Buffer.alloc(CHUNK), Buffer.alloc(CHUNK)];
  try {
    for (let at = 0; at < one.size; at += CHUNK) {
      const n = readSync(x, left, 0, CHUNK, at);
      if (readSync(y, right, 0, CHUNK, at) !== n || left.compare(right, 0, n, 0, n) !== 0) return false;
    }
    return true;
  } finally {
    closeSync(x);
    closeSync(y);
  }
}
