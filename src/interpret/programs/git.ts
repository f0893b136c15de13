import { HOSTING } from "./git-hosting.ts";
import { OTHER_VCS } from "./git-others.ts";
import { GIT_OPTIONS, runGit, runSub } from "./git-run.ts";
import type { Program } from "./program.ts";

/** Version control: git and its relatives, and the command lines of code hosts. */
export const GIT: readonly Program[] = [
  { names: ["git", "git-real", "yadm"], options: GIT_OPTIONS, style: "posix", run: (run) => runGit(run) },
  ...["git-filter-repo", "git-lfs", "git-filter-branch", "git-credential-store"].map(
    (name): Program => ({
      names: [name],
      style: "none",
      run: (run) => runSub(run, name.slice("git-".length), run.args, run.state.cwd, 0),
    }),
  ),
  ...HOSTING,
  ...OTHER_VCS,
];
