import type { Field } from "../shell/value.ts";
import type { GitCall, GitSub } from "./git-call.ts";
import { beyondEnd } from "./options.ts";

const REBASE_OPTIONS =
  "--onto= --keep-base --no-verify -q|--quiet -n|--no-stat --signoff --committer-date-is-author-date --reset-author-date -C= --ignore-whitespace --whitespace= -f|--force-rebase --no-ff --continue --skip --abort --quit --edit-todo --show-current-patch --apply -m|--merge -i|--interactive --rerere-autoupdate --empty= --autosquash --update-refs -S|--gpg-sign?= --no-gpg-sign --autostash -x|--exec= -r|--rebase-merges?= --fork-point -s|--strategy= -X|--strategy-option= --root --reschedule-failed-exec -v|--verbose --stat --ignore-date";
const DIFF_OPTIONS =
  "--output= -U= -S= -G= -O= --stat?= --color?= --word-diff?= --diff-filter= -M?= -C?= -B?= --no-index --ext-diff -n= --max-count= --since= --after= --until= --before= --author= --committer= --grep= --format= --pretty?= --date= -L= --relative?= --submodule?= --ws-error-highlight= --inter-hunk-context= --src-prefix= --dst-prefix= -o= --output-directory=";
const COMMIT_OPTIONS =
  "-q|--quiet -v|--verbose -F|--file= --author= --date= -m|--message= -c|--reedit-message= -C|--reuse-message= --fixup= --squash= --reset-author --trailer= -s|--signoff -t|--template= -e|--edit --no-edit --cleanup= --status --no-status -S|--gpg-sign?= --no-gpg-sign -a|--all -i|--include --interactive -p|--patch -o|--only -n|--no-verify --dry-run --short --branch --porcelain --long -z --amend --no-post-rewrite -u|--untracked-files?= --pathspec-from-file= --allow-empty --allow-empty-message";

/** Sub-commands that run other commands, or pass by the checks that a repository asks for. */
export const GIT_EXEC: Readonly<Record<string, GitSub>> = {
  commit: {
    options: COMMIT_OPTIONS,
    does: (call) => {
      if (call.has("dry-run")) return;
      if (call.has("n")) call.emit("bypass-hooks", "commit");
      if (call.has("no-gpg-sign")) call.emit("signing-off", "commit");
      if (call.has("amend")) call.emit("amend", call.branch ?? "HEAD");
    },
  },
  merge: {
    options:
      "-n --stat --no-stat --summary --log?= --squash --commit --no-commit -e|--edit --no-edit --cleanup= --ff --no-ff --ff-only --rerere-autoupdate --verify-signatures -s|--strategy= -X|--strategy-option= -m|--message= -F|--file= --into-name= -v -q --abort --quit --continue --allow-unrelated-histories --progress -S|--gpg-sign?= --autostash --overwrite-ignore --signoff --no-verify",
    does: (call) => {
      if (call.has("no-verify")) call.emit("bypass-hooks", "merge");
    },
  },
  rebase: {
    options: REBASE_OPTIONS,
    does: (call) => {
      for (const field of call.values("x")) call.shell(field.text, field.span);
      if (call.has("no-verify")) call.emit("bypass-hooks", "rebase");
      if (call.has("root") && !call.has("onto"))
        call.emit("rewrite-root", call.operands[0]?.text ?? call.branch ?? "HEAD");
    },
  },
  bisect: {
    options: "--term-old= --term-new= --no-checkout --first-parent",
    style: "posix",
    does: (call) => {
      if (call.operands[0]?.text === "run") call.command(call.operands.slice(1));
    },
  },
  grep: {
    options:
      "-O|--open-files-in-pager?= -e= -f= -A= -B= -C= -m|--max-count= --threads= --max-depth= --color?= -n -i -l -w -v -c -r -E -F -P -h -H -q -o -p -W -a -I --untracked --no-index --cached --and --or --not",
    does: (call) => {
      if (!call.has("l", "c", "q")) pathsShown(call);
      const pager = call.value("O");
      if (pager !== undefined) call.shell(pager.text, pager.span);
    },
  },
  difftool: {
    options: `${DIFF_OPTIONS} -d|--dir-diff -y|--no-prompt --prompt --rotate-to= --skip-to= -t|--tool= --tool-help --symlinks -x|--extcmd= -g|--gui --trust-exit-code`,
    does: (call) => {
      const program = call.value("x");
      if (program !== undefined) call.shell(program.text, program.span);
    },
  },
  diff: {
    options: DIFF_OPTIONS,
    does: (call) => {
      output(call);
      pathsShown(call);
    },
  },
  log: {
    options: DIFF_OPTIONS,
    does: (call) => {
      output(call);
      if (call.has("p", "u", "patch", "L", "U")) pathsShown(call);
    },
  },
  "cat-file": {
    options: "-p -t -e -s --batch?= --batch-check?= --textconv --filters --path=",
    does: (call) => call.has("p", "textconv", "filters") && objects(call),
  },
  blame: {
    options: "-L= -l -t -S= -e -w -C?= -M?= --since= --date= -p --porcelain --reverse= --contents=",
    does: pathsShown,
  },
  show: { options: DIFF_OPTIONS, does: show },
  "send-email": {
    options:
      "--smtp-server= --sendmail-cmd= --to-cmd= --cc-cmd= --header-cmd= --to= --cc= --from= --subject= --dry-run --annotate --smtp-user= --smtp-pass= -v=",
    does: (call) => {
      for (const field of call.values("sendmail-cmd", "to-cmd", "cc-cmd", "header-cmd"))
        call.shell(field.text, field.span);
      const server = call.value("smtp-server");
      if (server?.text.startsWith("/") === true) call.shell(server.text, server.span);
    },
  },
  "for-each-repo": {
    options: "--config= --keep-going",
    style: "posix",
    does: (call) => call.command([word("git", call), ...call.operands]),
  },
  daemon: {
    options:
      "--listen= --port= --base-path= --export-all --enable= --reuseaddr --verbose --inetd --detach --pid-file= --user= --group=",
    does: (call) => call.run.emit({ kind: "network", action: "listen" }),
  },
  credential: { does: (call) => credential(call, call.operands[0]?.text) },
  "credential-store": { options: "--file=", does: (call) => credential(call, call.operands[0]?.text) },
  "credential-cache": { options: "--timeout= --socket=", does: (call) => credential(call, call.operands[0]?.text) },
  "credential-osxkeychain": { does: (call) => credential(call, call.operands[0]?.text) },
  "credential-manager": { does: (call) => credential(call, call.operands[0]?.text) },
  "credential-libsecret": { does: (call) => credential(call, call.operands[0]?.text) },
  am: {
    options:
      "-i -3 -q -s|--signoff -u -k -m -c -S|--gpg-sign?= --no-verify -n --abort --continue --skip -C= -p= --directory= --exclude= --include= --patch-format= --whitespace=",
    does: (call) => {
      if (call.has("no-verify")) call.emit("bypass-hooks", "am");
    },
  },
};

/** `fill` and `get` print the stored password. git-credential(1). */
function credential(call: GitCall, verb: string | undefined): void {
  if (verb === "fill" || verb === "get") call.emit("read-credential", "password", { value: call.sub });
}

function show(call: GitCall): void {
  output(call);
  objects(call);
  pathsShown(call);
}

/** `REV:path` names a file as it was. gitrevisions(7). */
function objects(call: GitCall): void {
  for (const field of call.operands) {
    const path = /^[^:]*:(?!\/|!)(.+)$/.exec(field.text)?.[1];
    if (path !== undefined) readPath(call, { ...field, text: path });
  }
}

/** The paths that a difference, a history with its changes or the lines of a file are shown of; git expands globs itself. */
export function pathsShown(call: GitCall): void {
  if (
    ["stat", "shortstat", "numstat", "name-only", "name-status", "quiet", "s", "no-patch"].some((name) =>
      call.has(name),
    )
  )
    return;
  const { parsed, operands } = call;
  const paths = operands.length - beyondEnd(parsed).length;
  operands.forEach((field, index) => {
    if (index >= paths || /^[^:~^]*(?:\.env|\.pem|\.key|id_rsa)/.test(field.text))
      readPath(call, { ...field, glob: /[*?[]/.test(field.text) });
  });
}

function readPath(call: GitCall, field: Field): void {
  call.run.emit({ kind: "read", target: call.path(field), recursive: false, how: "content" });
}

/** diff and log write where they are told, and `--no-index` reads any file. git-diff(1). */
function output(call: GitCall): void {
  const file = call.value("output");
  if (file !== undefined) call.run.emit({ kind: "write", target: call.path(file), how: "truncate" });
  if (!call.has("no-index")) return;
  for (const field of call.operands)
    call.run.emit({ kind: "read", target: call.path(field), recursive: false, how: "content" });
}

function word(text: string, call: GitCall): Field {
  return { text, quoted: true, glob: false, taint: call.run.stdin.taint, span: call.run.span };
}
