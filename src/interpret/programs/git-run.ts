import { absolutePath, isWithin } from "../paths/normalise.ts";
import { type Field, type Stream, textStream } from "../shell/value.ts";
import { aliasOf } from "./git-alias.ts";
import { type GitCall, type GitSub, gitCall } from "./git-call.ts";
import { GIT_CONFIG, setConfig } from "./git-config.ts";
import { environment } from "./git-environment.ts";
import { GIT_EXEC } from "./git-exec.ts";
import { GIT_REFS } from "./git-refs.ts";
import { GIT_REMOTE, transports } from "./git-remote.ts";
import { GIT_WORKTREE } from "./git-worktree.ts";
import type { Invocation } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Sub-commands that do something beyond showing. */
const SUBS: ReadonlyMap<string, GitSub> = new Map(
  [GIT_WORKTREE, GIT_REFS, GIT_REMOTE, GIT_CONFIG, GIT_EXEC].flatMap((table) => Object.entries(table)),
);
const WITH_REMOTES = new Set([
  "clone",
  "fetch",
  "pull",
  "push",
  "ls-remote",
  "remote",
  "submodule",
  "archive",
  "fetch-pack",
  "send-pack",
  "subtree",
]);
const MAX_ALIASES = 4;

/** git(1): options of git itself come before the sub-command. */
export const GIT_OPTIONS =
  "-v|--version -h|--help -C= -c= --exec-path?= --html-path --man-path --info-path -p|--paginate -P|--no-pager --no-replace-objects --no-lazy-fetch --no-optional-locks --no-advice --bare --git-dir= --work-tree= --namespace= --super-prefix= --config-env= --list-cmds= --attr-source= --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs";

/** Reads git's own options, then the sub-command; also for programs that pass on to git (hub). */
export function runGit(run: Invocation): Stream | undefined {
  const [sub, ...args] = run.operands;
  const cwd = folder(run);
  const settings = gitCall(run, textOf(sub), args, {}, cwd);
  for (const field of run.values("c")) {
    const at = field.text.indexOf("=");
    const [key, value] = at < 0 ? [field.text, "true"] : [field.text.slice(0, at), field.text.slice(at + 1)];
    setConfig(settings, key, value, "once", field);
  }
  for (const field of run.values("config-env")) {
    const at = field.text.lastIndexOf("=");
    const value = run.state.variables.get(field.text.slice(at + 1))?.values[0];
    if (value !== undefined) setConfig(settings, field.text.slice(0, at), value, "once");
  }
  const programs = run.value("exec-path");
  if (programs !== undefined && sub !== undefined) settings.emit("exec-path", programs.text);
  if (sub === undefined || run.has("h", "v")) return undefined;
  environment(settings);
  return runSub(run, sub.text, args, cwd, 0);
}

function folder(run: Invocation): string | undefined {
  let cwd = run.state.cwd;
  for (const field of run.values("C")) cwd = absolutePath(field.text, cwd);
  const tree = run.value("work-tree") ?? undefined;
  if (tree !== undefined) return absolutePath(tree.text, cwd);
  const directory = run.value("git-dir");
  return directory === undefined ? cwd : absolutePath(directory.text.replace(/\/?\.git\/?$/, "") || ".", cwd);
}

export function runSub(
  run: Invocation,
  sub: string,
  args: readonly Field[],
  cwd: string | undefined,
  round: number,
): Stream | undefined {
  const row = SUBS.get(sub);
  const call = gitCall(run, sub, args, row ?? {}, cwd);
  if (call.has("help") || (args.length === 1 && args[0]?.text === "-h")) return undefined;
  if (WITH_REMOTES.has(sub)) transports(call);
  if (row !== undefined) {
    row.does(call);
    return answer(call);
  }
  const alias = round < MAX_ALIASES ? aliasOf(call) : undefined;
  if (alias === undefined) return answer(call);
  if (alias.shell !== undefined) {
    const quoted = args.map((field) => ` '${field.text.replaceAll("'", "'\\''")}'`).join("");
    call.shell(alias.shell + quoted);
    return undefined;
  }
  const [first, ...rest] = alias.words;
  if (first === undefined || first === sub) return undefined;
  const fields = rest.map(
    (text): Field => ({ text, quoted: true, glob: false, taint: run.stdin.taint, span: run.span }),
  );
  return runSub(run, first, [...fields, ...args], cwd, round + 1);
}

/** What scripts ask git most and use at once: `rm -rf "$(git rev-parse --show-toplevel)"`. */
function answer(call: GitCall): Stream | undefined {
  const { sub, args, cwd } = call;
  const words = args.map((field) => field.text).join(" ");
  // All that git keeps there, or with -o all that it does not.
  if (sub === "ls-files" && /^(?:-[zco]+|--others|--cached|--exclude-standard|\s)*$/.test(words))
    return textStream("./**\n");
  if (!/^(?:rev-parse|branch|symbolic-ref)$/.test(sub)) return undefined;
  const { world } = call.run.context;
  if (cwd === undefined || call.run.state.where !== "local") return undefined;
  const facts = world.git(cwd);
  if (sub === "rev-parse" && words === "--show-toplevel") {
    const root = facts?.root ?? world.workspace.find((folder) => isWithin(cwd, folder));
    return root === undefined ? undefined : textStream(`${root}\n`);
  }
  if (facts === undefined) return undefined;
  if (sub === "rev-parse" && /^--(?:absolute-)?git-dir$/.test(words) && !facts.linkedWorktree)
    return textStream(`${facts.root}/.git\n`);
  const asksBranch =
    (sub === "rev-parse" && words === "--abbrev-ref HEAD") ||
    (sub === "branch" && words === "--show-current") ||
    (sub === "symbolic-ref" && words === "--short HEAD");
  return asksBranch && facts.branch !== undefined ? textStream(`${facts.branch}\n`) : undefined;
}
