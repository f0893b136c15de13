import type { PathTarget, Span } from "../../model/effect.ts";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { emit, type Source } from "../context.ts";
import { hostTarget } from "../hosts.ts";
import { placed } from "../paths/placed.ts";
import { argument, flag, type Tool, valueAt } from "./call.ts";
import { isContentKey, isDestinationKey, isFolderOfWork, isSurePathKey, plainKey } from "./keys.ts";

export function looksLikePath(text: string, key: string): boolean {
  if (text.length >= 4096 || /[\n\r]/.test(text) || /^[a-z]{2,}:\/\//i.test(text)) return false;
  if (/^[^\s/\\@]+@[^\s/\\@]+\.[a-z]+$/i.test(text)) return false;
  // `to`, `source`, `target` and their like name many things; a path has a separator or an ending.
  return isSurePathKey(plainKey(key)) || /[/\\]|^~|^\.{1,2}$|\.\w{1,8}$/.test(text);
}

/** What a tool does to a path in its arguments, by the tool's verb and the key. */
export function usePath(text: string, key: string, at: Tool, span: Span, beside: JsonObject): void {
  const { context, verb, name: by } = at;
  if (isFolderOfWork(key) && !(verb === "delete" && namesFiles(at))) return;
  if (verb === "delete" && /^(?:directory|dir|folder|location)$/.test(plainKey(key)) && !namesFiles(at)) return;
  const where = placeOf(text, at);
  const source = { by, span, where, tags: ["tool"] };
  const target = (followLast: boolean): PathTarget => placed(text, at.call.cwd, context, { followLast, where });
  if (uploads(key, at)) {
    const file = target(true);
    emit(context, { kind: "read", target: file, recursive: false, how: "content" }, source);
    emit(context, { kind: "send", target: hostTarget(at.server), data: "file", files: [file], method: "POST" }, source);
    return;
  }
  const isDestination = isDestinationKey(key);
  const recursive = isRecursive(at, beside);
  if (isDestination && verb !== "delete") {
    const from = ["source", "source_path", "src", "from", "old_path", "path", "input_path"];
    const origin = argument(beside, ...from);
    const of = origin === undefined ? {} : { source: placed(origin, at.call.cwd, context, { where }) };
    emit(context, { kind: "write", target: target(true), how: "modify", ...of }, source);
  } else if (verb === "delete")
    emit(context, { kind: "delete", target: target(false), recursive, how: "remove" }, source);
  else if (verb === "move")
    emit(context, { kind: "delete", target: target(false), recursive: true, how: "move-away" }, source);
  else if (verb === "write" && !isSource(key)) {
    const content = contentBeside(beside, at);
    emit(
      context,
      { kind: "write", target: target(true), how: howWritten(at), ...(content === undefined ? {} : { content }) },
      source,
    );
  } else {
    const how = verb === "list" ? "list" : "content";
    emit(context, { kind: "read", target: target(true), recursive: how === "list", how }, source);
    if (how === "list") soughtBelow(text, at, beside, where, source);
  }
}

/** The file goes to the service that the server stands for. */
function uploads(key: string, at: Tool): boolean {
  return (
    /^(?:attachments?|attach|upload_file)$/.test(plainKey(key)) ||
    (at.words.some((word) => /^(?:upload|attach)$/.test(word)) && !isDestinationKey(key) && !BROWSES.test(at.server))
  );
}

const BROWSES = /playwright|puppeteer|browser|chrome|selenium/i;

/** `{path: "/", pattern: "id_rsa"}` looks for files that hold secrets outside the workspace. */
function soughtBelow(folder: string, at: Tool, beside: JsonObject, where: Tool["place"], source: Source): void {
  const pattern = argument(beside, "pattern", "glob", "name", "filename", "query");
  if (pattern === undefined || /\s/.test(pattern)) return;
  const place = placed(folder, at.call.cwd, at.context, { where });
  if (/^(?:workspace|build-output|vcs|temp)/.test(place.scope)) return;
  const name = pattern.replace(/^(?:\*+\/)+/, "").replace(/^\*(?=[^.])|\*$/g, "");
  const target = placed(`${folder}/${name}`, at.call.cwd, at.context, {
    where,
    glob: true,
  });
  if (target.classes.length > 0) emit(at.context, { kind: "read", target, recursive: false, how: "search" }, source);
}

/** A tool of files deletes the folder; any other works in it. */
function namesFiles(at: Tool): boolean {
  return [...at.serverWords, ...at.words].some((word) =>
    /^(?:fs|files?|filesystem|paths?|director(?:y|ies)|dirs?|folders?|rm|rmdir|rmtree|unlink|disk|desktop|commander)$/.test(
      word,
    ),
  );
}

function isSource(key: string): boolean {
  return /^(?:from|src|source|source_path|input_path|template_path)$/.test(plainKey(key));
}

/** A service's own paths, and relative ones in a repository or bucket. */
function placeOf(text: string, at: Tool): Tool["place"] {
  if (at.place !== "local") return at.place;
  return at.inRepository && !/^[~/\\]|^[a-z]:/i.test(text) ? "remote" : "local";
}

function isRecursive(at: Tool, beside: JsonObject): boolean {
  if (valueAt(beside, "recursive") !== undefined) return flag(beside, "recursive");
  return !at.words.some((word) => /^(?:file|files|unlink|document|image|note)$/.test(word));
}

function howWritten(at: Tool): "create" | "append" | "truncate" | "modify" | "mkdir" {
  if (at.words.some((word) => /^(?:mkdir|directory|folder|dir)$/.test(word))) return "mkdir";
  if (at.words.includes("append")) return "append";
  if (at.words.some((word) => /^(?:edit|insert|replace|patch|update|modify|add|set)$/.test(word))) return "modify";
  return at.words.some((word) => /^(?:create|touch|make|new)$/.test(word)) ? "create" : "truncate";
}

/** Files of one object whose text is looked at. */
const MAX_USES = 8;

/** Text that is written where the path beside it says, whole or as edits; what an edit takes away is left out. */
function contentBeside(beside: JsonObject, at: Tool): string | undefined {
  const known = at.written.get(beside) ?? { text: textOf(beside), uses: 0 };
  at.written.set(beside, known);
  known.uses++;
  return known.uses > MAX_USES ? undefined : known.text;
}

function textOf(beside: JsonObject): string | undefined {
  const parts: string[] = [];
  for (const [key, value] of Object.entries(beside)) {
    if (typeof value === "string" && isContentKey(key)) parts.push(value);
    else if (/^(?:edits|changes|replacements|operations|lines|content)$/i.test(key)) parts.push(...newTexts(value));
  }
  return parts.length === 0 ? undefined : parts.join("\n");
}

function newTexts(value: Json): readonly string[] {
  if (!Array.isArray(value)) return [];
  return (value as readonly Json[]).flatMap((item) =>
    typeof item === "string"
      ? [item]
      : isObject(item)
        ? Object.entries(item).flatMap(([key, text]) => (typeof text === "string" && isContentKey(key) ? [text] : []))
        : [],
  );
}
