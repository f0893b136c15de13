import { MAX_SCRIPT_FILE } from "../limits.ts";
import type { GitCall } from "./git-call.ts";
import { orEmpty } from "./text-of.ts";

export interface GitAlias {
  /** After `!`: shell text. */
  readonly shell?: string;
  readonly words: readonly string[];
}

/** Names that nearly everyone who has them gives the same meaning; asked only where no configuration is readable. */
const CUSTOMARY: Readonly<Record<string, string>> = {
  co: "checkout",
  ck: "checkout",
  br: "branch",
  ci: "commit",
  sw: "switch",
  rb: "rebase",
  rs: "restore",
  ps: "push",
  wt: "worktree",
};

/** Sub-commands of git itself that have no row, for they only show, or change nothing that is hard to get back: never an alias. */
const BUILT_IN = new Set(
  "apply annotate blame bugreport bundle cat-file check-attr check-ignore check-mailmap check-ref-format cherry cherry-pick citool clone-info column commit-graph commit-tree count-objects describe diff-files diff-index diff-tree fast-export fmt-merge-msg for-each-ref format-patch fsck get-tar-commit-id gui hash-object help hook index-pack instaweb interpret-trailers ls-files ls-tree mailinfo mailsplit maintenance merge-base merge-file merge-index merge-tree mergetool mktag mktree multi-pack-index mv name-rev p4 pack-objects pack-redundant pack-refs patch-id prune-packed range-diff repack request-pull rerere rev-list rev-parse revert shortlog show-branch show-index show-ref sparse-checkout stage status stripspace subtree svn unpack-file unpack-objects update-index update-server-info upload-pack var verify-commit verify-pack verify-tag version whatchanged write-tree".split(
    " ",
  ),
);

/** What a sub-command that git does not have stands for: an alias of this call, of the repository, of the user, or a customary one. */
export function aliasOf(call: GitCall): GitAlias | undefined {
  if (BUILT_IN.has(call.sub)) return undefined;
  const text = call.run.state.aliases.get(`git ${call.sub}`) ?? configured(call) ?? CUSTOMARY[call.sub];
  if (text === undefined) return undefined;
  if (text.startsWith("!")) return { shell: text.slice(1), words: [] };
  return { words: (text.match(/"[^"]*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/, "$2")) };
}

function configured(call: GitCall): string | undefined {
  const { world } = call.run.context;
  if (call.run.state.where !== "local" || !/^[\w-]+$/.test(call.sub)) return undefined;
  const root = call.cwd === undefined ? undefined : world.git(call.cwd)?.root;
  const files = [
    ...(root === undefined ? [] : [`${root}/.git/config`]),
    ...(world.home === undefined ? [] : [`${world.home}/.gitconfig`, `${world.home}/.config/git/config`]),
  ];
  for (const file of files) {
    const found = inSection(orEmpty(world.readText(file, MAX_SCRIPT_FILE)), call.sub);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The last `name = value` of `[alias]`; git-config(1) CONFIGURATION FILE. */
function inSection(text: string, name: string): string | undefined {
  let inside = false;
  let found: string | undefined;
  for (const line of text.split("\n")) {
    const section = /^\s*\[([^\]]*)\]/.exec(line)?.[1];
    if (section !== undefined) inside = section.trim().toLowerCase() === "alias";
    const [, key, value] = /^\s*([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (inside && key?.toLowerCase() === name.toLowerCase() && value !== undefined)
      found = value.replace(/^"(.*)"$/, "$1").replace(/\\(["\\])/g, "$1");
  }
  return found;
}
