import { describe, expect, test } from "vitest";
import type { MemoryWorldOptions } from "../../src/interpret/memory-world.ts";
import { deleted, effectsOf, executed, ofKind } from "./effects.ts";

/** Each git effect as `action object`, with `!` where the branch is protected and the value in brackets. */
function git(command: string, world: MemoryWorldOptions = {}): readonly string[] {
  return ofKind(effectsOf(command, world), "git").map(
    (effect) =>
      `${effect.action} ${effect.object}${effect.protected ? " !" : ""}${effect.value === undefined ? "" : ` [${effect.value}]`}`,
  );
}

const NOTHING: readonly string[] = [];

describe("options of git stand before the sub-command, their values are no sub-commands", () => {
  test.each([
    ["git -C push reset --hard", ["discard-work HEAD [hard]"]],
    ["git -c reset.x=--hard status", ["config reset.x [--hard]"]],
    ["git --namespace push stash drop", ["discard-stash stash@{0} [drop]"]],
    ["git --git-dir x/.git --work-tree x checkout .", ["discard-work . [checkout]"]],
    ["git --exec-path", NOTHING],
    ["git --no-pager -p --literal-pathspecs reset --hard HEAD~1", ["discard-work HEAD~1 [hard]"]],
    ["git reset --help", NOTHING],
    ["git clean -h", NOTHING],
    ["git --help reset --hard", NOTHING],
  ])("%s", (command, wanted) => expect(git(command)).toEqual(wanted));
});

describe("work that is thrown away", () => {
  test.each([
    ["git reset --har main", ["discard-work main [hard]"]],
    ["git reset --merge", ["discard-work HEAD [merge]"]],
    ["git reset --keep HEAD~1", NOTHING],
    ["git checkout main -- a.txt", ["discard-work a.txt [checkout]"]],
    ["git checkout main --", NOTHING],
    ["git checkout main a.txt", ["discard-work a.txt [checkout]"]],
    ["git checkout feature/a.b", NOTHING],
    ["git checkout docs/readme.md", ["discard-work docs/readme.md [checkout]"]],
    ["git checkout -b x origin/main", NOTHING],
    ["git checkout -B x origin/main", ["move-branch x"]],
    ["git checkout --ours a.txt", NOTHING],
    ["git checkout -- dist/a.js node_modules", NOTHING],
    ["git restore -S a", NOTHING],
    ["git restore -SW a", ["discard-work a [restore]"]],
    ["git restore --source HEAD~1 a b", ["discard-work a b [restore]"]],
    ["git clean -e '*.log' -fd", ["discard-untracked . [untracked]"]],
    ["git clean -fX", ["discard-untracked . [ignored]"]],
    ["git clean -fnd", NOTHING],
    ["git clean -d", NOTHING],
    ["git stash push -m drop", NOTHING],
    ["git stash drop -q stash@{1}", ["discard-stash stash@{1} [drop]"]],
    ["git worktree remove -f ../x", ["discard-worktree ../x"]],
    ["git worktree add -f ../x", NOTHING],
  ])("%s", (command, wanted) => expect(git(command)).toEqual(wanted));

  test("a name of an existing file is a path, though it looks like a branch", () => {
    expect(git("git checkout LICENSE")).toEqual(NOTHING);
    expect(git("git checkout LICENSE", { files: { "/home/dev/project/LICENSE": "" } })).toEqual([
      "discard-work LICENSE [checkout]",
    ]);
    expect(git("git -C sub checkout LICENSE", { files: { "/home/dev/project/LICENSE": "" } })).toEqual(NOTHING);
  });
});

describe("branches and history", () => {
  test.each([
    ["git branch -D a b", ["discard-branch a", "discard-branch b"]],
    ["git branch -d a", NOTHING],
    ["git branch -df main", ["discard-branch main !"]],
    ["git branch -u origin/D -v", NOTHING],
    ["git branch -M main", NOTHING],
    ["git branch -M a main", ["move-branch main !"]],
    ["git update-ref -d refs/tags/v1", ["delete-tag v1"]],
    ["printf 'delete refs/heads/main\\n' | git update-ref --stdin", ["discard-branch main !"]],
    ["git tag -m 'd' -a v1", NOTHING],
    ["git gc --prune=2.weeks.ago", NOTHING],
    ["git gc --prune=now", ["expire objects [gc]"]],
    ["git reflog expire --dry-run --all", NOTHING],
  ])("%s", (command, wanted) => expect(git(command)).toEqual(wanted));
});

describe("pushes", () => {
  test.each([
    ["git push -o ci.skip -f origin a", ["force-push a [force]"]],
    ["git push --push-option --force origin a", ["push a"]],
    ["git push origin HEAD:main", ["push main !"]],
    ["git push origin +a:main", ["force-push main ! [force]"]],
    ["git push origin a :b", ["push a", "delete-remote b"]],
    ["git push --force-with-lease=main:abc origin main", ["force-push main ! [lease]"]],
    ["git push --force-with-lease --force origin a", ["force-push a [force]"]],
    ["git push origin tag v1", ["push v1"]],
    ["git push origin HEAD:refs/for/main", ["push refs/for/main"]],
    ["git push -n -f", NOTHING],
  ])("%s", (command, wanted) => expect(git(command)).toEqual(wanted));

  test("without a name, the branch is the one that is checked out", () => {
    expect(git("git push -f", { git: { branch: "main" } })).toEqual(["force-push main ! [force]"]);
    expect(git("git push -f origin HEAD", { git: { branch: "main" } })).toEqual(["force-push main ! [force]"]);
    expect(git("git push -f", { git: { branch: "topic" } })).toEqual(["force-push topic [force]"]);
    expect(git("git push -f origin $(git branch --show-current)", { git: { branch: "main" } })).toEqual([
      "force-push main ! [force]",
    ]);
  });
});

describe("git runs other commands", () => {
  test.each([
    ["git -c alias.x='!rm -rf lib' x"],
    ["git config alias.x '!true' && git -c alias.x='!rm -rf' x lib"],
    ["git -c core.pager='rm -rf lib' log"],
    ["git bisect run rm -rf lib"],
    ["git rebase -i --exec 'rm -rf lib' main"],
    ["git submodule --quiet foreach --recursive 'rm -rf lib'"],
    ["git submodule foreach rm -rf lib"],
    ["git grep --open-files-in-pager='rm -rf lib' x"],
    ["git ls-remote 'ext::rm -rf lib'"],
    ["git clone -u 'rm -rf lib' x y"],
    ["GIT_PAGER='rm -rf lib' git log"],
    ["GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=diff.external GIT_CONFIG_VALUE_0='rm -rf lib' git diff"],
    ["P='rm -rf lib' git --config-env=core.pager=P log"],
    ["hg --config alias.x='!rm -rf lib' x"],
    ["repo forall -c 'rm -rf lib'"],
  ])("%s", (command) => expect(deleted(command)).toEqual(["/home/dev/project/lib"]));

  test("in the folder that -C names", () => {
    expect(deleted("git -C sub -c alias.x='!rm -rf lib' x")).toEqual(["/home/dev/project/sub/lib"]);
  });

  test("an alias may come from a configuration file", () => {
    const files = {
      "/home/dev/.gitconfig": '[user]\n\tname = x\n[alias]\n\tgone = "!rm -rf lib"\n\tundo = reset --hard\n',
    };
    expect(deleted("git gone", { files })).toEqual(["/home/dev/project/lib"]);
    expect(git("git undo HEAD~1", { files })).toEqual(["discard-work HEAD~1 [hard]"]);
    expect(git("git unheard-of --hard", { files })).toEqual(NOTHING);
  });

  test("an alias of itself ends", () => {
    expect(git("git -c alias.x=x x")).toEqual(["config alias.x [x]"].slice(1));
    expect(git("git -c alias.x=y -c alias.y=x x")).toEqual(NOTHING);
  });
});

describe("settings", () => {
  test.each([
    ["git config --get core.pager", NOTHING],
    ["git config core.pager", NOTHING],
    ["git config get core.pager", NOTHING],
    ["git config --unset http.sslVerify", NOTHING],
    ["git config set http.sslVerify false", ["tls-off http.sslVerify [false]"]],
    ["git config --file x http.sslVerify no", ["tls-off http.sslVerify [no]"]],
    ["git config core.hooksPath /dev/null", ["bypass-hooks core.hooksPath [/dev/null]"]],
    ["git config core.hooksPath .githooks", ["config core.hooksPath [.githooks]"]],
    ["git config core.hooksPath /tmp/x", ["hooks-elsewhere core.hooksPath [/tmp/x]"]],
    ["git config core.fsmonitor true", NOTHING],
  ])("%s", (command, wanted) => expect(git(command)).toEqual(wanted));
});

test("text is data", () => {
  for (const command of [
    "git commit -m 'git reset --hard'",
    "git tag -a v1 -m 'push --force'",
    "git log --grep='branch -D'",
    "git stash push -m clear",
    "git notes add -m 'reset --hard'",
  ])
    expect(git(command)).toEqual(NOTHING);
});

describe("code hosts", () => {
  test.each([
    ["gh repo delete o/r --yes", ["delete-repository repo [o/r]"]],
    ["gh -R o/r release delete v1", ["delete-hosted release [v1]"]],
    ["gh api repos/o/r -X DELETE", ["delete-repository repos/o/r [DELETE repos/o/r]"]],
    ["gh api -f body=DELETE repos/o/r/issues/1/comments", NOTHING],
    ["gh api --method GET repos/o/r", NOTHING],
    ["gh pr merge 1 -b --admin", NOTHING],
    ["gh issue create --title 'repo delete' --body 'gh repo delete'", NOTHING],
    ["glab mr merge 1", NOTHING],
  ])("%s", (command, wanted) => expect(git(command)).toEqual(wanted));
});

test("what scripts ask git is known", () => {
  expect(deleted("rm -rf $(git rev-parse --show-toplevel)/lib")).toEqual(["/home/dev/project/lib"]);
  expect(executed("git status")).toEqual([["git", "status"]]);
});
