import type { ConfigEdit, Entry } from "../src/install/edit.ts";
import { valueAt } from "../src/install/ours.ts";
import { type Installer, pathIn, type Site, TIMEOUT } from "./installer.ts";

const MANAGED = {
  linux: "/etc/gemini-cli",
  darwin: "/Library/Application Support/GeminiCli",
  win32: "C:\\ProgramData\\gemini-cli",
} as const;
const NAME = "clampd-guard";

/** GEMINI_CLI_HOME takes the place of the home folder, not of the folder in it. */
const userFolder = (site: Site) => pathIn(site, site.env.GEMINI_CLI_HOME || site.home, ".gemini");

function settingsFile(site: Site): string {
  if (site.scope === "user") return pathIn(site, userFolder(site), "settings.json");
  if (site.scope === "project") return pathIn(site, site.project, ".gemini", "settings.json");
  return pathIn(site, site.root + MANAGED[site.platform], "settings.json");
}

export const gemini: Installer = {
  agent: "gemini",
  title: "Gemini CLI",
  scopes: ["user", "project", "managed"],
  programs: ["gemini"],
  oldest: "0.26.0",
  folder: userFolder,

  edits(site, { command }): readonly ConfigEdit[] {
    // Milliseconds, unlike anywhere else.
    const handler = { name: NAME, type: "command", command, timeout: TIMEOUT * 1000 };
    const entries = ["BeforeTool", "AfterTool"].map(
      (event): Entry => ({ path: ["hooks", event], value: { matcher: ".*", hooks: [handler] } }),
    );
    return [{ file: settingsFile(site), format: "jsonc", entries, settings: [] }];
  },

  remarks(site, _wish, read) {
    const files = [settingsFile(site), pathIn(site, site.project, ".gemini", "settings.json")];
    return [...new Set(files)].flatMap((file) => {
      const root = read(file) ?? {};
      const disabled = valueAt(root, ["hooksConfig", "disabled"]);
      const off =
        valueAt(root, ["hooksConfig", "enabled"]) === false || (Array.isArray(disabled) && disabled.includes(NAME));
      return off ? [`${file}: hooksConfig switches the hooks off; take that out`] : [];
    });
  },
};
