import type { Stream } from "../shell/value.ts";
import { isProtected } from "./git-call.ts";
import { runGit } from "./git-run.ts";
import type { Act, Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

const HG_OPTIONS =
  "-R|--repository= --cwd= -y|--noninteractive -q|--quiet -v|--verbose --config= --color= --debug -r|--rev= -m|--message= -l|--logfile= -d|--date= -u|--user= -I|--include= -X|--exclude= -C|--clean -a|--all --no-backup -f|--force -b|--branch= -B|--bookmark= -n|--dry-run --keep --delete --amend --abort --continue --print --files --dirs --confirm --new-branch --to= --from= -t|--tool= -k --cleanup";

function loses(tool: string, action: string, object: string, protectedBranch = false) {
  return { kind: "git", action, object, protected: protectedBranch, tool } as const;
}

const HG_ACTS: readonly Act[] = [
  { sub: "strip|debugstrip", without: ["keep", "n"], does: loses("hg", "discard-branch", "") },
  { sub: "purge|clean", without: ["print", "n", "confirm"], does: loses("hg", "discard-untracked", ".") },
  { sub: "update|up|checkout|co", flag: "C", does: loses("hg", "discard-work", ".") },
  { sub: "revert", without: ["n", "i"], does: loses("hg", "discard-work", "") },
  { sub: "rollback", without: "n", does: loses("hg", "discard-branch", "last transaction") },
  { sub: "histedit|convert", without: ["abort", "continue"], does: loses("hg", "rewrite-root", "") },
  { sub: "shelve|unshelve", flag: ["delete", "cleanup"], does: loses("hg", "discard-stash", "") },
  { sub: "push", flag: "f", without: "n", does: loses("hg", "force-push", "") },
  { sub: "commit|ci", flag: "amend", does: loses("hg", "amend", "") },
];

/** Other version control: Mercurial, Subversion, Jujutsu, Bazaar, Perforce, repo, Fossil, Darcs, and tools around git. */
export const OTHER_VCS: readonly Program[] = [
  {
    names: ["hub"],
    options: "-C= -c= --exec-path?= -p|--paginate --no-pager --bare --git-dir= --work-tree= --namespace= --noop",
    style: "posix",
    run: runHub,
  },
  { names: ["hg", "chg", "rhg"], options: HG_OPTIONS, acts: HG_ACTS, run: runMercurial },
  {
    names: ["svn"],
    options:
      "-m|--message= -F|--file= -r|--revision= -R|--recursive -q|--quiet --depth= --username= --password= --config-dir= --config-option= --remove-unversioned --remove-ignored --force --cl|--changelist= --targets= --accept= -N --non-interactive --no-auth-cache --trust-server-cert",
    acts: [
      { sub: "revert", does: loses("svn", "discard-work", "") },
      { sub: "cleanup", flag: ["remove-unversioned", "remove-ignored"], does: loses("svn", "discard-untracked", ".") },
      {
        sub: "delete|del|remove|rm",
        operand: ["http*", "svn*", "file:*", "^/*"],
        does: (_run, rest) =>
          loses(
            "svn",
            "delete-remote",
            textOf(rest[0]),
            rest.some((field) => /\/trunk\/?$/.test(field.text)),
          ),
      },
      { sub: "propset|ps|propedit|pe", flag: "revprop", does: loses("svn", "rewrite-root", "revision property") },
    ],
  },
  {
    names: ["svnadmin"],
    options: "-r|--revision= -q --force-uuid --bypass-hooks",
    acts: [
      { sub: "rmtxns|setrevprop|delrevprop", does: loses("svn", "rewrite-root", "") },
      { flag: "bypass-hooks", does: loses("svn", "bypass-hooks", "svnadmin") },
    ],
  },
  {
    names: ["jj"],
    options:
      "-R|--repository= --at-operation|--at-op= --config= --config-file= --color= -r|--revisions|--revision= -m|--message= -b|--bookmark= --remote= --to|--into= -f|--from= -s|--source= -d|--destination= --change= -c --all --deleted --tracked --dry-run -i|--interactive --what=",
    acts: [
      { sub: "abandon", does: loses("jj", "discard-revision", "") },
      { sub: "restore", without: "i", does: loses("jj", "discard-work", "") },
      { sub: ["op|operation restore|revert", "undo --what"], does: loses("jj", "discard-revision", "operation") },
      { sub: ["op|operation abandon", "util gc"], does: loses("jj", "expire", "operations") },
      { sub: "bookmark|b|branch delete|d|forget", does: loses("jj", "move-branch", "") },
      { sub: "git push", flag: "deleted", without: "dry-run", does: loses("jj", "delete-remote", "deleted bookmarks") },
    ],
  },
  {
    names: ["bzr", "brz"],
    options:
      "-r|--revision= -m|--message= -d|--directory= --force --dry-run --no-backup --overwrite --ignored --unknown --detritus",
    acts: [
      { sub: "revert", does: loses("bzr", "discard-work", "") },
      { sub: "clean-tree", without: "dry-run", does: loses("bzr", "discard-untracked", ".") },
      { sub: "uncommit", without: "dry-run", does: loses("bzr", "discard-revision", "") },
      { sub: "push", flag: "overwrite", does: loses("bzr", "force-push", "") },
    ],
  },
  {
    names: ["p4"],
    options: "-c= -d= -H= -p= -P= -u= -x= -C= -F= -y -n -k -a -f -w -i -o",
    acts: [
      { sub: "revert", without: ["n", "k"], does: loses("p4", "discard-work", "") },
      { sub: "clean", without: "n", does: loses("p4", "discard-untracked", "") },
      { sub: "obliterate", flag: "y", does: loses("p4", "rewrite-history", "") },
    ],
  },
  {
    names: ["fossil"],
    options: "-R= -m= --force -f -n|--dry-run --verily --dotfiles --private",
    acts: [
      { sub: "revert", does: loses("fossil", "discard-work", "") },
      { sub: "clean|extras-clean", without: "n", does: loses("fossil", "discard-untracked", ".") },
      { sub: "scrub|purge", does: loses("fossil", "rewrite-history", "") },
    ],
  },
  {
    names: ["darcs"],
    options: "-a -p= -m= --dry-run --last= --patches=",
    acts: [
      { sub: "revert", without: "dry-run", does: loses("darcs", "discard-work", "") },
      { sub: "obliterate|unpull|unrecord", without: "dry-run", does: loses("darcs", "discard-revision", "") },
    ],
  },
  {
    names: ["repo"],
    options:
      "-c|--command= -j|--jobs= -r= -g= -p -e -v -d|--detach -f|--force-broken --force-sync --force-remove-dirty --all",
    acts: [
      {
        sub: "forall",
        if: (run) => run.value("c") !== undefined,
        does: (run) => void run.shell(textOf(run.value("c")), { source: "inline" }),
      },
      { sub: "sync", flag: ["force-sync", "force-remove-dirty", "d"], does: loses("repo", "reset-submodule", "") },
      { sub: "abandon", does: loses("repo", "discard-branch", "") },
    ],
  },
  {
    names: ["bfg"],
    options:
      "-b|--strip-blobs-bigger-than= -B|--strip-biggest-blobs= -bi= -D|--delete-files= --delete-folders= -rt|--replace-text= -fi= -fe= -p|--protect-blobs-from= --no-blob-protection --private --massive-non-file-objects-sized-up-to=",
    style: "single",
    acts: [
      { if: (run) => run.args.length > 0 && !run.has("help", "version"), does: loses("bfg", "rewrite-history", "") },
    ],
  },
];

function runHub(run: Invocation): Stream | undefined {
  const [sub, ...rest] = run.operands;
  if (sub?.text !== "delete" && sub?.text !== "release" && sub?.text !== "api") return runGit(run);
  if (sub.text === "delete")
    run.emit({ ...loses("hub", "delete-repository", textOf(rest.find((field) => !field.text.startsWith("-")))) });
  if (sub.text === "release" && rest[0]?.text === "delete")
    run.emit({ ...loses("hub", "delete-hosted", textOf(rest[1])) });
  return undefined;
}

/** `--config` sets what hg runs: aliases with `!` and hooks. hgrc(5). */
function runMercurial(run: Invocation): Stream | undefined {
  for (const field of run.values("config")) {
    const [, key = "", value = ""] = /^([^=]*)=(.*)$/s.exec(field.text) ?? [];
    if (key.startsWith("alias.") && value.startsWith("!"))
      run.shell(value.slice(1), { source: "inline", span: field.span });
    else if (
      /^(?:hooks|merge-tools\..*\.executable|ui\.(?:ssh|editor|merge)|pager\.pager|extdiff\.)/.test(key) &&
      !value.startsWith("python:")
    )
      run.shell(value, { source: "inline", span: field.span });
  }
  if (run.operands[0]?.text === "push" && run.has("B") && run.has("f") && isProtected(run.value("B")?.text))
    run.emit({ ...loses("hg", "force-push", textOf(run.value("B")), true) });
  return undefined;
}
