import { DYNAMIC, type Span } from "../../model/effect.ts";
import { isObject, type Json } from "../../model/json.ts";
import type { ToolCall } from "../../model/toolcall.ts";
import { type Context, emit, spend } from "../context.ts";
import { hostTarget } from "../hosts.ts";
import { MAX_NESTING } from "../limits.ts";
import { resolvePath } from "../paths/resolve.ts";
import { toolInvocation } from "./invocation.ts";

// What an argument is, told from its key: the last word of the key path, without its plural.
const COMMAND_KEYS =
  /^(?:command|cmd|commands|shell|bash|sh|script|exec|command_?line|shell_?command|run|terminal|powershell)$/i;
const CODE_KEYS = /^(?:code|source|python|javascript|js|expression|eval|snippet|program)$/i;
const SQL_KEYS = /^(?:sql|query|statement|queries|statements|raw_?sql|sql_?query)$/i;
const PATH_KEYS =
  /^(?:path|paths|file|files|file_?path|filename|file_?name|dir|directory|folder|target|target_?file|source|src|destination|dest|dst|from|to|old_?path|new_?path|root|location|output_?path|save_?as|notebook_path|absolute_path|workdir|cwd)$/i;
const URL_KEYS =
  /^(?:url|uri|urls|endpoint|href|link|webhook|callback|base_?url|image_?url|target_?url|host|server|address|download_?url|repo_?url|repository_?url)$/i;
const SECRET_ENV = /^(?:env|environment|headers)$/i;

const VERBS: readonly (readonly [RegExp, string])[] = [
  [
    /(?:^|[_\-.])(?:delete|remove|rm|unlink|erase|destroy|drop|purge|trash|wipe|clear|truncate|uninstall)(?:$|[_\-.])|^(?:delete|remove|erase|destroy|drop|purge|wipe)/i,
    "delete",
  ],
  [/(?:^|[_\-.])(?:move|rename|mv)(?:$|[_\-.])|^(?:move|rename)/i, "move"],
  [
    /(?:^|[_\-.])(?:write|save|edit|update|create|append|put|insert|replace|modify|patch|upload|set|add|touch|mkdir|make|commit)(?:$|[_\-.])|^(?:write|save|edit|update|create|append|put|insert|replace|modify|patch|upload|add)/i,
    "write",
  ],
  [
    /(?:^|[_\-.])(?:exec|execute|run|eval|evaluate|shell|bash|spawn|terminal|command)(?:$|[_\-.])|^(?:exec|run|eval)/i,
    "run",
  ],
  [
    /(?:^|[_\-.])(?:send|post|publish|share|email|notify|message|reply|comment)(?:$|[_\-.])|^(?:send|post|publish)/i,
    "send",
  ],
  [
    /(?:^|[_\-.])(?:fetch|download|navigate|open|goto|browse|request|http|get_url|scrape|crawl)(?:$|[_\-.])|^(?:fetch|download|navigate|browse)/i,
    "fetch",
  ],
  [/(?:^|[_\-.])(?:list|ls|tree|search|find|grep|glob)(?:$|[_\-.])|^(?:list|search|find)/i, "list"],
  [
    /(?:^|[_\-.])(?:read|get|show|view|cat|load|query|describe|head|stat|info|fetch)(?:$|[_\-.])|^(?:read|get|view|load|query|describe)/i,
    "read",
  ],
];

export function verbOf(tool: string): string {
  const spaced = tool.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return VERBS.find(([test]) => test.test(spaced))?.[1] ?? "";
}

interface Walk {
  readonly call: ToolCall;
  readonly context: Context;
  readonly verb: string;
  readonly by: string;
}

/** Walks a tool's arguments to any depth and turns each by its key into the same effects that the agent's own tools have. */
export function interpretArguments(server: string, tool: string, args: Json, call: ToolCall, context: Context): void {
  const span = { start: 0, end: context.text.length };
  const verb = verbOf(tool);
  const by = tool;
  emit(context, { kind: "call-tool", server, tool, verb, certainty: verb === "" ? "unknown" : "known" }, { by, span });
  walk(args, [], { call, context, verb, by }, 0);
}

function walk(value: Json, keys: readonly string[], at: Walk, depth: number): void {
  if (!spend(at.context)) return;
  if (depth > MAX_NESTING * 4) {
    emit(
      at.context,
      { kind: "unknown", reason: "limit-nesting", detail: "arguments nested too deeply", certainty: "unknown" },
      { by: at.by, span: { start: 0, end: at.context.text.length } },
    );
    return;
  }
  if (typeof value === "string") {
    leaf(value, keys, at);
    return;
  }
  if (Array.isArray(value)) {
    // An argument vector is a command line (`["rm", "-rf", "/"]`).
    const key = keys.at(-1) ?? "";
    if (value.every((item) => typeof item === "string") && (COMMAND_KEYS.test(key) || /^argv$/i.test(key))) {
      command((value as string[]).map(quoted).join(" "), keys, at);
    }
    for (const item of value as readonly Json[]) walk(item, keys, at, depth + 1);
    return;
  }
  if (!isObject(value)) return;
  const joined = commandWithArguments(value);
  if (joined !== undefined) command(joined, [...keys, "command"], at);
  for (const [key, inner] of Object.entries(value)) walk(inner, [...keys, key], at, depth + 1);
}

function commandWithArguments(value: { readonly [key: string]: Json }): string | undefined {
  const [program, args] = [value.command ?? value.cmd, value.args ?? value.arguments ?? value.argv];
  if (typeof program !== "string" || !Array.isArray(args) || !args.every((item) => typeof item === "string"))
    return undefined;
  return [program, ...(args as string[]).map(quoted)].join(" ");
}

function leaf(text: string, keys: readonly string[], at: Walk): void {
  const key = keys.at(-1) ?? "";
  const { context, by } = at;
  const span = spanOf(text, context);
  emit(context, { kind: "text", role: "mcp-argument", key: keys.join("."), text }, { by, span });
  if (text === "" || keys.some((name) => SECRET_ENV.test(name))) return;
  const isCode = CODE_KEYS.test(key) && (at.verb === "run" || /python|node|js|code|eval|execute|script/i.test(by));
  if (COMMAND_KEYS.test(key)) command(text, keys, at);
  else if (isCode) code(text, at, span);
  else if (SQL_KEYS.test(key) && looksLikeSql(text))
    toolInvocation(by, text, at.call.cwd, context).code("sql", text, { source: "inline", span });
  else if (URL_KEYS.test(key) || /^(?:https?|ftp|file|gopher|dict|ldap):\/\//i.test(text)) url(text, key, at, span);
  else if (PATH_KEYS.test(key) && looksLikePath(text)) path(text, key, at, span);
}

function command(text: string, keys: readonly string[], at: Walk): void {
  const span = spanOf(text, at.context);
  toolInvocation(at.by, text, at.call.cwd, at.context).shell(text, {
    source: "inline",
    span,
    ...(keys.some((key) => /host|server|remote|ssh|container/i.test(key))
      ? { changes: { where: "remote" as const } }
      : {}),
  });
}

function code(text: string, at: Walk, span: Span): void {
  const language = /python|py\b|jupyter|notebook/i.test(at.by)
    ? "python"
    : /node|js|javascript|browser|page|evaluate|playwright|puppeteer/i.test(at.by)
      ? "javascript"
      : /\b(?:import|def|print)\b/.test(text) && !/[;{}]\s*$/m.test(text)
        ? "python"
        : "javascript";
  toolInvocation(at.by, text, at.call.cwd, at.context).code(language, text, { source: "inline", span });
}

function url(text: string, key: string, at: Walk, span: Span): void {
  const target = hostTarget(text);
  if (target.host === "" || (!text.includes("://") && !/^[\w.-]+\.[a-z]{2,}|^\d|^\[|localhost/i.test(text))) return;
  const source = { by: at.by, span };
  emit(at.context, { kind: "text", role: "url", key, text }, source);
  if (/^file:\/\//i.test(text)) {
    emit(
      at.context,
      {
        kind: "read",
        target: resolvePath(text.replace(/^file:\/\/(?:localhost)?/i, ""), at.call.cwd, at.context.world),
        recursive: false,
        how: "content",
      },
      source,
    );
  } else if (at.verb === "send")
    emit(at.context, { kind: "send", target, data: "text", files: [], method: "POST" }, source);
  else emit(at.context, { kind: "fetch", target, method: "GET" }, source);
}

function path(text: string, key: string, at: Walk, span: Span): void {
  const { context, verb, by } = at;
  const source = { by, span };
  const target = (followLast: boolean) => resolvePath(text, at.call.cwd, context.world, { followLast });
  const isDestination = /^(?:to|dest|destination|dst|new_?path|output_?path|save_?as)$/i.test(key);
  if (/^(?:cwd|workdir|root)$/i.test(key)) return;
  if (verb === "delete")
    emit(context, { kind: "delete", target: target(false), recursive: true, how: "remove" }, source);
  else if (verb === "move" && !isDestination)
    emit(context, { kind: "delete", target: target(false), recursive: true, how: "move-away" }, source);
  else if (verb === "write" || verb === "move" || isDestination)
    emit(context, { kind: "write", target: target(true), how: "modify" }, source);
  else
    emit(
      context,
      { kind: "read", target: target(true), recursive: verb === "list", how: verb === "list" ? "list" : "content" },
      source,
    );
}

function looksLikeSql(text: string): boolean {
  return /^\s*(?:--.*\n|\/\*[\s\S]*?\*\/|\s|\()*(?:select|insert|update|delete|drop|truncate|alter|create|grant|revoke|merge|replace|copy|exec|execute|call|do|with|begin|set|use|show|describe|explain|vacuum|attach|pragma|load|import|export|shutdown|kill|flush|rename)\b/i.test(
    text,
  );
}

function looksLikePath(text: string): boolean {
  return text.length < 4096 && !text.includes("\n") && !/^[a-z]+:\/\//i.test(text);
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Where the argument stands in the arguments' JSON; the whole where escapes hide it. */
function spanOf(text: string, context: Context): Span {
  const at = text === "" || text.includes(DYNAMIC) ? -1 : context.text.indexOf(text);
  return at < 0 ? { start: 0, end: context.text.length } : { start: at, end: at + text.length };
}
