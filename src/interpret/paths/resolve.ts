import { DYNAMIC, type PathTarget } from "../../model/effect.ts";
import type { World } from "../world.ts";
import { classesOf } from "./classes.ts";
import { absolutePath, baseName, parentOf } from "./normalise.ts";
import { isRegenerable } from "./regenerable.ts";
import { isHarmlessDevice, namesEverything, scopeOf } from "./scope.ts";

export interface ResolveOptions {
  readonly glob?: boolean;
  /** Follow the last part too when it is a link: true for reads and writes, false for what acts on the link itself. */
  readonly followLast?: boolean;
  /** Links made earlier in the same call: link path → what it points to. */
  readonly links?: ReadonlyMap<string, string>;
  readonly where?: "local" | "remote" | "container";
}

/** Turns a path as written into a target: absolute place, scope, classes. `cwd` undefined means unknown. */
export function resolvePath(
  raw: string,
  cwd: string | undefined,
  world: World,
  options: ResolveOptions = {},
): PathTarget {
  const text = raw.startsWith("~") ? expandHome(raw, world) : raw;
  const written = absolutePath(text, cwd);
  const glob = options.glob ?? false;
  if (options.where !== undefined && options.where !== "local") {
    const known = classesOf(written, world);
    const made = MADE_ANEW.test(baseName(written)) ? union(known, ["regenerable"]) : known;
    return { raw, path: written, scope: remoteScope(written), classes: made, glob };
  }
  const follow = (options.followLast ?? true) || /[^/]\/$/.test(text) || (glob && namesEverything(baseName(written)));
  const path = followLinks(written, follow, world, options.links);
  const scope = scopeOf(path, world);
  const classes = classesOf(path, world);
  const named = path === written ? classes : union(classes, classesOf(written, world));
  const regenerable =
    scope !== "build-output" && isRegenerable(tail(path), world.foldsCase) ? union(named, ["regenerable"]) : named;
  const ifEmpty = scope === "unknown" || text.includes(DYNAMIC) ? scopeIfEmpty(text, cwd, world) : undefined;
  return { raw, path, scope, classes: regenerable, glob, ...(ifEmpty === undefined ? {} : { ifEmpty }) };
}

function expandHome(raw: string, world: World): string {
  const [user = "", ...rest] = raw.slice(1).split("/");
  const below = rest.length > 0 || raw.endsWith("/") ? `/${rest.join("/")}` : "";
  if (user === "") return (world.home ?? DYNAMIC) + below;
  if (user === world.user) return (world.home ?? DYNAMIC) + below;
  if (user === "root") return `/root${below}`;
  if (!/^[\w.-]+$/.test(user)) return raw;
  return `${world.platform === "darwin" ? "/Users" : "/home"}/${user}${below}`;
}

/** Links to what a process has open (proc_pid_fd(5)): where they point is this process's affair, not the call's. */
const OPEN_FILE = /^\/dev\/(?:fd(?:\/\d+)?|std(?:in|out|err)|tty)$|^\/proc\/self\/fd\/\d+$/;

function followLinks(
  path: string,
  followLast: boolean,
  world: World,
  links: ReadonlyMap<string, string> | undefined,
): string {
  const at = links === undefined || links.size === 0 ? path : throughLinks(path, followLast, links);
  if (!at.startsWith("/") || at.includes(DYNAMIC) || OPEN_FILE.test(at)) return at;
  const wild = at.search(/[*?[{]/);
  if (wild >= 0) {
    const folder = at.slice(0, at.lastIndexOf("/", wild)) || "/";
    return join(world.realpath(folder), at.slice(folder === "/" ? 1 : folder.length + 1));
  }
  if (followLast) return world.realpath(at);
  return at === "/" ? at : join(world.realpath(parentOf(at)), baseName(at));
}

/** The first part that this call made a link is replaced, again and again; as many times as Linux would (path_resolution(7)). */
function throughLinks(path: string, followLast: boolean, links: ReadonlyMap<string, string>): string {
  let at = path;
  for (let round = 0; round < 40; round++) {
    const link = linkIn(at, followLast, links);
    if (link === undefined) break;
    at = absolutePath((links.get(link) as string) + at.slice(link.length), parentOf(link));
  }
  return at;
}

function linkIn(path: string, followLast: boolean, links: ReadonlyMap<string, string>): string | undefined {
  for (let end = path.indexOf("/", 1); end > 0; end = path.indexOf("/", end + 1)) {
    const folder = path.slice(0, end);
    if (links.has(folder)) return folder;
  }
  return followLast && links.has(path) ? path : undefined;
}

function join(folder: string, rest: string): string {
  return folder.endsWith("/") ? folder + rest : `${folder}/${rest}`;
}

/** What an unset variable at the front leaves: `"$X/"` is the root, `$X/bin` is /bin, `~/$X` is the home. */
function scopeIfEmpty(text: string, cwd: string | undefined, world: World) {
  const bare = text.replaceAll(DYNAMIC, "");
  if (bare === "") return undefined;
  const scope = scopeOf(absolutePath(bare, cwd), world);
  return scope === "unknown" ? undefined : scope;
}

/** What programs make anew from a lock file or from nothing, on a host whose folders are not known otherwise. */
const MADE_ANEW =
  /^(?:node_modules|bower_components|__pycache__|\.(?:pytest|mypy|ruff|parcel|sass|eslint)_?-?cache|\.cache|\.turbo|\.terraform|\.gradle|\.venv|venv|.*\.egg-info|.*\.py[co])$/;

function remoteScope(path: string): PathTarget["scope"] {
  if (isHarmlessDevice(path)) return "null";
  return path === "/" || /^\/[*.]+$/.test(path) ? "root" : "remote";
}

/** The last two names, so that `packages/x/node_modules/y` outside every workspace still counts as regenerable. */
function tail(path: string): string {
  return path.split("/").slice(-3).join("/");
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}
