import { DYNAMIC, type Scope } from "../../model/effect.ts";
import { words } from "../../words.ts";
import type { World } from "../world.ts";
import { baseName, isWithin, parentOf } from "./normalise.ts";
import { isRegenerable } from "./regenerable.ts";

/** Top-level folders whose loss breaks the machine. FHS 3.0 chapter 3; macOS file system overview; Windows system drive. */
const SYSTEM_FOLDERS = words(
  "bin boot etc lib lib32 lib64 libx32 opt proc run sbin srv sys usr var snap nix System Library Applications cores private Volumes mnt media lost+found",
);
const SECOND_LEVEL = words(
  "/usr/bin /usr/sbin /usr/lib /usr/lib64 /usr/share /usr/local /usr/include /usr/local/bin /usr/local/lib /var/lib /var/log /var/www /var/spool /var/mail /etc/ssh /etc/ssl /etc/systemd /etc/pam.d /etc/apt /System/Library /Library/LaunchDaemons /opt/homebrew",
);
const WINDOWS_SYSTEM = [
  "windows",
  "program files",
  "program files (x86)",
  "programdata",
  "system volume information",
  "recovery",
  "$recycle.bin",
];
const HOME_PARENTS = ["/home", "/Users"];
const HARMLESS_DEVICES =
  /^\/dev\/(?:null|zero|full|random|urandom|tty|stdin|stdout|stderr|ptmx|fd(?:\/\d+)?|pts\/\d+)$/;
const VCS_FOLDERS = new Set([".git", ".hg", ".svn", ".jj"]);

/** A name made only of wildcards stands for everything in its folder: `*`, `.*`, `**`, `.[!.]*`, `?*`, `{*,.*}`. */
export function namesEverything(name: string): boolean {
  if (!/[*?[]/.test(name)) return false;
  return /^(?:\{[*.?,[\]!]*\}|[.]?[*?]*(?:\[[!^].\])?[*?]+)$/.test(name);
}

/**
 * Where an absolute, normalised path lies.
 * A trailing all-wildcard name counts as its folder, whole.
 */
export function scopeOf(path: string, world: World): Scope {
  if (path.startsWith(DYNAMIC) || !(path.startsWith("/") || /^[A-Za-z]:\//.test(path))) return "unknown";
  let whole = path;
  while (namesEverything(baseName(whole)) && parentOf(whole) !== whole) whole = parentOf(whole);
  if (world.foldsCase) return scopeOfFolder(whole.toLowerCase(), folded(world));
  return scopeOfFolder(whole, world);
}

type Places = Pick<World, "home" | "workspace" | "tempDirs" | "platform" | "foldsCase">;

function folded(world: World): Places {
  return {
    ...world,
    home: world.home?.toLowerCase(),
    workspace: world.workspace.map((root) => root.toLowerCase()),
    tempDirs: world.tempDirs.map((dir) => dir.toLowerCase()),
  };
}

function scopeOfFolder(path: string, world: Places): Scope {
  if (path === "/" || /^[A-Za-z]:\/$/.test(path)) return "root";
  if (path === world.home) return "home-root";
  const root = workspaceOf(path, world);
  if (root !== undefined) return scopeInWorkspace(path, root, world.foldsCase);
  if (path.startsWith("/dev/") || path === "/dev") return deviceScope(path);
  const { home } = world;
  if (home !== undefined && holds(path, home) && !world.tempDirs.includes(path)) return "other-home";
  // The narrower place wins: a home below a temporary folder is a home, a temporary folder inside the home is temporary.
  const temp = world.tempDirs.find((dir) => isWithin(path, dir));
  const inHome = home !== undefined && isWithin(path, home);
  if (temp !== undefined && !(inHome && isWithin(home, temp))) return path === temp ? "temp-root" : "temp";
  if (inHome) return "home";
  return machineScope(path, world);
}

/** The innermost workspace root that holds `path`; a root that is the file system's or the home itself narrows nothing. */
function workspaceOf(path: string, world: Places): string | undefined {
  let best: string | undefined;
  for (const root of world.workspace) {
    if (root === "/" || root === world.home || /^[A-Za-z]:\/$/.test(root)) continue;
    if (world.home !== undefined && holds(root, world.home)) continue;
    if (isWithin(path, root) && root.length > (best?.length ?? 0)) best = root;
  }
  return best;
}

function scopeInWorkspace(path: string, root: string, foldsCase: boolean): Scope {
  if (path === root) return "workspace-root";
  const relative = path.slice(root.length + 1);
  const parts = relative.split("/");
  const vcs = parts.findIndex((part) => VCS_FOLDERS.has(part));
  // What lies in .git is git's, whatever it is called; a .git inside node_modules is made anew with it.
  if (vcs >= 0) return isRegenerable(parts.slice(0, vcs).join("/"), foldsCase) ? "build-output" : "vcs";
  return isRegenerable(relative, foldsCase) ? "build-output" : "workspace";
}

/** `/dev/null`, standard streams and their like, on every machine. */
export function isHarmlessDevice(path: string): boolean {
  return HARMLESS_DEVICES.test(path);
}

function deviceScope(path: string): Scope {
  if (isHarmlessDevice(path)) return "null";
  if (isWithin(path, "/dev/shm") && path !== "/dev/shm") return "temp";
  return path === "/dev" ? "system-root" : "device";
}

function holds(folder: string, path: string): boolean {
  return folder !== path && isWithin(path, folder);
}

function machineScope(path: string, world: Places): Scope {
  const key = world.foldsCase ? path.toLowerCase() : path;
  const drive = /^[A-Za-z]:\//.exec(path)?.[0];
  if (drive !== undefined) return windowsScope(path.slice(drive.length).toLowerCase());
  if (key === "/root" || key.startsWith("/root/")) return "other-home";
  for (const parent of HOME_PARENTS) {
    const at = world.foldsCase ? parent.toLowerCase() : parent;
    if (key === at || key.startsWith(`${at}/`)) return "other-home";
  }
  const [top = "", ...rest] = path.slice(1).split("/");
  const known = SYSTEM_FOLDERS.some((name) => (world.foldsCase ? name.toLowerCase() === top : name === top));
  if (rest.length === 0) {
    // A wildcard at the top level (`/e*`, `/???`) takes system folders with it.
    return known || /[*?[\]{}]/.test(top) ? "system-root" : "outside";
  }
  if (!known) return "outside";
  return SECOND_LEVEL.some((folder) => (world.foldsCase ? folder.toLowerCase() : folder) === path)
    ? "system-root"
    : "system";
}

function windowsScope(rest: string): Scope {
  const [top = "", second, third] = rest.split("/");
  if (top === "users") return "other-home";
  if (!WINDOWS_SYSTEM.includes(top)) return "outside";
  return second === undefined || (top === "windows" && second === "system32" && third === undefined)
    ? "system-root"
    : "system";
}
