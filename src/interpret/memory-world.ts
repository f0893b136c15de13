import { absolutePath, parentOf } from "./paths/normalise.ts";
import type { FileKind, GitFacts, World } from "./world.ts";

export interface MemoryWorldOptions {
  readonly home?: string;
  readonly user?: string;
  readonly platform?: World["platform"];
  readonly foldsCase?: boolean;
  readonly workspace?: readonly string[];
  readonly tempDirs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path → content. Folders on the way exist. */
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
  /** Absolute path → what the link points to. */
  readonly links?: Readonly<Record<string, string>>;
  readonly git?: Partial<GitFacts> | false;
}

/** A world that exists only as data: for examples, replay and tests. */
export function memoryWorld(options: MemoryWorldOptions = {}): World {
  const home = options.home ?? "/home/dev";
  const workspace = options.workspace ?? [`${home}/project`];
  const files = new Map(Object.entries(options.files ?? {}));
  const links = new Map(Object.entries(options.links ?? {}));
  const folders = new Set(options.folders ?? []);
  for (const path of [...files.keys(), ...workspace, ...folders]) {
    for (let at = parentOf(path); at !== "/" && !folders.has(at); at = parentOf(at)) folders.add(at);
  }
  for (const root of workspace) folders.add(root);
  const root = workspace[0] ?? home;
  return {
    home,
    user: options.user ?? "dev",
    platform: options.platform ?? "linux",
    foldsCase: options.foldsCase ?? false,
    workspace,
    tempDirs: options.tempDirs ?? ["/tmp", "/var/tmp"],
    env: (name) => options.env?.[name],
    stat: (path): FileKind =>
      links.has(path)
        ? "symlink"
        : files.has(path)
          ? "file"
          : folders.has(path) || path === "/"
            ? "directory"
            : "missing",
    realpath: (path) => {
      let at = path;
      for (let round = 0; round < 8; round++) {
        const hit = [...links].find(([link]) => at === link || at.startsWith(`${link}/`));
        if (hit === undefined) break;
        at = absolutePath(hit[1] + at.slice(hit[0].length), parentOf(hit[0]));
      }
      return at;
    },
    readText: (path, limit) => {
      const text = files.get(path);
      return text !== undefined && text.length <= limit ? text : undefined;
    },
    list: (path, limit) => {
      if (!folders.has(path)) return undefined;
      const names = new Set(
        [...files.keys(), ...folders]
          .filter((file) => file.startsWith(`${path}/`))
          .map((file) => file.slice(path.length + 1).replace(/\/.*$/s, "")),
      );
      return [...names].slice(0, limit);
    },
    git: (path) =>
      options.git === false || !path.startsWith(root)
        ? undefined
        : { root, branch: "feature", linkedWorktree: false, ...options.git },
  };
}
