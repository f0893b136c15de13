import type { ConfigEdit, Entry } from "../src/install/edit.ts";
import { folderIn, type Installer, pathIn, type Site, TIMEOUT } from "./installer.ts";

/** Hermes Agent, hooks reference. It splits the command as a shell would and starts it without one. */
function userFolder(site: Site): string {
  const local = site.platform === "win32" ? site.env.LOCALAPPDATA : undefined;
  return local && !site.env.HERMES_HOME ? pathIn(site, local, "hermes") : folderIn(site, ".hermes", "HERMES_HOME");
}

export const hermes: Installer = {
  agent: "hermes",
  title: "Hermes Agent",
  scopes: ["user"],
  programs: ["hermes"],
  folder: userFolder,

  edits(site, { command, closed }): readonly ConfigEdit[] {
    const before = { matcher: ".*", command, timeout: TIMEOUT, ...(closed ? { fail_closed: true } : {}) };
    const hooks: readonly Entry[] = [
      { path: ["hooks", "pre_tool_call"], value: before },
      { path: ["hooks", "post_tool_call"], value: { matcher: ".*", command, timeout: TIMEOUT } },
    ];
    // Consent is given once for each event and command; without it a hook is asked about, or left out where nobody is there.
    const approvals = hooks.map(
      ({ path }): Entry => ({ path: ["approvals"], value: { event: path[1] ?? "", command } }),
    );
    return [
      { file: pathIn(site, userFolder(site), "config.yaml"), format: "yaml", entries: hooks, settings: [] },
      {
        file: pathIn(site, userFolder(site), "shell-hooks-allowlist.json"),
        format: "json",
        entries: approvals,
        settings: [],
      },
    ];
  },

  remarks: (site) => (site.env.HERMES_SAFE_MODE ? ["HERMES_SAFE_MODE is set, which leaves hooks out"] : []),
};
