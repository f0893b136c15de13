import { isDeepStrictEqual } from "node:util";
import { atLeast } from "../hooks/capabilities.ts";
import type { ConfigEdit, Entry } from "../src/install/edit.ts";
import { jsonFormat } from "../src/install/json/format.ts";
import { type Installer, pathIn, type Site, TIMEOUT } from "./installer.ts";

const MANAGED = {
  linux: "/etc/cursor",
  darwin: "/Library/Application Support/Cursor",
  win32: "C:\\ProgramData\\Cursor",
} as const;
/** Hooks for tools of every kind are reported of versions from here on; the editor had hooks for shell, MCP and files before. */
const GENERAL = "2.4";
/** One name that the installed version does not know puts the whole file out of force. */
const EVENTS: readonly {
  readonly event: string;
  readonly permission?: true;
  readonly since?: string;
  readonly until?: string;
}[] = [
  { event: "preToolUse", permission: true, since: GENERAL },
  { event: "beforeShellExecution", permission: true },
  { event: "beforeMCPExecution", permission: true },
  { event: "beforeReadFile", permission: true },
  { event: "postToolUse", since: GENERAL },
  { event: "postToolUseFailure", since: GENERAL },
  // How an edit ended, where nothing else tells.
  { event: "afterFileEdit", until: GENERAL },
];

const userFolder = (site: Site) => pathIn(site, site.home, ".cursor");

function hooksFile(site: Site): string {
  if (site.scope === "user") return pathIn(site, userFolder(site), "hooks.json");
  if (site.scope === "project") return pathIn(site, site.project, ".cursor", "hooks.json");
  return pathIn(site, site.root + MANAGED[site.platform], "hooks.json");
}

export const cursor: Installer = {
  agent: "cursor",
  title: "Cursor",
  scopes: ["user", "project", "managed"],
  programs: ["cursor", "cursor-agent"],
  oldest: "1.7",
  folder: userFolder,

  edits(site, { command, closed, version }): readonly ConfigEdit[] {
    const plain = { command, timeout: TIMEOUT };
    const known = EVENTS.filter(
      ({ since, until }) =>
        atLeast(version, since) && (until === undefined || (version !== undefined && !atLeast(version, until))),
    );
    const entries = known.map(({ event, permission }): Entry => {
      return { path: ["hooks", event], value: closed && permission ? { ...plain, failClosed: true } : plain };
    });
    // Without it the file is not read at all; with another number neither.
    const first = { path: ["version"], value: 1, conflict: "refuse", shared: true } as const;
    return [{ file: hooksFile(site), format: "jsonc", entries, settings: [first], unreadable }];
  },

  remarks: ({ scope }) => (scope === "project" ? ["Cursor reads a project's hooks only in a trusted workspace"] : []),
};

const TOKEN_OR_COMMENT = /"(?:[^"\\]|\\.)*"|\/\/.*|\/\*[\s\S]*?\*\//g;

/**
 * Cursor takes comments out by pattern before it parses (SDK 1.0.32, parseJSONC): first from every `//` to the end of the
 * line, then everything from one `/*` to the next end mark. Inside a string that destroys the file, silently.
 */
export function unreadable(text: string): { readonly offset: number; readonly why: string } | undefined {
  let seen: unknown;
  try {
    seen = JSON.parse(text.replace(/\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, ""));
  } catch {
    seen = undefined;
  }
  if (isDeepStrictEqual(seen, jsonFormat("jsonc").parse("", text))) return undefined;
  const trap = [...text.matchAll(TOKEN_OR_COMMENT)].find(([token]) =>
    (token.startsWith('"') ? /\/[/*]/ : /^\/\*[\s\S]*\/\//).test(token),
  );
  const what =
    trap?.[0].startsWith("/*") === true
      ? "// inside a comment for another one"
      : "// and /* inside a text for a comment";
  return { offset: trap?.index ?? 0, why: `Cursor takes ${what} and then loses what follows` };
}
