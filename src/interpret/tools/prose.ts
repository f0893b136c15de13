import type { Json, JsonObject } from "../../model/json.ts";
import type { KeyClass } from "./keys.ts";
import { isSurePathKey, plainKey } from "./keys.ts";

/** A value no longer than this (UTF-16 units, words) may be one that only sits where people write. */
const MAX_TERSE = 240;
const MAX_TERSE_WORDS = 16;
const NATURAL = /^["'(]?\p{L}?[\p{Ll}\p{Lo}\p{M}]+(?:['’-]\p{L}+)*["')]?[.,!?:;…]*$/u;

/**
 * What a text is once its value and neighbours are seen. Where people write, a value that is no sentence (`' OR 1=1 --`,
 * `{{7*7}}`) is a value like any other. The text of a file has a path beside it; without one, `body` and `content` are
 * what people write.
 */
export function tagsOfText(
  cls: KeyClass | undefined,
  key: string,
  text: string,
  beside: JsonObject,
  searches: boolean,
): readonly string[] {
  const read = cls === "file" && !besidePath(beside) ? "prose" : cls;
  if (read === "prose" && isTerse(text) && !isDocument(beside)) return [];
  if (read !== "query" || !/^(?:q|query|search|search_query|keywords?|terms?)$/.test(plainKey(key)))
    return read === undefined ? [] : [read];
  if (isSentence(text)) return ["query", "sentence"];
  return searches || BEGINS_LIKE_SQL.test(text) ? ["query"] : [];
}

const BEGINS_LIKE_SQL =
  /^\s*(?:select|insert|update|delete|with|drop|truncate|alter|create|grant|show|describe|explain)\b/i;

/** What is searched for in words, as people ask; a statement of SQL in words is none. */
function isSentence(text: string): boolean {
  return !BEGINS_LIKE_SQL.test(text) && !isTerse(text);
}

/** A title and the text below it: people write and read this, however little of it is a sentence. */
function isDocument(beside: JsonObject): boolean {
  const has = (pattern: RegExp) =>
    Object.entries(beside).some(
      ([key, value]: [string, Json]) => typeof value === "string" && pattern.test(plainKey(key)),
    );
  return has(/^(?:title|subject|headline)$/) && has(/^(?:body|description|content|text|comment)$/);
}

function besidePath(beside: JsonObject): boolean {
  return Object.entries(beside).some(
    ([key, value]: [string, Json]) => typeof value === "string" && isSurePathKey(plainKey(key)),
  );
}

/** True for one line in which few of the words are words of a language, and nothing is quoted as code. */
function isTerse(text: string): boolean {
  if (text.length > MAX_TERSE || /[\n`]/.test(text)) return false;
  const words = text
    .trim()
    .split(/\s+/)
    .filter((word) => !/^\d+[.,:;]?$/.test(word));
  if (words.length > MAX_TERSE_WORDS) return false;
  return words.filter((word) => NATURAL.test(word)).length < words.length * 0.4;
}
