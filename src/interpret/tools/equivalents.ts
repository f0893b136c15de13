import { isObject, type JsonObject } from "../../model/json.ts";
import { CLEAN, type Field } from "../shell/value.ts";
import { argument, flag, type Tool, textAt, valueAt } from "./call.ts";
import { dockerLine, helmLine, kubectlLine } from "./equivalents-containers.ts";
import { gitLine } from "./equivalents-git.ts";
import { hostingLine } from "./equivalents-hosting.ts";
import { toolInvocation } from "./invocation.ts";

/** The command line that does what a tool call does; undefined where there is none worth to know. */
export type Equivalent = (at: Tool, args: JsonObject) => readonly string[] | undefined;

// Many servers only wrap a program: what its command line would do is known, so its row says what the tool does.
const EQUIVALENTS: readonly Equivalent[] = [
  gitLine,
  hostingLine,
  kubectlLine,
  helmLine,
  dockerLine,
  terraformLine,
  awsLine,
  modeLine,
  migrationLine,
];

/** Writes down what the command line would do that the call stands for. */
export function commandLines(at: Tool): void {
  if (!isObject(at.args)) return;
  for (const equivalent of EQUIVALENTS) {
    const line = equivalent(at, at.args);
    if (line === undefined) continue;
    const folder = argument(at.args, "repo_path", "path", "cwd", "working_dir", "working_directory");
    const cwd = folder?.startsWith("/") === true ? folder : at.call.cwd;
    toolInvocation(at.name, line.join(" "), cwd, at.context).command(line.map((text) => field(text, at)));
    return;
  }
}

function field(text: string, at: Tool): Field {
  return { text, quoted: true, glob: false, taint: CLEAN, span: at.spans.whole };
}

/** Tools run without anyone who could be asked. */
function terraformLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const all = [...at.serverWords, ...at.words];
  if (!all.some((word) => /^(?:terraform|opentofu|tofu|terragrunt)$/.test(word))) return undefined;
  const named = textAt(args, "command", "operation", "action");
  const sub =
    at.words.find((word) => /^(?:destroy|apply)$/.test(word)) ??
    (/^(?:destroy|apply)$/.test(named) ? named : undefined);
  return sub === undefined ? undefined : ["terraform", sub, "-auto-approve"];
}

/** Services that servers of AWS are named after. */
const AWS_SERVICES = /^(?:iam|s3|ec2|rds|kms|lambda|route53|dynamodb|cloudformation|cloudtrail|sqs|sns|ecs|eks|ecr)$/;

/** `{service_name, operation_name, parameters}` of tools that reach every API of AWS, and tools named after an operation. */
function awsLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const words = [...at.serverWords, ...at.words];
  const isAws = words.some((word) => word === "aws" || word === "boto3");
  const service = argument(args, "service_name", "service");
  const operation = argument(args, "operation_name", "operation", "action", "api");
  if (isAws && service !== undefined && operation !== undefined) {
    const parameters = valueAt(args, "parameters", "params", "args");
    return ["aws", service.toLowerCase(), kebab(operation), ...awsOptions(isObject(parameters) ? parameters : args)];
  }
  const own = words.find((word) => AWS_SERVICES.test(word));
  if (own === undefined) return undefined;
  const sub = kebab(at.name.replace(new RegExp(`^(?:aws[_-])?${own}[_-]`, "i"), ""));
  return /^[a-z]+(?:-[a-z0-9]+)+$/.test(sub)
    ? ["aws", own === "s3" ? "s3api" : own, sub, ...awsOptions(args)]
    : undefined;
}

function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();
}

function awsOptions(args: JsonObject): readonly string[] {
  return Object.entries(args).flatMap(([key, value]) =>
    typeof value === "string" ? [`--${kebab(key)}`, value] : value === true ? [`--${kebab(key)}`] : [],
  );
}

/** `chmod`, `set_permissions`, `chown`. */
function modeLine(at: Tool, args: JsonObject): readonly string[] | undefined {
  const program = at.words.find((word) => /^(?:chmod|chown|permissions?)$/.test(word));
  const path = argument(args, "path", "file_path", "file", "target", "directory");
  const value = argument(args, "mode", "permissions", "permission", "owner", "user");
  if (program === undefined || path === undefined || value === undefined || at.place !== "local") return undefined;
  const name = program === "chown" ? "chown" : "chmod";
  return [name, ...(flag(args, "recursive") ? ["-R"] : []), value, path];
}

/** `migrate-reset` of Prisma's own server, and its like. */
function migrationLine(at: Tool): readonly string[] | undefined {
  const all = [...at.serverWords, ...at.words];
  if (!all.includes("prisma") || !at.words.includes("reset")) return undefined;
  return ["prisma", "migrate", "reset"];
}
