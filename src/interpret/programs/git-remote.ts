import type { PathTarget } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { baseName } from "../paths/normalise.ts";
import { placed } from "../paths/placed.ts";
import type { Field } from "../shell/value.ts";
import { branchName, type GitCall, type GitSub, isProtected } from "./git-call.ts";
import { setConfig } from "./git-config.ts";
import { isStray } from "./network-owners.ts";
import { orEmpty, textOf } from "./text-of.ts";

const PUSH_OPTIONS =
  "-v|--verbose -q|--quiet --repo= --all|--branches --mirror -d|--delete --tags -n|--dry-run --porcelain -f|--force --force-with-lease?= --force-if-includes --recurse-submodules= --thin --receive-pack|--exec= -u|--set-upstream --progress --prune --no-verify --follow-tags --signed?= --atomic -o|--push-option= -4|--ipv4 -6|--ipv6";
const FETCH_OPTIONS =
  "-v|--verbose -q|--quiet --all -a|--append --atomic --upload-pack= -f|--force -m|--multiple -t|--tags -n -j|--jobs= --prefetch -p|--prune -P|--prune-tags --recurse-submodules?= --dry-run --write-fetch-head -k|--keep -u|--update-head-ok --progress --depth= --shallow-since= --shallow-exclude= --deepen= --unshallow --refetch --update-shallow --refmap= -o|--server-option= -4 -6 --negotiation-tip= --filter= --auto-maintenance -r|--rebase?= --no-rebase --ff-only --ff --no-ff --squash --no-commit --commit -s|--strategy= -X|--strategy-option= --autostash --no-verify --stat -e|--edit --no-edit --allow-unrelated-histories -S|--gpg-sign?= --set-upstream";

/** Sub-commands that talk to other repositories. git-push(1), git-fetch(1), git-clone(1), git-remote(1), gitremote-helpers(7) … */
export const GIT_REMOTE: Readonly<Record<string, GitSub>> = {
  push: { options: PUSH_OPTIONS, does: push },
  "send-pack": { options: `${PUSH_OPTIONS} --stdin`, does: push },
  fetch: { options: FETCH_OPTIONS, does: fetch },
  pull: { options: FETCH_OPTIONS, does: fetch },
  "fetch-pack": { options: `${FETCH_OPTIONS} --exec= --stdin --thin`, does: fetch },
  "ls-remote": {
    options:
      "-h|--heads|--branches -t|--tags --refs -q|--quiet --upload-pack|--exec= --exit-code --get-url --sort= --symref -o|--server-option=",
    does: (call) => {
      pack(call, "upload-pack");
      elsewhere(call, call.operands[0], false);
    },
  },
  clone: {
    options:
      "-v|--verbose -q|--quiet --progress --reject-shallow -n|--no-checkout --bare --mirror -l|--local --no-hardlinks -s|--shared --recurse-submodules|--recursive?= -j|--jobs= --template= --reference= --reference-if-able= --dissociate -o|--origin= -b|--branch= --revision= -u|--upload-pack= --depth= --shallow-since= --shallow-exclude= --single-branch --no-tags --shallow-submodules --separate-git-dir= --ref-format= -c|--config= --server-option= -4 -6 --filter= --also-filter-submodules --remote-submodules --sparse --bundle-uri=",
    does: (call) => {
      pack(call, "upload-pack");
      template(call);
      for (const field of call.values("c")) setConfig(call, orEmpty(field.text.split("=")[0]), after(field), "clone");
      elsewhere(call, call.operands[0], false);
      const [from, to] = call.operands;
      const folder =
        to ?? (from && { ...from, text: baseName(from.text.replace(/(?:\/?\.git)?\/*$/, "").replace(/:/g, "/")) });
      if (folder !== undefined) made(call, call.path(folder), "missing");
    },
  },
  init: {
    options: "-q|--quiet --bare --template= --separate-git-dir= --object-format= -b|--initial-branch= --shared?=",
    does: (call) => {
      template(call);
      const [folder] = call.operands;
      if (folder !== undefined) made(call, call.path(folder), "temp");
      else if (call.cwd !== undefined) made(call, placed(call.cwd, undefined, call.run.context), "temp");
    },
  },
  remote: {
    options:
      "-v|--verbose -t= -m= -f --tags --no-tags --mirror?= -n|--dry-run -p|--prune --push --delete --add --all -a|--auto -d|--delete -q",
    does: remote,
  },
  archive: {
    options:
      "--format= -l|--list -v|--verbose --prefix= -o|--output= --add-file= --worktree-attributes --remote= --exec=",
    does: (call) => {
      pack(call, "exec");
      elsewhere(call, call.value("remote"), false);
      const output = call.value("o");
      if (output !== undefined) call.run.emit({ kind: "write", target: call.path(output), how: "truncate" });
    },
  },
};

/** `ext::program args` runs a program as transport (git-remote-ext(1)); an ssh host that begins with a dash is an option. */
export function transports(call: GitCall): void {
  for (const field of call.args) {
    const at = field.text.indexOf("ext::");
    if (at === 0 || (at > 0 && field.text.charAt(at - 1) === "=")) {
      call.emit("transport", field.text, { value: "ext" });
      const words = field.text.slice(at + 5).match(/(?:% |%.|[^ ])+/g) ?? [];
      call.command(words.map((text) => ({ ...field, text: text.replaceAll("% ", " ").replaceAll("%%", "%") })));
    } else if (
      /^(?:ssh:\/\/|git\+ssh:\/\/)?(?:[^/@:]*@)?-o?[A-Za-z]+Command=/.test(field.text) &&
      !field.text.startsWith("--")
    )
      call.emit("transport", field.text, { value: "ssh-option" });
    else if (/^fd::/.test(field.text)) call.emit("transport", field.text, { value: "fd" });
  }
}

/** A program named to serve the other side: run by a shell, on this machine where the repository is a folder. */
function pack(call: GitCall, ...names: readonly string[]): void {
  for (const field of call.values(...names)) {
    if (/^(?:\S*\/)?git[- ](?:upload|receive)-(?:pack|archive)$/.test(field.text)) continue;
    call.emit("transport", field.text, { value: "pack-command" });
    call.shell(field.text, field.span);
  }
}

function push(call: GitCall): void {
  if (call.has("n")) return;
  pack(call, "receive-pack");
  const [repository, ...refs] = call.operands;
  if (call.has("no-verify")) call.emit("bypass-hooks", "push");
  elsewhere(call, repository, true);
  if (call.has("mirror", "prune")) call.emit("mirror-push", textOf(repository), { protected: true });
  const lease = call.has("force-with-lease") && !call.has("f");
  const force = call.has("f") || lease;
  const how = { value: lease ? "lease" : "force" };
  const named = refs.filter((field) => field.text !== "tag");
  if (named.length === 0) {
    const every = call.has("all");
    const object = every ? "*" : orEmpty(call.branch);
    const onto = { protected: every || isProtected(call.branch) };
    if (force) call.emit("force-push", object, { ...how, ...onto });
    else call.emit("push", object, onto);
    return;
  }
  for (const field of named) {
    const plus = field.text.startsWith("+");
    const spec = plus ? field.text.slice(1) : field.text;
    const colon = spec.indexOf(":");
    const target = branchName(colon < 0 ? spec : spec.slice(colon + 1));
    const ref = /^(?:HEAD|@)$/.test(target) ? (call.branch ?? target) : target;
    const onto = { protected: isProtected(ref) || ref === "*" };
    if (call.has("d") || (colon === 0 && ref !== "")) call.emit("delete-remote", ref, onto);
    else if (plus) call.emit("force-push", ref, { value: "force", ...onto });
    else if (force) call.emit("force-push", ref, { ...how, ...onto });
    else call.emit("push", ref, onto);
  }
}

function fetch(call: GitCall): void {
  if (call.has("dry-run")) return;
  pack(call, "upload-pack", "exec");
  elsewhere(call, call.operands[0], false);
  for (const field of call.operands.slice(1)) {
    const [source = "", target] = field.text.split(":");
    if (target === undefined || target === "" || target.startsWith("refs/remotes/")) continue;
    if (source.startsWith("+") || call.has("f"))
      call.emit("move-branch", branchName(target), { protected: isProtected(target) });
  }
}

const REMOTE_URL = /^(?:[a-z][a-z0-9+.-]*:\/\/|[^/@\s]+@[^/:\s]+:)/i;
const ODD_HOSTS = [
  "raw-ip",
  "tunnel",
  "paste",
  "webhook",
  "interaction",
  "onion",
  "metadata",
  "rebinding",
  "odd-scheme",
];

/** A repository given by its address at a host where no team keeps its code. */
function elsewhere(call: GitCall, field: Field | undefined, sends: boolean): void {
  if (field === undefined || !REMOTE_URL.test(field.text)) return;
  const target = hostTarget(field.text.replace(/^(?!.*:\/\/)([^/:]+):.*$/, "$1"));
  const odd = target.classes.some((name) => ODD_HOSTS.includes(name)) && !target.classes.includes("private");
  if (isStray(field.taint, target))
    call.run.emit({ kind: "send", target, data: "unknown", files: [], method: "git", tags: ["secret-variable"] });
  if (target.classes.includes("metadata")) call.run.emit({ kind: "fetch", target, method: "git" });
  if (sends && !target.classes.includes("loopback"))
    call.emit("push-to-url", field.text, { value: target.host, tags: odd ? ["odd-host"] : [] });
  else if (odd) call.emit("odd-remote", field.text, { value: target.host });
}

function remote(call: GitCall): void {
  const [verb, name, url] = call.operands;
  const label = textOf(name);
  if (verb?.text === "add" || verb?.text === "set-url") {
    elsewhere(call, url, false);
    if (verb.text === "set-url" && !call.has("delete")) call.emit("remote", label, { value: textOf(url) });
  }
  if (verb?.text === "remove" || verb?.text === "rm") call.emit("remove-remote", label);
}

/** A template folder brings hooks into the new repository. git-init(1) TEMPLATE DIRECTORY. */
function template(call: GitCall): void {
  const folder = call.value("template");
  if (folder !== undefined && folder.text !== "") setConfig(call, "init.templatedir", folder.text, "template");
}

function after(field: Field): string {
  const at = field.text.indexOf("=");
  return at < 0 ? "true" : field.text.slice(at + 1);
}

const MAX_REPOSITORIES = 16;

/** A repository that was not there before: a clone where nothing was, or one of the temporary folder's. */
function made(call: GitCall, { path, scope }: PathTarget, where: "missing" | "temp"): void {
  const { state, context } = call.run;
  const fresh =
    where === "temp" ? scope === "temp" : scope !== "workspace-root" && context.world.stat(path) === "missing";
  if (fresh && state.where === "local" && state.repositories.size < MAX_REPOSITORIES) state.repositories.add(path);
}
