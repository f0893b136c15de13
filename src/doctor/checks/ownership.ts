import { chmodSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { loadPolicy } from "../../policy/load.ts";
import { VERSION } from "../../version.ts";
import { placesFor } from "../../world/machine.ts";
import type { Check, Problem } from "../check.ts";

/** The files that make up the policy are readable, and belong to those who may write it. */
export const policy: Check = {
  id: "policy",
  title: "the policy's files are in force",
  look: ({ around }) =>
    loadPolicy(placesFor(around.machine, [around.cwd]), VERSION).problems.map(({ kind, file, message }) => ({
      weight: kind === "refused" ? "error" : "warning",
      file,
      what: message,
      why: kind === "refused" ? "the file can only tighten, as a project's can" : "what it says there does not count",
      fix:
        kind === "refused"
          ? `chown root ${file} && chmod 644 ${file}, and its folders alike`
          : `put it right; \`clampd-guard config check ${file}\` shows every place`,
    })),
};

/** The guard's own folder is the user's alone. */
export const ownership: Check = {
  id: "ownership",
  title: "the guard's folder is the user's alone",
  look: ({ around }) => {
    const { home, machine } = around;
    if (home === undefined)
      return [
        {
          weight: "error",
          what: "the home folder is not known",
          why: "there is no journal and no user's policy",
          fix: "set HOME",
        },
      ];
    const uid = process.getuid?.();
    if (machine.platform === "win32" || uid === undefined) return [];
    const top = join(home, ".clampd");
    const paths = [top, ...children(top)];
    return paths.flatMap((path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) return [];
      if (stats.uid !== uid && stats.uid !== 0) return [foreign(path)];
      return (stats.mode & 0o022) === 0 ? [] : [tooOpen(path, stats.mode & 0o7777 & ~0o022)];
    });
  },
};

function children(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function foreign(path: string): Problem {
  const why = "whose file it is, can change what the guard decides";
  return { weight: "error", file: path, what: "it belongs to another user", why, fix: `chown $USER ${path}` };
}

function tooOpen(path: string, mode: number): Problem {
  return {
    weight: "error",
    file: path,
    what: "others than its owner may write it",
    why: "they could change the policy or the journal",
    fix: `chmod go-w ${path}`,
    repair: () => chmodSync(path, mode),
  };
}
