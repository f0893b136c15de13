import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { GitFacts } from "../interpret/world.ts";

const MAX_PARENTS = 64;

/** The repository that holds `path`, read from its files: starting git would cost more than the whole check. */
export function gitFacts(path: string): GitFacts | undefined {
  let at = path;
  for (let i = 0; i < MAX_PARENTS; i++) {
    const facts = repositoryAt(at);
    if (facts !== undefined) return facts;
    const parent = dirname(at);
    if (parent === at) return undefined;
    at = parent;
  }
  return undefined;
}

function repositoryAt(folder: string): GitFacts | undefined {
  const dotGit = join(folder, ".git");
  try {
    const stats = statSync(dotGit);
    if (stats.isDirectory()) return { root: folder, branch: branchOf(dotGit), linkedWorktree: false };
    // A linked worktree or a submodule has a file `gitdir: PATH` (gitrepository-layout(5)).
    const pointer = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(dotGit, "utf8").slice(0, 4096))?.[1];
    if (pointer === undefined) return undefined;
    const real = resolve(folder, pointer);
    return { root: folder, branch: branchOf(real), linkedWorktree: /[\\/]worktrees[\\/]/.test(real) };
  } catch {
    return undefined;
  }
}

function branchOf(gitFolder: string): string | undefined {
  try {
    return /^ref: refs\/heads\/(.+?)\s*$/.exec(readFileSync(join(gitFolder, "HEAD"), "utf8").slice(0, 1024))?.[1];
  } catch {
    return undefined;
  }
}
