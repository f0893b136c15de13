import { hostTarget } from "../hosts.ts";
import type { Field } from "../shell/value.ts";
import type { GitCall, GitSub } from "./git-call.ts";
import { isNow } from "./git-refs.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Keys whose values git runs, nearly all through sh. git-config(1), gitattributes(5), gitcredentials(7), git-hook(1). */
const COMMAND_KEY =
  /^(?:core\.(?:pager|editor|sshcommand|fsmonitor|askpass|gitproxy|alternaterefscommand)|pager\..+|sequence\.editor|diff\.external|diff\..+\.(?:command|textconv)|merge\..+\.driver|(?:merge|diff)tool\..+\.(?:cmd|path)|filter\..+\.(?:clean|smudge|process)|credential\.(?:.+\.)?helper|gpg\.(?:.+\.)?(?:program|defaultkeycommand)|interactive\.difffilter|(?:browser|man|guitool)\..+\.(?:cmd|path)|uploadpack\.packobjectshook|remote\..+\.(?:receivepack|uploadpack)|trailer\..+\.(?:command|cmd)|tar\..+\.command|imap\.tunnel|sendemail\..*(?:cmd|smtpserver)|hook\..+\.command|instaweb\.httpd)$/;
/** Keys that name folders or files from which git takes commands. */
const SOURCE_KEY = /^(?:core\.hookspath|init\.templatedir|include\.path|includeif\..+\.path)$/;
const OFF = /^(?:false|no|off|0)$/i;
const ON_OR_OFF = /^(?:true|yes|on|1|false|no|off|0)?$/i;
/** Interpreters and network tools: no one's pager, editor or filter, unless something is to be run. */
const ODD_PROGRAM =
  /^(?:(?:ba|da|z|k|c|fi)?sh|python[\d.]*|node|perl|ruby|php|curl|wget|nc|ncat|netcat|socat|telnet|eval|exec|base64|env)$/;

/** Shell helpers that the command lines of code hosts set up themselves (`gh auth setup-git`, AWS CodeCommit, Cloud Source). */
const KNOWN_HELPER =
  /^!\s*["']?(?:[\w./~-]{0,200}\/)?(?:gh auth git-credential|glab auth git-credential|tea login helper|aws (?:--?[\w=-]+ (?:[\w-]+ )?){0,4}codecommit credential-helper|gcloud(?:\.sh)? auth git-helper|az acr credential|git[ -]credential-[\w-]+|git credential-[\w-]+|pass-git-helper)\b(?![^"']*[;|`]|.*\$\()/;

export const GIT_CONFIG: Readonly<Record<string, GitSub>> = {
  config: {
    options:
      "--global --system --local --worktree -f|--file= --blob= --get --get-all --get-regexp --get-urlmatch --replace-all --add --append --unset --unset-all --rename-section --remove-section -l|--list -e|--edit --get-color --get-colorbool -t|--type= --bool --int --bool-or-int --path --expiry-date -z|--null --name-only --includes --no-includes --show-origin --show-scope --default= --fixed-value --all --regexp --value= --url= --comment=",
    does: configure,
  },
};

function configure(call: GitCall): void {
  if (call.has("get", "get-all", "get-regexp", "get-urlmatch", "l", "e", "get-color", "get-colorbool")) return;
  const words = [...call.operands];
  // git-config(1) since 2.46: `git config set name value`.
  const verb = /^(?:set|get|list|unset|edit|rename-section|remove-section)$/.exec(textOf(words[0]))?.[0];
  if (verb !== undefined) words.shift();
  if (verb !== undefined && verb !== "set") return;
  if (call.has("unset", "unset-all", "rename-section", "remove-section")) return;
  const [key, value] = words;
  if (key === undefined || value === undefined) return;
  setConfig(call, key.text, value.text, call.has("global", "system") ? "global" : "local", value);
}

/** What a setting does, given for one run (`-c`), for a clone, by the environment, or kept. */
export function setConfig(call: GitCall, name: string, value: string, how: string, field?: Field): void {
  const key = name.toLowerCase();
  const tags = how === "once" ? [] : ["kept"];
  if (key.startsWith("alias.")) {
    setAlias(call, name, value, how, field);
    return;
  }
  if (COMMAND_KEY.test(key)) {
    setCommand(call, name, value, tags, field);
    return;
  }
  if (SOURCE_KEY.test(key)) {
    setSource(call, name, value, tags);
    return;
  }
  const more = { value, tags };
  if (/^(?:http\.(?:.+\.)?sslverify)$/.test(key) && OFF.test(value)) call.emit("tls-off", name, more);
  else if (/^protocol\.(?:ext\.|fd\.)?allow$/.test(key) && /^(?:always|user)$/i.test(value))
    call.emit("transport", name, more);
  else if (key === "safe.directory" && value === "*") call.emit("trust-all", name, more);
  else if (/^url\..+\.(?:push)?insteadof$/.test(key)) redirectUrl(call, name, value, tags);
  else if (
    /^(?:gc\..*(?:reflogexpire|reflogexpireunreachable|pruneexpire)|gc\.(?:reflogexpire|reflogexpireunreachable|pruneexpire))$/.test(
      key,
    ) &&
    isNow(value)
  )
    call.emit("expire", name, more);
  else if (/^(?:commit|tag)\.gpgsign$/.test(key) && OFF.test(value)) call.emit("signing-off", name, more);
  else if (/^(?:user|author|committer)\.(?:name|email|signingkey)$/.test(key)) call.emit("identity", name, more);
  else if (/^http\.(?:.+\.)?proxy$/.test(key) || key === "core.gitproxy") call.emit("proxy", name, more);
  else call.emit("config", name, more);
}

function setCommand(call: GitCall, name: string, value: string, tags: readonly string[], field?: Field): void {
  const key = name.toLowerCase();
  const text = value.trim();
  if (ON_OR_OFF.test(text)) return;
  if (/^credential\./.test(key)) {
    setHelper(call, name, text, tags, field);
    return;
  }
  const program = orEmpty(
    /^(?:"([^"]+)"|'([^']+)'|(\S+))/
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined),
  );
  const odd = isOdd(call, program, /^mergetool|^difftool|^diff\..+\.textconv/.test(key));
  call.emit("config-command", name, { value, tags: odd ? [...tags, "odd"] : tags });
  call.shell(text, field?.span);
}

function isOdd(call: GitCall, program: string, scriptsAreUsual: boolean): boolean {
  const base = program.slice(program.lastIndexOf("/") + 1);
  if (ODD_PROGRAM.test(base)) return !scriptsAreUsual;
  if (!program.includes("/")) return false;
  const { scope } = call.path({
    text: program,
    quoted: true,
    glob: false,
    taint: call.run.stdin.taint,
    span: call.run.span,
  });
  return (
    scope === "temp" || scope === "temp-root" || scope === "outside" || scope === "other-home" || scope === "device"
  );
}

/** gitcredentials(7): a name is `git credential-NAME`, a path is run, `!` is shell. */
function setHelper(call: GitCall, name: string, value: string, tags: readonly string[], field?: Field): void {
  if (/^store(?:\s|$)/.test(value)) {
    call.emit("store-credentials", name, { value, tags });
    return;
  }
  if (value.startsWith("!")) {
    if (!KNOWN_HELPER.test(value)) call.emit("config-command", name, { value, tags: [...tags, "odd"] });
    call.shell(value.slice(1), field?.span);
    return;
  }
  if (!value.startsWith("/") && !value.includes("/")) return;
  const odd = isOdd(call, orEmpty(value.split(/\s/)[0]), false);
  call.emit("config-command", name, { value, tags: odd ? [...tags, "odd"] : tags });
  call.shell(value, field?.span);
}

function setSource(call: GitCall, name: string, value: string, tags: readonly string[]): void {
  const hooks = name.toLowerCase() === "core.hookspath";
  if (hooks && (value === "" || value === "/dev/null" || /^\/(?:no|non)-?exist/.test(value))) {
    call.emit("bypass-hooks", name, { value, tags });
    return;
  }
  const { scope } = call.path({
    text: value,
    quoted: true,
    glob: false,
    taint: call.run.stdin.taint,
    span: call.run.span,
  });
  const own = ["workspace", "workspace-root", "build-output", "vcs", "home", "home-root", "unknown", "null"].includes(
    scope,
  );
  call.emit(own ? "config" : "hooks-elsewhere", name, { value, tags });
}

/** Fetching from another host than the address says is a redirect; https to ssh of one host is not. */
function redirectUrl(call: GitCall, name: string, value: string, tags: readonly string[]): void {
  const base = name.replace(/^url\./i, "").replace(/\.(?:push)?insteadof$/i, "");
  const [to, from] = [hostOf(base), hostOf(value)];
  const scoped = to === from || from === "" || /^(?:gh|gl|bb|github|gitlab|bitbucket|me|my|work):$/i.test(value);
  call.emit(scoped ? "config" : "redirect-url", name, { value: to, tags });
}

function hostOf(url: string): string {
  if (!/[/@.]/.test(url)) return "";
  return hostTarget(url.replace(/^(?!.*:\/\/)([^/:]+):.*$/, "$1")).host;
}

/** Set in this call, an alias is known to later commands of it; the key cannot clash with a shell alias, whose names have no blanks. */
function setAlias(call: GitCall, name: string, value: string, how: string, field?: Field): void {
  call.run.state.aliases.set(`git ${name.slice("alias.".length)}`, value);
  if (how === "once") return;
  call.emit("config", name, { value, tags: ["kept"] });
  if (value.startsWith("!")) call.shell(value.slice(1), field?.span);
}
