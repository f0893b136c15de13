import { readFileSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { GitFacts } from "../interpret/world.ts";

const MAX_PARENTS = 64;

/** Finds the repository that holds a path; each folder is asked once, and a branch only when somebody wants to know it. */
export type GitLookup = (path: string) => GitFacts | undefined;

/** Read from the repository's files: starting git would cost more than the whole check. */
export function gitLookup(): GitLookup {
  const known = new Map<string, GitFacts | undefined>();

  function at(folder: string): GitFacts | undefined {
    if (known.has(folder)) return known.get(folder);
    const facts = repositoryAt(folder);
    known.set(folder, facts);
    return facts;
  }

  return (path) => {
    let folder = path;
    for (let i = 0; i < MAX_PARENTS; i++) {
      const facts = at(folder);
      if (facts !== undefined) return facts;
      const parent = dirname(folder);
      if (parent === folder) return undefined;
      folder = parent;
    }
    return undefined;
  };
}

function repositoryAt(folder: string): GitFacts | undefined {
  const dotGit = join(folder, ".git");
  const stats = statsOf(dotGit);
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return facts(folder, dotGit, false);
  // A linked worktree or a submodule has a file `gitdir: PATH` (gitrepository-layout(5)).
  const pointer = /^gitdir:\s*(.+?)\s*$/m.exec(textOf(dotGit).slice(0, 4096))?.[1];
  if (pointer === undefined) return undefined;
  const real = resolve(folder, pointer);
  return facts(folder, real, /[\\/]worktrees[\\/]/.test(real));
}

function facts(root: string, gitFolder: string, linkedWorktree: boolean): GitFacts {
  let head: string | undefined;
  return {
    root,
    get branch() {
      head ??= textOf(join(gitFolder, "HEAD")).slice(0, 1024);
      return /^ref: refs\/heads\/(.+?)\s*$/.exec(head)?.[1];
    },
    linkedWorktree,
  };
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
