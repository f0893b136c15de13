import { hostTarget } from "../hosts.ts";
import type { Field, Stream } from "../shell/value.ts";
import { gitEffect, isProtected } from "./git-call.ts";
import { parseArguments } from "./options.ts";
import { emitInstall, npmSource } from "./packages-source.ts";
import type { Act, Invocation, Program } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

const GH_OPTIONS =
  "-R|--repo= --hostname= -X|--method= -f|--raw-field= -F|--field= -H|--header= -q|--jq= -t|--template= --input= -b|--body= --body-file= --title= --subject= --visibility= --json= -L|--limit= -e|--env= --org= -u|--user= -a|--app= --cache= --paginate -i|--include -y|--yes|--confirm --admin --auto -p|--public --cleanup-tag -w|--web --title= --add-topic= --default-branch= --homepage= --description= --allow-forking --match-head-commit= --author-email=";

/** Resources whose deletion takes with it what cannot be had again. */
const HOSTED =
  "repo|project|release|release-asset|secret|variable|environment|label|issue|gist|cache|codespace|run|ssh-key|gpg-key|deploy-key|ruleset|extension|autolink|alias|comment";
const LASTING =
  /^(?:repo|project|release|release-asset|secret|variable|environment|issue|gist|ssh-key|gpg-key|deploy-key|ruleset|codespace)$/;

const draft = (action: string, object: string, value?: string, isProtected = false, tool = "gh") =>
  ({ kind: "git", action, object, tool, protected: isProtected, ...(value === undefined ? {} : { value }) }) as const;

function hosting(tool: string): readonly Act[] {
  return [
    {
      sub: [
        `${HOSTED} delete|destroy|rm|remove`,
        "mr|merge-request delete",
        "repo deploy-key delete",
        "repos|releases delete|rm",
      ],
      does: (run, rest) => {
        const object = orEmpty(run.operands[0]?.text.toLowerCase());
        const name = orEmpty(rest[0]?.text ?? run.value("R")?.text);
        return draft(
          /^(?:repos?|project)$/.test(object)
            ? "delete-repository"
            : LASTING.test(object)
              ? "delete-hosted"
              : "tidy-hosted",
          object,
          name,
          false,
          tool,
        );
      },
    },
    {
      sub: ["release delete-asset", "repo unarchive-never"],
      does: draft("delete-hosted", "release-asset", undefined, false, tool),
    },
    {
      sub: ["repo|project archive|transfer|rename", "repo deploy-key add"],
      does: (run, rest) =>
        draft(
          run.operands[1]?.text === "deploy-key"
            ? "add-key"
            : run.operands[1]?.text === "rename"
              ? "change-repository"
              : "retire-repository",
          textOf(run.operands[1]),
          rest[0]?.text,
          false,
          tool,
        ),
    },
    {
      sub: "repo edit|update",
      if: (run) => run.has("visibility"),
      does: (run) =>
        draft(
          run.value("visibility")?.text === "public" ? "publish-repository" : "change-repository",
          "visibility",
          run.value("visibility")?.text,
          false,
          tool,
        ),
    },
    { sub: "auth token", does: draft("read-credential", "token", undefined, false, tool) },
    {
      sub: "config get",
      operand: ["*token*", "*oauth*"],
      does: draft("read-credential", "token", undefined, false, tool),
    },
    { sub: "auth status", flag: "show-token", does: draft("read-credential", "token", undefined, false, tool) },
    { sub: "pr|mr merge", flag: "admin", does: draft("merge-past-checks", "admin", undefined, true, tool) },
    { sub: "ssh-key|gpg-key add", does: draft("add-key", "key", undefined, false, tool) },
    {
      sub: ["secret|variable set", "secret|variable create|update"],
      does: draft("hosted-secret", "secret", undefined, false, tool),
    },
    {
      sub: ["workflow run", "ci run", "pipeline run|trigger"],
      does: draft("run-workflow", "", undefined, false, tool),
    },
    { sub: "workflow disable", does: draft("change-repository", "workflow", undefined, false, tool) },
  ];
}

/** Command lines of code hosts. cli.github.com/manual, docs.gitlab.com/cli, hub(1). */
export const HOSTING: readonly Program[] = [
  {
    names: ["gh"],
    options: `${GH_OPTIONS} --show-token`,
    acts: hosting("gh"),
    run: (run) => github(run),
  },
  {
    names: ["glab"],
    options: `${GH_OPTIONS} --show-token`,
    acts: hosting("glab"),
    run: (run) => {
      published(run);
      return run.operands[0]?.text === "api" ? api(run, "glab") : undefined;
    },
  },
  {
    names: ["tea", "bb", "bkt", "forgejo-cli"],
    options: GH_OPTIONS,
    acts: hosting("tea"),
  },
];

function github(run: Invocation): Stream | undefined {
  const [sub, verb] = run.operands.map((field) => field.text);
  published(run);
  if (sub === "api") return api(run, "gh");
  if (sub === "gist" && verb === "create") gist(run);
  if (sub === "extension" && verb === "install" && run.operands[2] !== undefined)
    emitInstall(run, "gh", [run.operands[2]], { read: npmSource });
  if (sub === "codespace" && verb === "ssh") {
    const rest = run.parsed.endOfOptions < 0 ? [] : run.args.slice(run.parsed.endOfOptions + 1);
    return rest.length > 0 ? run.command(rest, { where: "remote", external: true }) : undefined;
  }
  if (sub === "alias" && verb === "set") {
    const text = textOf(run.operands[3]);
    if (text.startsWith("!")) return run.shell(text.slice(1), { source: "inline" });
  }
  return undefined;
}

const SECRET_CLASSES =
  /^(?:env-file|private-key|ssh|cloud-credentials|token-file|password-store|process-environment|shell-history|gnupg|wallet)$/;

/** `--body "$(cat .env)"`: what a pull request, an issue or a comment is made of goes to the host. */
function published(run: Invocation): void {
  const taints = run.values("b", "title", "f").map((field) => field.taint);
  const files = taints
    .flatMap((taint) => taint.files)
    .filter((file) => file.classes.some((name) => SECRET_CLASSES.test(name)));
  const environment = taints.some((taint) => taint.environment);
  if (files.length === 0 && !environment) return;
  run.emit({
    kind: "send",
    target: hostTarget("https://github.com/"),
    data: files.length > 0 ? "file" : "environment",
    files,
    method: "POST",
    tags: environment ? ["secret-variable"] : [],
  });
}

/** `gh api`: the method says what is done; with fields and no method it is POST. */
function api(run: Invocation, tool: string): Stream | undefined {
  const fields = run.values("f", "F");
  const method = (run.value("X")?.text ?? (fields.length > 0 || run.has("input") ? "POST" : "GET")).toUpperCase();
  const path = textOf(run.operands[1]).replace(/^\//, "");
  const value = `${method} ${path}`;
  if (path === "graphql") {
    const query = fields.map((field) => field.text).join(" ");
    if (/\bmutation\b/.test(query) && /\b(?:delete|remove|archive|transfer)\w*\s*\(/.test(query))
      gitEffect(run, "delete-hosted", "graphql", { value }, tool);
    return undefined;
  }
  const branch = /\/branches\/([^/]+)\/protection/.exec(path)?.[1];
  const ref = /\/git\/refs\/heads\/(.+)$/.exec(path)?.[1];
  if (method === "DELETE") {
    if (branch !== undefined || /\/rulesets\/\d+$/.test(path))
      gitEffect(run, "unprotect-branch", branch ?? "ruleset", { value, protected: true }, tool);
    else if (ref !== undefined) gitEffect(run, "delete-remote", ref, { value, protected: isProtected(ref) }, tool);
    else if (/^(?:repos\/[^/]+\/[^/]+|projects\/[^/]+)$/.test(path))
      gitEffect(run, "delete-repository", path, { value }, tool);
    else if (
      /\/(?:comments|labels|reactions|caches|artifacts|requested_reviewers|assignees|subscription|runs)(?:\/|$|\?)/.test(
        path,
      )
    )
      gitEffect(run, "tidy-hosted", path, { value }, tool);
    else gitEffect(run, "delete-hosted", path, { value }, tool);
    return undefined;
  }
  const texts = fields.map((field) => field.text);
  if (/^(?:PATCH|PUT|POST)$/.test(method)) {
    if (ref !== undefined && texts.includes("force=true"))
      gitEffect(run, "force-push", ref, { value: "force", protected: isProtected(ref) }, tool);
    else if (texts.some((text) => /^(?:private=false|visibility=public)$/.test(text)))
      gitEffect(run, "publish-repository", path, { value }, tool);
    else if (texts.includes("archived=true") || /\/transfer$/.test(path))
      gitEffect(run, "retire-repository", path, { value }, tool);
    else if (/(?:^user\/keys|\/keys|^user\/gpg_keys)$/.test(path)) gitEffect(run, "add-key", path, { value }, tool);
  }
  return undefined;
}

/** A gist takes files out of the machine, to everyone with --public. */
function gist(run: Invocation): void {
  const parsed = parseArguments(run.args, { options: "-d|--desc= -f|--filename= -p|--public -w|--web" });
  const files = parsed.operands.slice(2).filter((field: Field) => field.text !== "-");
  for (const field of files) run.emit({ kind: "read", target: run.path(field), recursive: false, how: "content" });
  run.emit({
    kind: "send",
    target: hostTarget("https://gist.github.com/"),
    data: files.length > 0 ? "file" : "output",
    files: files.length > 0 ? files.map((field) => run.path(field)) : run.stdin.taint.files,
    method: "gist",
  });
  if (parsed.options.has("p")) gitEffect(run, "public-gist", files.map((field) => field.text).join(" "), {}, "gh");
}
