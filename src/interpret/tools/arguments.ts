import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import type { ToolCall } from "../../model/toolcall.ts";
import { type Context, emit, spend } from "../context.ts";
import { MAX_NESTING } from "../limits.ts";
import { type Tool, textAt, toolOf } from "./call.ts";
import { codeLanguage, isCommandLine, runCode, runCommand, runSql, shellQuoted } from "./code.ts";
import { commandLines } from "./equivalents.ts";
import {
  classOfKeys,
  isCodeKey,
  isCommandKey,
  isContentKey,
  isEnvironmentKey,
  isPathKey,
  isSqlKey,
  isUrlKey,
  isWrappedKey,
  lastKey,
  plainKey,
} from "./keys.ts";
import { looksLikePath, usePath } from "./paths.ts";
import { tagsOfText } from "./prose.ts";
import { databaseKey, serviceEffects } from "./services.ts";
import { openUrl } from "./urls.ts";
import { weightOf } from "./weight.ts";

/** JSON in a string is read when it is no longer (UTF-16 units), and inside itself only so deep. */
const MAX_JSON_TEXT = 64 * 1024;
const MAX_JSON_DEPTH = 3;

interface Place {
  readonly keys: readonly string[];
  readonly depth: number;
  /** JSON strings around it. */
  readonly unwrapped: number;
  /** One word of a command line that was read as a whole. */
  readonly vector?: boolean;
  /** The object that holds it. */
  readonly beside: JsonObject;
}

/** Walks a tool's arguments to any depth and turns each by its key into the same effects that the agent's own tools have. */
export function interpretArguments(server: string, tool: string, args: Json, call: ToolCall, context: Context): void {
  const at = toolOf(server, tool, args, call, context);
  const { verb } = at;
  const index = context.effects.length;
  const source = { by: tool, span: at.spans.whole };
  const certainty = verb === "" ? "unknown" : "known";
  emit(context, { kind: "call-tool", server, tool, verb, certainty, tags: weightOf(at.words, args) }, source);
  walk(args, { keys: [], depth: 0, unwrapped: 0, beside: {} }, at);
  commandLines(at);
  serviceEffects(at);
  const own = context.effects[index];
  const shown = context.effects.slice(index + 1).some(({ kind }) => SHOWS_TARGET.has(kind));
  if (own !== undefined && shown) context.effects[index] = { ...own, tags: [...own.tags, "target-known"] };
}

/** Effects that say what a destructive tool works on, so that rules need not go by its name. */
const SHOWS_TARGET: ReadonlySet<string> = new Set([
  "delete",
  "write",
  "git",
  "cloud",
  "database",
  "run-code",
  "system",
]);

function walk(value: Json, place: Place, at: Tool): void {
  if (!spend(at.context)) return;
  const { keys, depth } = place;
  if (depth > MAX_NESTING * 4) {
    emit(
      at.context,
      { kind: "unknown", reason: "limit-nesting", detail: "arguments nested too deeply", certainty: "unknown" },
      { by: at.name, span: at.spans.whole },
    );
    return;
  }
  if (typeof value === "string") leaf(value, place, at);
  else if (Array.isArray(value)) {
    const key = lastKey(keys);
    // An argument vector is a command line (`["rm", "-rf", "/"]`); a list of commands has spaces in its items.
    const vector = isCommandKey(key) && !/s$/i.test(key) && isVector(value);
    if (vector) runCommand(vectorLine(value), keys, at, place.beside);
    for (const item of value as readonly Json[]) walk(item, { ...place, depth: depth + 1, vector }, at);
  } else if (isObject(value)) {
    const joined = isData(keys) ? undefined : commandWithArguments(value);
    if (joined !== undefined) runCommand(joined, [...keys, "command"], at, value);
    for (const [key, inner] of Object.entries(value)) {
      if (key === "__proto__" && !isData(keys)) prototypeKey([...keys, key], at);
      if (!isData(keys)) databaseKey(key, inner, at);
      walk(inner, { ...place, keys: [...keys, key], depth: depth + 1, beside: value }, at);
    }
  } else if (lastKey(keys).startsWith("$") && !isData(keys)) {
    // `{"password": {"$ne": null}}`: the operator does the harm, whatever it is given.
    const draft = { kind: "text", role: "mcp-argument", key: keys.join("."), text: String(value), tags: [] } as const;
    emit(at.context, draft, { by: at.name, span: at.spans.whole });
  }
}

/** The key itself does the harm, whatever stands below it. */
function prototypeKey(keys: readonly string[], at: Tool): void {
  const draft = { kind: "text", role: "mcp-argument", key: keys.join("."), text: "__proto__", tags: [] } as const;
  emit(at.context, draft, { by: at.name, span: at.spans.whole });
}

/** Text that people read, code, or a file's text: what it holds is not an argument of the call. */
function isData(keys: readonly string[]): boolean {
  const cls = classOfKeys(keys);
  return cls === "prose" || cls === "file";
}

function isVector(value: readonly Json[]): value is readonly string[] {
  return value.length > 0 && value.every((item) => typeof item === "string") && !/\s/.test(value[0] as string);
}

function vectorLine([program = "", ...rest]: readonly string[]): string {
  return [program, ...rest.map(shellQuoted)].join(" ");
}

function commandWithArguments(value: JsonObject): string | undefined {
  const [program, args] = [value.command ?? value.cmd ?? value.program, value.args ?? value.arguments ?? value.argv];
  if (typeof program !== "string" || !Array.isArray(args) || !args.every((item) => typeof item === "string"))
    return undefined;
  return vectorLine([program, ...(args as string[])]);
}

/** Servers that look for text itself, which may be anything. */
const SEARCHES =
  /\b(?:grep|rg|code|logs?|loki|splunk|docs?|documentation|web|brave|google|bing|duckduckgo|tavily|exa|perplexity|github|gitlab|sourcegraph|pattern|regex)\b/;

/** What is typed into a page is between the person and the page. */
const TYPES = /^(?:type|fill|press|keyboard|input)$/;

function leaf(text: string, place: Place, at: Tool): void {
  const { keys, beside } = place;
  const { context, name: by } = at;
  const key = lastKey(keys);
  const span = at.spans.of(text);
  const cls = classOfKeys(keys);
  const types = cls === "prose" && at.words.some((word) => TYPES.test(word));
  const tags = types
    ? ["prose"]
    : tagsOfText(cls, key, text, beside, SEARCHES.test(at.serverWords.concat(at.words).join(" ")));
  emit(context, { kind: "text", role: "mcp-argument", key: keys.join("."), text, tags }, { by, span });
  if (text === "" || cls === "header" || place.vector === true) return;
  const environment = keys.slice(0, -1).some(isEnvironmentKey);
  if (environment) {
    emit(context, { kind: "environment", name: key, value: text, action: "set" }, { by, span });
    return;
  }
  if (/^attachments?$/.test(plainKey(key)) && /^(?:~|\.{0,2}\/)[^\s]+$/.test(text)) {
    usePath(text, key, at, span, beside);
    return;
  }
  if (cls === "prose" || (cls === "file" && !isCodeKey(key))) {
    if (/^\*\*\* Begin Patch/.test(text)) runCode("patch", text, at, span, beside);
    return;
  }
  const language = codeLanguage(key, text, at, beside);
  if (language !== undefined) runCode(language, text, at, span, beside);
  else if (isCommandKey(key) && isCommandLine(text, key, at, beside)) runCommand(text, keys, at, beside, span);
  else if (isSqlKey(key) && runSql(text, at, span, beside)) return;
  else if (isUrlKey(key) || /^(?:https?|wss?|ftp|file|gopher|dict|ldaps?|jar|php|data|javascript):/i.test(text))
    openUrl(text, key, at, span);
  else if (isPathKey(key) && looksLikePath(text, key) && !isRoute(text, at)) usePath(text, key, at, span, beside);
  else unwrap(text, place, at);
}

/** The path of a request (`{method: "DELETE", path: "/users/{id}"}`), and no file of this machine. */
function isRoute(text: string, at: Tool): boolean {
  return (
    text.startsWith("/") &&
    isObject(at.args) &&
    /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(textAt(at.args, "method", "http_method"))
  );
}

/** Arguments that come as JSON in a string: `arguments: "{\"command\": …}"`. */
function unwrap(text: string, place: Place, at: Tool): void {
  const key = lastKey(place.keys);
  if (place.unwrapped >= MAX_JSON_DEPTH || text.length > MAX_JSON_TEXT || !/^\s*[{[]/.test(text)) return;
  if (!isWrappedKey(key) && classOfKeys(place.keys) !== undefined && !isContentKey(key)) return;
  let inner: Json;
  try {
    inner = JSON.parse(text) as Json;
  } catch {
    return;
  }
  walk(inner, { ...place, depth: place.depth + 1, unwrapped: place.unwrapped + 1 }, at);
}
