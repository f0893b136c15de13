import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import type { ConfigEdit, Entry, Setting } from "../src/install/edit.ts";
import { isOurs, valueAt } from "../src/install/ours.ts";
import { isObject, type Json, type JsonObject } from "../src/model/json.ts";
import { folderIn, type Installer, pathIn, type ReadJson, type Site, TIMEOUT, type Wish } from "./installer.ts";

const MANAGED = { linux: "/etc/codex", darwin: "/etc/codex", win32: "C:\\ProgramData\\OpenAI\\Codex" } as const;
const EVENTS = { PreToolUse: "pre_tool_use", PostToolUse: "post_tool_use" } as const;

const userFolder = (site: Site) => folderIn(site, ".codex", "CODEX_HOME");
const configFile = (site: Site) => pathIn(site, userFolder(site), "config.toml");

function hooksFile(site: Site): string {
  return site.scope === "user"
    ? pathIn(site, userFolder(site), "hooks.json")
    : pathIn(site, site.project, ".codex", "hooks.json");
}

/** INVARIANT: nothing here depends on the mode: a changed handler loses the trust that was given to it. */
function group({ command }: Wish): JsonObject {
  return { matcher: "*", hooks: [{ type: "command", command, timeout: TIMEOUT }] };
}

function entries(site: Site, wish: Wish): readonly Entry[] {
  const value = group(wish);
  // cmd.exe takes what follows a slash for an option (Codex 0.169 starts hooks through it).
  const windows = {
    matcher: "*",
    hooks: [
      { type: "command", command: wish.command, command_windows: wish.command.replaceAll("/", "\\"), timeout: TIMEOUT },
    ],
  };
  return Object.keys(EVENTS).map((event) => ({
    path: ["hooks", event],
    value: site.platform === "win32" && site.scope === "managed" ? windows : value,
  }));
}

export const codex: Installer = {
  agent: "codex",
  title: "Codex",
  scopes: ["user", "project", "managed"],
  programs: ["codex"],
  oldest: "0.129.0",
  folder: userFolder,
  trust: "codex",

  edits(site, wish): readonly ConfigEdit[] {
    if (site.scope === "managed") return [requirements(site, wish)];
    return [{ file: hooksFile(site), format: "json", entries: entries(site, wish), settings: [], positional: true }];
  },

  /** Codex runs only hooks whose digest a person, or an installer, has recorded; it knows them by file, event and position. */
  followUp(site, _wish, read): readonly ConfigEdit[] {
    if (site.scope === "managed") return [];
    const settings = trustKeys(site, read).map(
      ({ key, hash }): Setting => ({ path: ["hooks", "state", key, "trusted_hash"], value: hash, conflict: "replace" }),
    );
    return [{ file: configFile(site), format: "toml", entries: [], settings }];
  },

  remarks(site, _wish, read) {
    const config = read(configFile(site)) ?? {};
    const off = [valueAt(config, ["features", "hooks"]), valueAt(config, ["features", "codex_hooks"])].includes(false);
    const said =
      off && site.scope !== "managed"
        ? [`${configFile(site)}: [features] hooks = false switches every hook off; take it out`]
        : [];
    const only = valueAt(read(site.root + pathIn(site, MANAGED[site.platform], "requirements.toml")) ?? {}, [
      "allow_managed_hooks_only",
    ]);
    if (only === true && site.scope !== "managed")
      said.push(
        "requirements.toml: allow_managed_hooks_only silences what is installed here; install with --scope managed",
      );
    if (site.scope === "project") said.push("Codex reads a project's hooks only where the project is trusted");
    if (site.scope === "user")
      said.push(
        "features.hooks = false, by -c or in a trusted project, switches these hooks off; --scope managed cannot be",
      );
    return said;
  },
};

/** Trusted without review, and out of the user's reach; without `[features] hooks`, `codex -c` could still switch it off. */
function requirements(site: Site, wish: Wish): ConfigEdit {
  const file = site.root + pathIn(site, MANAGED[site.platform], "requirements.toml");
  const folder = wish.command.slice(0, wish.command.lastIndexOf("/"));
  const where: Setting =
    site.platform === "win32"
      ? { path: ["hooks", "windows_managed_dir"], value: folder.replaceAll("/", "\\"), conflict: "keep" }
      : { path: ["hooks", "managed_dir"], value: folder, conflict: "keep" };
  const settings: readonly Setting[] = [{ path: ["features", "hooks"], value: true, conflict: "refuse" }, where];
  return { file, format: "toml", entries: entries(site, wish), settings };
}

/** Keys and digests of our handlers at the places where they stand. */
function trustKeys(site: Site, read: ReadJson): readonly { readonly key: string; readonly hash: string }[] {
  const file = hooksFile(site);
  const root = read(file) ?? {};
  return Object.entries(EVENTS).flatMap(([event, name]) => {
    const groups = valueAt(root, ["hooks", event]);
    if (!Array.isArray(groups)) return [];
    return groups.flatMap((each: Json, index) => {
      const handlers = isObject(each) && Array.isArray(each.hooks) ? each.hooks : [];
      return handlers.flatMap((handler: Json, position) =>
        isOurs(handler) && isObject(handler) && isObject(each)
          ? [
              {
                key: `${canonical(site, file)}:${name}:${index}:${position}`,
                hash: trustHash(name, each.matcher as string | undefined, handler),
              },
            ]
          : [],
      );
    });
  });
}

/** Codex resolves links in an explicit CODEX_HOME before it makes the key, and leaves the default one as it is. */
function canonical(site: Site, file: string): string {
  if (!site.env.CODEX_HOME || site.scope !== "user") return file;
  try {
    return pathIn(site, realpathSync(userFolder(site)), "hooks.json");
  } catch {
    return file;
  }
}

/** SHA-256 of the compact JSON, keys sorted, of what Codex makes of a handler (0.169.0). */
export function trustHash(event: string, matcher: string | undefined, handler: JsonObject): string {
  const normal = {
    event_name: event,
    hooks: [{ async: false, command: handler.command, timeout: handler.timeout ?? 600, type: "command" }],
    ...(matcher === undefined ? {} : { matcher }),
  };
  return `sha256:${createHash("sha256").update(JSON.stringify(normal)).digest("hex")}`;
}
