import type { Json, JsonObject } from "../../model/json.ts";
import { isObject } from "../../model/json.ts";
import type { ToolCall } from "../../model/toolcall.ts";
import type { Context } from "../context.ts";
import { plainKey } from "./keys.ts";
import { type SpanFinder, spanFinder } from "./spans.ts";
import { verbOf, wordsOfName } from "./verbs.ts";

/** One call of an MCP tool, or of a tool that no table knows. */
export interface Tool {
  readonly call: ToolCall;
  readonly context: Context;
  readonly server: string;
  readonly name: string;
  readonly args: Json;
  /** Words of the server's and of the tool's name. */
  readonly serverWords: readonly string[];
  readonly words: readonly string[];
  readonly verb: string;
  /** Where its paths and commands lie. */
  readonly place: "local" | "remote" | "container";
  /** Objects whose text was taken as a file's, and how often. */
  readonly written: Map<JsonObject, { readonly text: string | undefined; uses: number }>;
  /** Relative paths lie in a repository, bucket or drive. */
  readonly inRepository: boolean;
  readonly spans: SpanFinder;
}

/** Services whose paths are their own and not this machine's. */
const ELSEWHERE =
  /^(?:github|gitlab|bitbucket|gitea|forgejo|azuredevops|gdrive|drive|dropbox|onedrive|sharepoint|box|notion|confluence|atlassian|jira|linear|slack|figma|s3|gcs|supabase|obsidian|ssh|sftp|ftp|remote|browserbase|e2b|daytona|sandbox)$/;
const CONTAINERS = /^(?:docker|podman|container|containers|kubernetes|k8s|kubectl|kube|pod|pods)$/;
/** Arguments with which relative paths lie there, too. */
const REPOSITORY_KEYS = ["owner", "project_id", "page_id", "drive_id", "bucket"];

export function toolOf(server: string, name: string, args: Json, call: ToolCall, context: Context): Tool {
  const serverWords = wordsOfName(server);
  const words = wordsOfName(name);
  const all = [...serverWords, ...words];
  const container = all.some((word) => CONTAINERS.test(word));
  const place = container ? "container" : all.some((word) => ELSEWHERE.test(word)) ? "remote" : "local";
  return {
    call,
    context,
    server,
    name,
    args,
    serverWords,
    words,
    verb: operationOf(args) ?? verbOf(name),
    place,
    inRepository: isObject(args) && valueAt(args, ...REPOSITORY_KEYS) !== undefined,
    written: new Map(),
    spans: spanFinder(context.text),
  };
}

/** `{command: "view", path}`, `{operation: "delete", …}`: tools of many uses name the one in an argument. */
function operationOf(args: Json): string | undefined {
  if (!isObject(args)) return undefined;
  for (const key of ["command", "operation", "action", "op", "method"]) {
    const value = args[key];
    if (typeof value !== "string" || !/^[A-Za-z_-]{2,30}$/.test(value)) continue;
    if (key === "command" && !("path" in args || "file_path" in args || "filePath" in args)) continue;
    const verb = verbOf(value);
    if (verb !== "") return verb;
  }
  return undefined;
}

/** The first of these arguments that is there, whatever its spelling (`branchName`, `branch_name`); numbers as text. */
export function argument(args: JsonObject, ...names: readonly string[]): string | undefined {
  const found = valueAt(args, ...names);
  return typeof found === "string" ? found : typeof found === "number" ? String(found) : undefined;
}

/** The same, "" where none is there. */
export function textAt(args: JsonObject, ...names: readonly string[]): string {
  return argument(args, ...names) ?? "";
}

export function flag(args: JsonObject, ...names: readonly string[]): boolean {
  const found = valueAt(args, ...names);
  return found === true || found === "true" || found === 1;
}

export function valueAt(args: JsonObject, ...names: readonly string[]): Json | undefined {
  const keys = plainKeysOf(args);
  for (const name of names) {
    const key = keys.get(name);
    if (key !== undefined && args[key] !== null && args[key] !== "") return args[key];
  }
  return undefined;
}

// INVARIANT: an object's keys are read once, however many of its values ask for their neighbours.
const plainKeys = new WeakMap<JsonObject, ReadonlyMap<string, string>>();

function plainKeysOf(args: JsonObject): ReadonlyMap<string, string> {
  let known = plainKeys.get(args);
  if (known === undefined) {
    known = new Map(Object.keys(args).map((key) => [plainKey(key), key]));
    plainKeys.set(args, known);
  }
  return known;
}
