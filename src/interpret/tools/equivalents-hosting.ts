import type { JsonObject } from "../../model/json.ts";
import { argument, flag, type Tool, textAt, valueAt } from "./call.ts";
import { objectOf } from "./verbs.ts";

const HOSTS = /^(?:github|gitlab|gitea|forgejo|bitbucket|gh|codeberg)$/;
const THINGS = /^(?:release|secret|variable|environment|issue|gist|label|cache|workflow|deployment)$/;

/** The gh or git command line that a code host's tool stands for. */
export function hostingLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const owner = argument(args, "owner", "org", "organization", "workspace", "namespace");
  const repo = textAt(
    args,
    "repo",
    "repository",
    "repo_name",
    "repository_name",
    "repo_slug",
    "project",
    "project_id",
    "name",
  );
  const onHost = at.serverWords.some((word) => HOSTS.test(word)) || at.words.some((word) => HOSTS.test(word));
  if (!onHost && (owner === undefined || argument(args, "repo", "repository") === undefined)) return undefined;
  const full = owner === undefined ? repo : `${owner}/${repo}`;
  return line(at, args, full);
}

/** Branch protection that is written with a part of it taken away. */
const LOOSENS: readonly ((args: JsonObject) => boolean)[] = [
  (args) => valueAt(args, "enforce_admins") === false,
  (args) => args.required_status_checks === null || args.required_pull_request_reviews === null,
  (args) => flag(args, "allow_force_pushes", "allow_deletions"),
  (args) => argument(args, "enforcement") === "disabled",
];

function line(at: Tool, args: JsonObject, full: string): readonly string[] | undefined {
  const { words, verb } = at;
  const has = (...list: readonly string[]) => list.some((word) => words.includes(word));
  const branch = argument(args, "branch", "branch_name", "ref", "branch_ref");
  const name = branch?.replace(/^(?:refs\/)?heads\//, "");
  if (verb === "delete") {
    if (has("protection", "ruleset")) return api("DELETE", `repos/${full}/branches/${name ?? "main"}/protection`);
    if (has("branch", "ref")) {
      if (branch !== undefined && /^(?:refs\/)?tags\//.test(branch))
        return ["gh", "api", "-X", "DELETE", `repos/${full}/git/${branch}`];
      return ["git", "push", "origin", "--delete", name ?? "branch"];
    }
    if (/^(?:repository|repo|project)$/.test(objectOf(words))) return ["gh", "repo", "delete", full];
    const thing = words.find((word) => THINGS.test(word));
    return thing === undefined || has("comment", "asset")
      ? undefined
      : ["gh", thing, "delete", textAt(args, "id", "tag", "name", "number")];
  }
  if (has("protection", "ruleset") && verb === "write" && LOOSENS.some((test) => test(args)))
    return api("DELETE", `repos/${full}/branches/${name ?? "main"}/protection`);
  if (has("repository", "repo", "project") && has("update", "edit", "change", "set", "visibility")) {
    const visibility = argument(args, "visibility") ?? (valueAt(args, "private") === false ? "public" : undefined);
    if (visibility !== undefined) return ["gh", "repo", "edit", full, "--visibility", visibility];
    return flag(args, "archived") ? ["gh", "repo", "archive", full] : undefined;
  }
  if (has("repository", "repo", "project") && has("archive", "transfer"))
    return ["gh", "repo", has("archive") ? "archive" : "transfer", full];
  if (has("gist") && has("create")) return flag(args, "public") ? ["gh", "gist", "create", "--public", "x"] : undefined;
  if (has("secret", "secrets") && verb === "write") return ["gh", "secret", "set", textAt(args, "secret_name", "name")];
  if (has("key") && has("deploy", "ssh") && verb === "write") return ["gh", "ssh-key", "add", "x"];
  if (has("workflow") && verb === "run") return ["gh", "workflow", "run", textAt(args, "workflow_id", "workflow")];
  if (has("merge") && has("pull", "pr", "mr") && flag(args, "admin", "bypass", "force"))
    return ["gh", "pr", "merge", "--admin"];
  const pushes = has("ref", "push") || (has("file", "files") && verb === "write");
  if (pushes && name !== undefined && verb !== "read" && verb !== "list")
    return ["git", "push", ...(flag(args, "force") ? ["--force"] : []), "origin", `HEAD:${name}`];
  return undefined;
}

function api(method: string, path: string): readonly string[] {
  return ["gh", "api", "-X", method, path];
}
