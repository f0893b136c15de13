import type { Json, JsonObject } from "../../model/json.ts";
import { argument, flag, type Tool, valueAt } from "./call.ts";

/** How a sub-command's arguments are named by the servers that wrap git (mcp-server-git, git-mcp-server and their like). */
interface Sub {
  /** Arguments that become operands, in order; the first name that is given counts. */
  readonly operands?: readonly (readonly string[])[];
  readonly flags?: Readonly<Record<string, string>>;
  /** Arguments whose value is an option, or the sub-command's own sub-command. */
  readonly mode?: "option" | "word";
  /** Lists of paths after `--`. */
  readonly paths?: readonly string[];
}

const REF = ["branch_name", "branch", "target", "ref", "commit", "revision", "name", "commit_hash", "sha"];
const PATHS = ["paths", "files", "pathspec", "file", "file_path"];

const SUBS: Readonly<Record<string, Sub>> = {
  reset: { operands: [["target", "commit", "ref", "to", "revision"]], flags: { hard: "--hard" }, mode: "option", paths: PATHS },
  checkout: { operands: [REF], flags: { force: "-f", create: "-b", create_branch: "-b", new_branch: "-b" }, paths: PATHS },
  switch: { operands: [REF], flags: { force: "-f", discard_changes: "-f", create: "-c" } },
  restore: { flags: { staged: "--staged", worktree: "--worktree" }, paths: PATHS },
  push: {
    operands: [["remote"], ["refspec", "branch_name", "branch", "ref", "remote_branch"]],
    flags: { force: "--force", force_push: "--force", force_with_lease: "--force-with-lease", delete: "--delete", all: "--all", mirror: "--mirror", no_verify: "--no-verify", prune: "--prune" },
  },
  clean: { flags: { force: "-f", directories: "-d", remove_directories: "-d", ignored: "-x", dry_run: "-n" }, paths: PATHS },
  branch: { operands: [REF], flags: { delete: "-d" }, mode: "word" },
  tag: { operands: [["tag_name", "name", "tag"]], flags: { delete: "-d", force: "-f" }, mode: "word" },
  stash: { operands: [["stash_ref", "stash", "ref"]], flags: { drop: "drop", clear: "clear" }, mode: "word" },
  worktree: { operands: [["worktree_path", "worktree"]], flags: { force: "--force" }, mode: "word" },
  remote: { operands: [["name", "remote"], ["url"]], mode: "word" },
  config: { operands: [["key", "name"], ["value"]], flags: { global: "--global" } },
  commit: { flags: { amend: "--amend", no_verify: "--no-verify" } },
  rebase: { operands: [["upstream", "onto", "branch"]], flags: {} },
  rm: { flags: { force: "-f", cached: "--cached", recursive: "-r" }, paths: PATHS },
  clone: { operands: [["url", "repo_url", "repository_url", "repository"]] },
  reflog: { mode: "word", flags: { expire: "expire" } },
  filter: {},
}; // biome-ignore format: one table

/** The git command line that a git server's tool stands for. */
export function gitLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const words = at.words[0] === "git" ? at.words.slice(1) : at.serverWords.includes("git") ? at.words : [];
  const name = words.find((word) => Object.hasOwn(SUBS, word));
  const row = name === undefined ? undefined : SUBS[name];
  if (name === undefined || row === undefined) return undefined;
  const given = valueAt(args, "args", "arguments", "options", "flags");
  if (Array.isArray(given)) return ["git", name, ...texts(given)];
  const mode = argument(args, "mode", "operation", "action", "subcommand");
  const options = Object.entries(row.flags ?? {}).flatMap(([key, option]) => (flag(args, key) ? [option] : []));
  const operands = (row.operands ?? []).flatMap((names) => argument(args, ...names) ?? []);
  const paths = (row.paths ?? []).flatMap((key) => texts(valueAt(args, key)));
  const line = ["git", name, ...modeWords(name, row, mode), ...options];
  const deletes = words.some((word) => word === "delete" || word === "remove") || /^(?:delete|remove)/.test(mode ?? "");
  if (deletes && (name === "branch" || name === "tag")) line.push(flag(args, "force") ? "-D" : "-d");
  else if (name === "branch" && flag(args, "force") && flag(args, "delete")) line.push("-D");
  if (name === "worktree" && words.includes("remove") && mode === undefined) line.push("remove");
  if (name === "remote" && deletes && mode === undefined) line.push("remove");
  if (name === "push" && operands.length === 1 && argument(args, "remote") === undefined) line.push("origin");
  return [...line, ...operands, ...(paths.length > 0 ? ["--", ...paths] : [])];
}

function modeWords(name: string, row: Sub, mode: string | undefined): readonly string[] {
  if (mode === undefined || row.mode === undefined || !/^[a-z][a-z-]*$/.test(mode)) return [];
  if (row.mode === "option") return [`--${mode}`];
  return name === "branch" || name === "tag" ? [] : [mode];
}

function texts(value: Json | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
