import { branchName, type GitCall, type GitSub, isProtected } from "./git-call.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Sub-commands that move or delete branches, tags and history. git-branch(1), git-tag(1), git-reflog(1), git-gc(1), git-filter-branch(1) … */
export const GIT_REFS: Readonly<Record<string, GitSub>> = {
  branch: {
    options:
      "-v|--verbose -q|--quiet -t|--track?= --no-track -u|--set-upstream-to= --unset-upstream --color?= -r|--remotes --contains= --no-contains= --abbrev?= -a|--all -d|--delete -D -m|--move -M -c|--copy -C -l|--list --show-current --create-reflog --edit-description -f|--force --merged?= --no-merged?= --column?= --sort= --points-at= -i|--ignore-case --recurse-submodules --format=",
    does: branch,
  },
  tag: {
    options:
      "-l|--list -n?= -d|--delete -v|--verify -a|--annotate -m|--message= -F|--file= -e|--edit -s|--sign -u|--local-user= --cleanup= --no-sign -f|--force --create-reflog --column?= --contains= --no-contains= --merged= --no-merged= --sort= --points-at= --format= --color?= -i|--ignore-case",
    does: (call) => {
      if (call.has("d")) for (const field of call.operands) call.emit("delete-tag", field.text);
      else if (call.has("f") && !call.has("l")) call.emit("move-tag", textOf(call.operands[0]));
    },
  },
  "update-ref": {
    options: "-d -m= --no-deref -z --stdin --create-reflog",
    does: (call) => {
      for (const line of call.has("stdin") ? orEmpty(call.run.stdin.text).split("\n") : []) {
        const [verb, ref = ""] = line.split(" ");
        if (verb === "delete") discardRef(call, ref);
        if (verb === "update") call.emit("move-branch", ref, { protected: isProtected(ref) });
      }
      const [ref] = call.operands.map((field) => field.text);
      if (ref === undefined) return;
      if (call.has("d")) discardRef(call, ref);
      else if (ref.startsWith("refs/heads/") || ref === "HEAD")
        call.emit("move-branch", branchName(ref), { protected: isProtected(ref) });
    },
  },
  reflog: {
    options:
      "--expire= --expire-unreachable= --rewrite --updateref --stale-fix -n|--dry-run --verbose --all --single-worktree",
    does: (call) => {
      const verb = call.operands[0]?.text;
      if ((verb === "expire" || verb === "delete") && !call.has("n")) call.emit("expire", "reflog", { value: verb });
    },
  },
  gc: {
    options:
      "-q|--quiet --prune?= --no-prune --cruft --max-cruft-size= --aggressive --auto --detach --no-detach --force --keep-largest-pack",
    does: (call) => {
      if (call.values("prune").some((field) => isNow(field.text))) call.emit("expire", "objects", { value: "gc" });
    },
  },
  prune: {
    options: "-n|--dry-run -v|--verbose --progress --expire= --exclude-promisor-objects",
    does: (call) => {
      const expire = call.value("expire")?.text;
      if (!call.has("n") && (expire === undefined || isNow(expire))) call.emit("expire", "objects", { value: "prune" });
    },
  },
  "filter-branch": {
    options:
      "--setup= --subdirectory-filter= --env-filter= --tree-filter= --index-filter= --parent-filter= --msg-filter= --commit-filter= --tag-name-filter= --prune-empty --original= -d= -f|--force --state-branch= --remap-to-ancestor",
    does: (call) => {
      call.emit("rewrite-history", call.operands.map((field) => field.text).join(" ") || "HEAD", {
        value: "filter-branch",
      });
      // The filters run in a checkout of their own (git-filter-branch(1), -d): what they delete there is in the commits only.
      const filters = call.values(
        "setup",
        "env-filter",
        "tree-filter",
        "index-filter",
        "parent-filter",
        "msg-filter",
        "commit-filter",
        "tag-name-filter",
      );
      for (const field of filters)
        call.run.shell(field.text, { source: "inline", span: field.span, changes: { cwd: "/tmp/git-rewrite/t" } });
    },
  },
  "filter-repo": {
    options:
      "--analyze --path= --path-glob= --path-regex= --paths-from-file= --path-rename= --invert-paths --replace-text= --replace-message= --refs= --force --partial --dry-run --source= --target= --mailmap= --commit-callback= --blob-callback= --strip-blobs-bigger-than= --strip-blobs-with-ids= --subdirectory-filter= --to-subdirectory-filter= --tag-rename= --email-callback= --name-callback= --message-callback= --filename-callback= --refname-callback= --use-base-name",
    does: (call) => {
      if (call.has("analyze", "dry-run", "h")) return;
      call.emit("rewrite-history", call.value("refs")?.text ?? "*", { value: "filter-repo" });
      for (const name of ["commit", "blob", "email", "name", "message", "filename", "refname"])
        for (const field of call.values(`${name}-callback`))
          call.run.code("python", field.text, { source: "inline", span: field.span });
    },
  },
  replace: {
    options: "-f|--force -l|--list -d|--delete -e|--edit -g|--graft --format= --raw --convert-graft-file",
    does: (call) => {
      if (!call.has("l") && call.operands.length > 0) call.emit("replace-objects", textOf(call.operands[0]));
    },
  },
  "fast-import": {
    options: "--force --quiet --import-marks= --export-marks= --date-format= --allow-unsafe-features",
    does: (call) => {
      if (call.has("force")) call.emit("rewrite-history", "*", { value: "fast-import" });
    },
  },
  notes: {
    options: "--ref= -m|--message= -F|--file= -C= -c= -f|--force --allow-empty -n|--dry-run -v -s|--strategy=",
    does: (call) => {
      const verb = call.operands[0]?.text;
      if ((verb === "remove" || verb === "prune") && !call.has("n")) call.emit("notes", verb);
    },
  },
  "symbolic-ref": {
    options: "-d|--delete -q|--quiet --short --recurse --no-recurse -m=",
    does: (call) => {
      if (call.has("d")) discardRef(call, call.operands[0]?.text ?? "HEAD");
    },
  },
  lfs: {
    options: "-d|--dry-run -f|--force -r|--recent --verify-remote --include= --exclude= --everything",
    does: (call) => {
      const [verb, ...rest] = call.operands.map((field) => field.text);
      if (call.has("d")) return;
      if (verb === "prune") call.emit("lfs-prune", "objects");
      if (verb === "migrate" && (rest[0] === "import" || rest[0] === "export"))
        call.emit("rewrite-history", "*", { value: "lfs migrate" });
    },
  },
};

export function isNow(when: string): boolean {
  return /^(?:now|all|0|0\.seconds?(?:\.ago)?)$/i.test(when);
}

function discardRef(call: GitCall, ref: string): void {
  if (ref.startsWith("refs/tags/")) call.emit("delete-tag", ref.slice("refs/tags/".length));
  else if (ref.startsWith("refs/remotes/")) call.emit("forget-remote-branch", ref);
  else if (ref === "refs/stash") call.emit("discard-stash", "*", { value: "update-ref" });
  else call.emit("discard-branch", branchName(ref), { protected: isProtected(ref) });
}

function branch(call: GitCall): void {
  const names = call.operands.map((field) => field.text);
  const forced = call.has("f");
  if (call.has("D") || (call.has("d") && forced)) {
    const action = call.has("r") ? "forget-remote-branch" : "discard-branch";
    for (const name of names) call.emit(action, name, { protected: isProtected(name) });
    return;
  }
  if (call.has("d")) {
    if (call.has("r")) for (const name of names) call.emit("forget-remote-branch", name);
    return;
  }
  const renames = call.has("M", "C") || (forced && call.has("m", "c"));
  // With one name the current branch is renamed, as hosts advise for a new repository (`git branch -M main`).
  const over = renames
    ? names.length > 1
      ? names[1]
      : undefined
    : forced && !call.has("l", "a", "r")
      ? names[0]
      : undefined;
  if (over !== undefined) call.emit("move-branch", over, { protected: isProtected(over) });
}
