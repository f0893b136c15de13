import type { ConfigEdit, Entry } from "../src/install/edit.ts";
import { valueAt } from "../src/install/ours.ts";
import { folderIn, type Installer, pathIn, type Site, TIMEOUT } from "./installer.ts";

const MANAGED = {
  linux: "/etc/qwen-code",
  darwin: "/Library/Application Support/QwenCode",
  win32: "C:\\ProgramData\\qwen-code",
} as const;
const EVENTS = ["PreToolUse", "PostToolUse", "PostToolUseFailure"];

const userFolder = (site: Site) => folderIn(site, ".qwen", "QWEN_HOME");

function settingsFile(site: Site): string {
  if (site.scope === "user") return pathIn(site, userFolder(site), "settings.json");
  if (site.scope === "project") return pathIn(site, site.project, ".qwen", "settings.json");
  return pathIn(site, site.root + MANAGED[site.platform], "settings.json");
}

export const qwen: Installer = {
  agent: "qwen",
  title: "Qwen Code",
  scopes: ["user", "project", "managed"],
  programs: ["qwen"],
  folder: userFolder,

  edits(site, { command }): readonly ConfigEdit[] {
    // Seconds below 1000, milliseconds from there on (0.24.4).
    const handler = { type: "command", command, timeout: TIMEOUT };
    const entries = EVENTS.map(
      (event): Entry => ({ path: ["hooks", event], value: { matcher: "*", hooks: [handler] } }),
    );
    return [{ file: settingsFile(site), format: "jsonc", entries, settings: [] }];
  },

  remarks(site, _wish, read) {
    const files = [settingsFile(site), pathIn(site, site.project, ".qwen", "settings.json")];
    const off = [...new Set(files)].filter((file) => valueAt(read(file) ?? {}, ["disableAllHooks"]) === true);
    return [
      ...off.map((file) => `${file}: disableAllHooks switches every hook off; take it out`),
      "another hook of Qwen Code that answers allow overrides a denial of this one",
    ];
  },
};
