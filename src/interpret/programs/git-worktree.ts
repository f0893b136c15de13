import type { Field } from "../shell/value.ts";
import type { GitCall, GitSub } from "./git-call.ts";
import { pathsShown } from "./git-exec.ts";
import { beyondEnd } from "./options.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Sub-commands that change files of the work tree. git-reset(1), git-checkout(1), git-restore(1), git-clean(1), git-stash(1) … */
export const GIT_WORKTREE: Readonly<Record<string, GitSub>> = {
  reset: {
    options:
      "--hard --soft --mixed --merge --keep -q|--quiet -p|--patch -N|--intent-to-add --recurse-submodules?= --pathspec-from-file= --pathspec-file-nul --no-refresh",
    does: (call) => {
      if (call.has("hard", "merge"))
        call.emit("discard-work", call.operands[0]?.text ?? "HEAD", { value: call.has("hard") ? "hard" : "merge" });
    },
  },
  checkout: {
    options:
      "-q|--quiet --progress -f|--force --ours --theirs -b= -B= -t|--track?= --no-track --guess --no-guess -l -d|--detach --orphan= --ignore-skip-worktree-bits -m|--merge --conflict= -p|--patch --ignore-other-worktrees --overwrite-ignore --recurse-submodules --overlay --no-overlay --pathspec-from-file= --pathspec-file-nul",
    does: checkout,
  },
  restore: {
    options:
      "-s|--source= -p|--patch -W|--worktree -S|--staged -q|--quiet --progress --ours --theirs -m|--merge --conflict= --ignore-unmerged --ignore-skip-worktree-bits --recurse-submodules --overlay --no-overlay --pathspec-from-file= --pathspec-file-nul",
    does: (call) => {
      if (call.has("p", "ours", "theirs", "m") || (call.has("S") && !call.has("W"))) return;
      discardPaths(call, call.operands);
      if (call.has("pathspec-from-file")) call.emit("discard-work", "*", { value: "restore" });
    },
  },
  switch: {
    options:
      "-c|--create= -C|--force-create= -d|--detach --guess --no-guess -f|--force|--discard-changes -m|--merge --conflict= -q|--quiet --progress -t|--track?= --no-track --orphan= --ignore-other-worktrees --recurse-submodules",
    does: (call) => {
      if (call.has("f")) call.emit("discard-work", call.operands[0]?.text ?? "HEAD", { value: "switch" });
      moveBranch(call, call.value("C"));
    },
  },
  clean: {
    options: "-d -f|--force -i|--interactive -n|--dry-run -q|--quiet -e|--exclude= -x -X",
    does: (call) => {
      if (!(call.has("f") || forceNotRequired(call)) || call.has("n", "i")) return;
      const paths = call.operands.map((field) => call.path(field));
      if (paths.length > 0 && paths.every((path) => path.scope === "build-output")) return;
      call.emit("discard-untracked", call.operands.map((field) => field.text).join(" ") || ".", {
        value: call.has("x") ? "all" : call.has("X") ? "ignored" : "untracked",
      });
    },
  },
  stash: {
    options: "-p|--patch -k|--keep-index -u|--include-untracked -a|--all -q|--quiet -m|--message= --index -S|--staged",
    does: (call) => {
      const [verb, entry] = call.operands.map((field) => field.text);
      if (verb === "show" && call.has("p", "patch")) pathsShown(call);
      if (verb === "drop" || verb === "clear")
        call.emit("discard-stash", verb === "clear" ? "*" : (entry ?? "stash@{0}"), { value: verb });
    },
  },
  rm: {
    options:
      "-n|--dry-run -q|--quiet --cached -f|--force -r --ignore-unmatch --sparse --pathspec-from-file= --pathspec-file-nul",
    does: (call) => {
      if (!call.has("f") || call.has("cached", "n")) return;
      const whole = call.operands.some(namesAll);
      call.emit(whole && call.has("r") ? "discard-work" : "remove-forced", textOf(call.operands[0]), {
        value: "rm",
      });
    },
  },
  worktree: {
    options:
      "-f|--force -b= -B= -d|--detach --checkout --no-checkout --lock --reason= --orphan -q|--quiet --track --guess-remote -n|--dry-run -v|--verbose --expire= --porcelain -z",
    does: (call) => {
      const [verb, path] = call.operands.map((field) => field.text);
      if (verb === "remove" && call.has("f")) call.emit("discard-worktree", orEmpty(path));
    },
  },
  submodule: {
    options:
      "-q|--quiet --cached -f|--force --all -b|--branch= --init --recursive --remote -N|--no-fetch --checkout --merge --rebase --reference= --depth= --name= -j|--jobs= --single-branch --filter= --files -n|--summary-limit= --progress --recommend-shallow --default -d",
    style: "posix",
    does: submodule,
  },
  "read-tree": {
    options:
      "-m --reset -u -i -n|--dry-run -v --trivial --aggressive --prefix= --index-output= --no-sparse-checkout --empty",
    does: (call) => {
      if (call.has("reset") && call.has("u") && !call.has("n"))
        call.emit("discard-work", call.operands[0]?.text ?? "HEAD", { value: "read-tree" });
    },
  },
  "checkout-index": {
    options: "-u|--index -q|--quiet -f|--force -a|--all -n|--no-create --prefix= --stage= --temp -z --stdin",
    does: (call) => {
      if (call.has("f") && !call.has("prefix", "temp", "n"))
        call.emit("discard-work", call.operands[0]?.text ?? "*", { value: "checkout-index" });
    },
  },
  add: {
    options:
      "-n|--dry-run -v|--verbose -i|--interactive -p|--patch -e|--edit -f|--force -u|--update -A|--all -N|--intent-to-add --refresh --ignore-errors --ignore-missing --renormalize --chmod= --sparse --pathspec-from-file= --pathspec-file-nul",
    does: (call) => {
      if (!call.has("n")) for (const field of call.operands) stage(call, field);
    },
  },
};

const SECRET_CLASSES = [
  "env-file",
  "private-key",
  "cloud-credentials",
  "token-file",
  "password-store",
  "gnupg",
  "wallet",
];

function stage(call: GitCall, field: Field): void {
  const { classes } = call.path(field);
  if (classes.some((name) => SECRET_CLASSES.includes(name)))
    call.emit("stage-secret", field.text, { tags: call.has("f") ? ["forced"] : [] });
}

/** Endings that file names have and branch names have not. */
const FILE_ENDING =
  /[^/]\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kts?|swift|c|cc|cpp|h|hpp|cs|php|pl|lua|sh|bash|ps1|sql|md|rst|txt|json|jsonc|ya?ml|toml|ini|cfg|conf|env|xml|html?|s?css|less|vue|svelte|astro|lock|gradle|tf|proto|csv|svg|png|ipynb|dart|ex|exs|erl|hs|scala|clj)$/i;

/** First parts of branch names by custom, so that `feature/next.js` is one. */
const BRANCH_FOLDER =
  /^(?:feat|feature|features|fix|bug|bugfix|hotfix|chore|release|releases|dependabot|renovate|refactor|origin|upstream)\//;

/** git-checkout(1): a name is a branch, unless `--` stands before it or a file of that name exists. */
function checkout(call: GitCall): void {
  if (call.has("p", "ours", "theirs")) return;
  const { operands, parsed } = call;
  const branching = call.has("b", "orphan");
  if (call.has("f") && !branching) call.emit("discard-work", operands[0]?.text ?? "HEAD", { value: "checkout" });
  moveBranch(call, call.value("B"));
  if (branching || call.has("B")) return;
  if (call.has("pathspec-from-file")) {
    call.emit("discard-work", "*", { value: "checkout" });
    return;
  }
  if (parsed.endOfOptions >= 0) {
    discardPaths(call, beyondEnd(parsed));
    return;
  }
  if (operands.length > 1) {
    discardPaths(call, operands.slice(1));
    return;
  }
  const [only] = operands;
  if (only !== undefined && !call.has("t", "d") && isPath(call, only)) discardPaths(call, [only]);
}

function isPath(call: GitCall, field: Field): boolean {
  const { text } = field;
  if (field.glob || /^(?:\.{1,2}(?:\/|$)|:\/|:\(|:!|\/)/.test(text) || text.endsWith("/")) return true;
  if (FILE_ENDING.test(text) && !BRANCH_FOLDER.test(text)) return true;
  const kind = call.run.context.world.stat(call.path(field).path);
  return kind === "file" || (kind === "directory" && text.includes("/"));
}

function discardPaths(call: GitCall, fields: readonly Field[]): void {
  if (fields.length === 0 || fields.every((field) => isMadeAnew(call, field))) return;
  const object = fields.map((field) => field.text).join(" ");
  call.emit("discard-work", object, { value: call.sub, tags: fields.some(namesAll) ? ["all"] : [] });
}

/** Build output, and what a package manager writes by itself. */
function isMadeAnew(call: GitCall, field: Field): boolean {
  return LOCK_FILE.test(field.text) || call.path(field).scope === "build-output";
}

const LOCK_FILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock|Cargo\.lock|poetry\.lock|uv\.lock|pdm\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|Podfile\.lock|pubspec\.lock|mix\.lock|go\.sum|flake\.lock|gradle\.lockfile|packages\.lock\.json|Package\.resolved)$/;

function namesAll(field: Field): boolean {
  return /^(?:\.|\.\/|:\/|\*|\.\/\*|:\(top\).*)$/.test(field.text);
}

/** A branch is set to another commit; what only it held is reachable by reflog alone. */
function moveBranch(call: GitCall, branch: Field | undefined): void {
  if (branch !== undefined)
    call.emit("move-branch", branch.text, { protected: /^(?:main|master|trunk|production)$/.test(branch.text) });
}

function forceNotRequired(call: GitCall): boolean {
  return call.run.values("c").some((field) => /^clean\.requireforce=(?:false|no|off|0)$/i.test(field.text));
}

function submodule(call: GitCall): void {
  const [verb, ...rest] = call.operands;
  const texts = rest.map((field) => field.text);
  const force = call.has("f") || texts.includes("-f") || texts.includes("--force");
  if (verb?.text === "deinit" && force)
    call.emit("discard-submodule", texts.find((text) => !text.startsWith("-")) ?? "*");
  if (verb?.text === "update" && force) call.emit("reset-submodule", "*");
  if (verb?.text === "foreach") {
    const command = rest.filter((field, index) => index > 0 || !/^(?:--recursive|--quiet|-q)$/.test(field.text));
    const own = command.filter((field, index) => index > 0 || !/^(?:--recursive|--quiet|-q)$/.test(field.text));
    if (own.length === 1) call.shell(textOf(own[0]), own[0]?.span);
    else call.command(own);
  }
}
