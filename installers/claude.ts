import { atLeast } from "../hooks/capabilities.ts";
import type { ConfigEdit, Entry } from "../src/install/edit.ts";
import { isObject, type JsonObject } from "../src/model/json.ts";
import { folderIn, type Installer, pathIn, type ReadJson, type Site, TIMEOUT, type Wish } from "./installer.ts";

/** Claude Code 2.1.329, settings reference. C:\ProgramData\ClaudeCode is not read any more. */
const MANAGED = {
  linux: "/etc/claude-code",
  darwin: "/Library/Application Support/ClaudeCode",
  win32: "C:\\Program Files\\ClaudeCode",
} as const;
const EVENTS: readonly { readonly event: string; readonly since?: string; readonly notManaged?: true }[] = [
  { event: "PreToolUse" },
  { event: "PostToolUse" },
  // Before 2.1.101 a name that it does not know puts the whole file out of force.
  { event: "PostToolUseFailure", since: "2.1.101" },
  // Settings are read again during the session; what the machine's say cannot be taken back by the user's.
  { event: "ConfigChange", since: "2.1.101", notManaged: true },
];
const ON_FAILURE = "2.1.295";
/** Files named with @ are read without PreToolUse. */
const UNSEEN = ["Read(./.env)", "Read(./.env.*)", "Read(~/.ssh/**)", "Read(~/.aws/credentials)"];

const userFolder = (site: Site) => folderIn(site, ".claude", "CLAUDE_CONFIG_DIR");

function settingsFile(site: Site): string {
  if (site.scope === "user") return pathIn(site, userFolder(site), "settings.json");
  if (site.scope === "project") return pathIn(site, site.project, ".claude", "settings.json");
  // A file of our own: lists of all files are joined, and nobody else's has to be touched.
  return pathIn(site, site.root + MANAGED[site.platform], "managed-settings.d", "50-clampd.json");
}

/** `args` starts the program without a shell, so that no start-up file is run and no blank splits it; versions before 2.1.139 pass over it. */
function handler(event: string, { command, closed, version }: Wish): JsonObject {
  const base = { type: "command", command, args: [], timeout: TIMEOUT };
  // After the tool there is nothing left to stop.
  const stops = closed && event === "PreToolUse" && atLeast(version, ON_FAILURE);
  return stops ? { ...base, onFailure: "block" } : base;
}

export const claude: Installer = {
  agent: "claude",
  title: "Claude Code",
  scopes: ["user", "project", "managed"],
  programs: ["claude"],
  oldest: "1.0.59",
  folder: userFolder,

  edits(site, wish): readonly ConfigEdit[] {
    const known = EVENTS.filter(
      ({ since, notManaged }) => atLeast(wish.version, since) && !(notManaged === true && site.scope === "managed"),
    );
    const hooks = known.map(
      ({ event }): Entry => ({ path: ["hooks", event], value: { matcher: "*", hooks: [handler(event, wish)] } }),
    );
    const rules = wish.denyRules ? UNSEEN.map((value): Entry => ({ path: ["permissions", "deny"], value })) : [];
    return [{ file: settingsFile(site), format: "json", entries: [...hooks, ...rules], settings: [] }];
  },

  remarks(site, { closed, denyRules, version }, read) {
    const said = switchesOff(site, read);
    if (!denyRules)
      said.push(
        "files named with @ are read without a hook: --permissions-deny adds rules of Claude Code's own for secrets",
      );
    if (closed && (version === undefined || !atLeast(version, ON_FAILURE)))
      said.push(`versions before ${ON_FAILURE} let a call go on when the guard cannot start; update them`);
    return said;
  },
};

/** Every file that can silence hooks, with what it says. */
function switchesOff(site: Site, read: ReadJson): string[] {
  const managed = site.root + MANAGED[site.platform];
  const files = [
    pathIn(site, userFolder(site), "settings.json"),
    pathIn(site, site.project, ".claude", "settings.json"),
    pathIn(site, site.project, ".claude", "settings.local.json"),
    pathIn(site, managed, "managed-settings.json"),
  ];
  return files.flatMap((file) => {
    const settings = read(file);
    if (!isObject(settings)) return [];
    const isManaged = file.startsWith(managed);
    const said: string[] = [];
    if (settings.disableAllHooks === true && (site.scope !== "managed" || isManaged)) {
      said.push(`${file}: disableAllHooks switches every hook off; take it out`);
    }
    if (isManaged && settings.allowManagedHooksOnly === true && site.scope !== "managed") {
      said.push(`${file}: allowManagedHooksOnly silences what is installed here; install with --scope managed`);
    }
    return said;
  });
}
