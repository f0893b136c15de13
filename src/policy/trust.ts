import { lstatSync, realpathSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { codeOf } from "./file.ts";

const WRITABLE_BY_OTHERS = 0o022;

/**
 * Why the managed file cannot be trusted, undefined where it can: it and every folder above it, up to `top`, must belong to `uid`
 * and be writable by nobody else, since whoever can write a folder can put another file there. `opened` is the stat of the opened
 * file, so that what is judged is what was read. Links on the way are followed, and both ways are judged.
 */
export function distrust(file: string, opened: Stats, uid: number, top: string): string | undefined {
  const own = judge(opened, "the file", uid);
  if (own !== undefined) return own;
  try {
    const real = realpathSync(file);
    const stat = lstatSync(real);
    if (stat.ino !== opened.ino || stat.dev !== opened.dev) return "the file changed while it was read";
    return judgeFolders(file, uid, top) ?? (real === file ? undefined : judgeFolders(real, uid, realpathSync(top)));
  } catch (error) {
    return `its folders cannot be looked at (${codeOf(error)})`;
  }
}

function judgeFolders(file: string, uid: number, top: string): string | undefined {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const stats = lstatSync(folder);
    // A link's own mode says nothing; who may replace it is said by its folder, which comes next.
    const problem = stats.isSymbolicLink() ? judgeOwner(stats, folder, uid) : judge(stats, folder, uid);
    if (problem !== undefined) return problem;
    if (folder === top || folder === dirname(folder)) return undefined;
  }
}

function judge(stats: Stats, what: string, uid: number): string | undefined {
  if ((stats.mode & WRITABLE_BY_OTHERS) !== 0) return `${what} can be written by others`;
  return judgeOwner(stats, what, uid);
}

function judgeOwner(stats: Stats, what: string, uid: number): string | undefined {
  return stats.uid === uid ? undefined : `${what} does not belong to ${uid === 0 ? "root" : `user ${uid}`}`;
}
