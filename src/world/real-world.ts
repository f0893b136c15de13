import { closeSync, constants, fstatSync, lstatSync, opendirSync, openSync, readSync } from "node:fs";
import { absolutePath, isWithin } from "../interpret/paths/normalise.ts";
import type { FileKind, World } from "../interpret/world.ts";
import { words } from "../words.ts";
import { gitLookup } from "./git-facts.ts";
import { linkResolver } from "./links.ts";
import type { Machine } from "./machine.ts";

/** Variables whose values may be used to understand a call: they name places, never secrets. */
const PLACES = new Set(
  words(
    "HOME TMPDIR TEMP TMP USER LOGNAME SHELL XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_RUNTIME_DIR LANG GOPATH CARGO_HOME RUSTUP_HOME NVM_DIR PYENV_ROOT VIRTUAL_ENV CONDA_PREFIX JAVA_HOME ANDROID_HOME CLAUDE_PROJECT_DIR CURSOR_PROJECT_DIR GEMINI_PROJECT_DIR CLAUDE_CONFIG_DIR CODEX_HOME KUBECONFIG USERPROFILE APPDATA LOCALAPPDATA SystemRoot ProgramData",
  ),
);

/** The world as it is. Each answer is read once per call and kept. */
export function realWorld(machine: Machine, workspace: readonly string[], git = gitLookup()): World {
  const kinds = new Map<string, FileKind>();
  const { realpath, exists } = linkResolver();
  const { platform } = machine;
  return {
    home: machine.home === undefined ? undefined : absolutePath(machine.home, undefined),
    user: machine.user,
    platform,
    foldsCase: platform !== "linux",
    workspace,
    tempDirs: tempDirs(machine),
    env: (name) => (PLACES.has(name) ? machine.env[name] : undefined),
    stat: (path) => {
      const kind = kinds.get(path) ?? kindOf(path);
      kinds.set(path, kind);
      return kind;
    },
    realpath,
    // A failed open costs more than all the rest of a call that looks for a file in one folder after the other.
    readText: (path, limit) => (exists(path) ? readText(path, limit) : undefined),
    list,
    git,
  };
}

function tempDirs(machine: Machine): readonly string[] {
  const own = ["TMPDIR", "TEMP", "TMP"].map((name) => machine.env[name] ?? "").filter((dir) => dir !== "");
  const usual =
    machine.platform === "win32"
      ? ["C:/Windows/Temp"]
      : ["/tmp", "/var/tmp", ...(machine.platform === "darwin" ? ["/var/folders"] : [])];
  // A TMPDIR that is the root or the home itself would make everything temporary.
  const home = machine.home;
  const safe = own
    .map((dir) => absolutePath(dir, undefined))
    .filter((dir) => dir !== "/" && (home === undefined || !isWithin(home, dir)));
  return [...new Set([...safe, ...usual])];
}

function kindOf(path: string): FileKind {
  try {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return "missing";
    if (stats.isSymbolicLink()) return "symlink";
    if (stats.isDirectory()) return "directory";
    return stats.isFile() ? "file" : "other";
  } catch {
    return "missing";
  }
}

/** INVARIANT: never opens what could block or grow: only regular files, opened without waiting. */
function readText(path: string, limit: number): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > limit) return undefined;
    const bytes = Buffer.alloc(stats.size);
    const length = readSync(fd, bytes, 0, stats.size, 0);
    return bytes.toString("utf8", 0, length);
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function list(path: string, limit: number): readonly string[] | undefined {
  try {
    const folder = opendirSync(path);
    try {
      const names: string[] = [];
      for (let entry = folder.readSync(); entry !== null && names.length < limit; entry = folder.readSync())
        names.push(entry.name);
      return names;
    } finally {
      folder.closeSync();
    }
  } catch {
    return undefined;
  }
}
