import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { type ConfigEdit, type Format, type Mark, NO_MARK, type Path } from "../edit.ts";
import { isOurs, valueAt, withoutOurs } from "../ours.ts";
import { at, Refusal } from "../refusal.ts";

/** YAML in block style only: lines are added behind the last line of a list or a map, and whole lines are taken away. */
export const yamlFormat: Format = { parse: toJson, insert, remove };

/** YAML 1.2, c-printable. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

type Nodes = { readonly map: YAMLMap | undefined };

function read(file: string, text: string) {
  const lines = new LineCounter();
  const strange = UNPRINTABLE.exec(text);
  if (strange !== null)
    throw new Refusal(
      `${at(file, text, strange.index)}: holds a character that YAML does not allow; mend that place, then run the command again`,
    );
  refuseDepth(file, text);
  const document = parsed(file, text, lines);
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0]);
    const what =
      error.code === "MULTIPLE_DOCS" ? "the file must hold one document alone" : (error.message.split("\n")[0] ?? "");
    throw new Refusal(`${file}:${line}:${col}: ${what}; mend that place, then run the command again`);
  }
  const twice = repeatedKey(document);
  if (twice !== undefined) {
    throw new Refusal(
      `${at(file, text, twice)}: the same key stands twice in one map; delete one, then run the command again`,
    );
  }
  if (document.contents !== null && !isMap(document.contents)) {
    throw new Refusal(`${file}:1:1: the file must hold a map; mend that, then run the command again`);
  }
  return document;
}

function parsed(file: string, text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, uniqueKeys: false, prettyErrors: false });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Refusal(`${file}: is nested too deeply; mend that, then run the command again`);
  }
}

/** Where a key stands that its map has already. The parser's own check compares every key with every other. */
function repeatedKey(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || key.value === "<<") continue;
        if (seen.has(key.value)) found = key.range?.[0];
        seen.add(key.value);
      }
      return found === undefined ? undefined : visit.BREAK;
    },
  });
  return found;
}

function mapOf(file: string, text: string): Nodes {
  const { contents } = read(file, text);
  return { map: isMap(contents) ? contents : undefined };
}

function insert(edit: ConfigEdit, before: string): { text: string; mark: Mark } {
  const root = toJson(edit.file, before);
  const isThere = ({ path, value }: ConfigEdit["entries"][number]): boolean => {
    const list = valueAt(root, path);
    return Array.isArray(list) && list.some((element) => isDeepStrictEqual(element, value));
  };
  if (edit.entries.every(isThere)) return { text: before, mark: NO_MARK };
  const created: Path[] = [];
  let text = remove(edit, before);
  for (const { path, value } of edit.entries) text = append(edit, text, path, value as JsonObject, created);
  return { text, mark: { ...NO_MARK, created } };
}

function toJson(file: string, text: string): Json {
  const document = read(file, text);
  try {
    return (document.toJS() ?? {}) as Json;
  } catch (error) {
    // An alias without an anchor, or aliases of aliases that come to millions of values.
    const what = error instanceof Error ? error.message : String(error);
    throw new Refusal(`${file}: ${what}; mend that, then run the command again`);
  }
}

/** Behind the last line of the document: a line of three dots ends it. */
function endOfDocument(text: string): number {
  return /^\.\.\.(?=[\s]|$)/m.exec(text)?.index ?? text.length;
}

/** What other readers of YAML do not follow, and this one not for long. */
function refuseDepth(file: string, text: string): void {
  const { index } = /[[{]{1000}/.exec(text) ?? {};
  if (index !== undefined)
    throw new Refusal(`${at(file, text, index)}: is nested too deeply; mend that place, then run the command again`);
}

function append({ file }: ConfigEdit, text: string, path: Path, value: JsonObject, created: Path[]): string {
  const [outer = "", inner = ""] = path;
  const root = mapOf(file, text).map;
  if (root?.flow) throw inline(file, "the file");
  const hooks = pairOf(root, outer);
  if (hooks === undefined) {
    created.push([outer], path);
    const indent = " ".repeat(columnOf(text, root));
    return addLines(text, endOfDocument(text), [
      `${indent}${outer}:`,
      `${indent}  ${inner}:`,
      ...item(value, `${indent}    `),
    ]);
  }
  if (!isMap(hooks.value) || hooks.value.flow) throw inline(file, outer);
  const indent = " ".repeat(columnOf(text, hooks.value));
  const list = pairOf(hooks.value, inner);
  if (list === undefined) {
    created.push(path);
    return addLines(text, endOf(text, hooks.value), [`${indent}${inner}:`, ...item(value, `${indent}  `)]);
  }
  if (!isSeq(list.value) || list.value.flow) throw inline(file, path.join("."));
  return addLines(text, endOf(text, list.value), item(value, " ".repeat(columnOf(text, list.value))));
}

function inline(file: string, what: string): Refusal {
  return new Refusal(
    `${file}: ${what} cannot be added to, because it is empty or written inline ({…} or […]); write it in lines, then run the command again`,
  );
}

function item(value: JsonObject, indent: string): string[] {
  return Object.entries(value).map(
    ([key, each], index) => `${indent}${index === 0 ? "- " : "  "}${key}: ${JSON.stringify(each)}`,
  );
}

function addLines(text: string, offset: number, lines: readonly string[]): string {
  const eol = /\r\n|\n/.exec(text)?.[0] ?? "\n";
  const head = text.slice(0, offset);
  const broken = head === "" || head.endsWith("\n");
  // Where the file's last line has no end, the new lines have none either: what was added is what has to go.
  return broken
    ? head + lines.map((line) => line + eol).join("") + text.slice(offset)
    : head + lines.map((line) => eol + line).join("") + text.slice(offset);
}

function pairOf(map: YAMLMap | undefined, key: string): Pair<unknown, unknown> | undefined {
  return map?.items.find((pair) => String((pair.key as { value?: unknown } | null)?.value) === key);
}

function columnOf(text: string, node: YAMLMap | YAMLSeq | undefined): number {
  const start = node?.range?.[0];
  return start === undefined ? 0 : start - (text.lastIndexOf("\n", start - 1) + 1);
}

/** Behind the line in which the last value of a list or a map ends; comments after it stay behind ours. */
function endOf(text: string, node: YAMLMap | YAMLSeq): number {
  let deepest: unknown = node;
  for (;;) {
    const last: unknown = isMap(deepest) || isSeq(deepest) ? deepest.items.at(-1) : undefined;
    const value =
      last !== null && typeof last === "object" && "key" in last ? ((last as Pair).value ?? (last as Pair).key) : last;
    if (value === undefined || value === null) break;
    deepest = value;
  }
  const end = (deepest as { range?: readonly number[] }).range?.[1] ?? text.length;
  if (text[end - 1] === "\n") return end;
  const newline = text.indexOf("\n", end);
  return newline === -1 ? text.length : newline + 1;
}

function remove(edit: Pick<ConfigEdit, "file">, before: string, mark?: Mark): string {
  const root = toJson(edit.file, before);
  const wanted = withoutOurs(root, mark);
  let text = before;
  const hooks = isObject(root) ? root.hooks : undefined;
  for (const event of isObject(hooks) ? Object.keys(hooks) : []) {
    const path = ["hooks", event];
    const list = valueAt(root, path);
    if (!Array.isArray(list) || !list.some((element) => isOurs(element))) continue;
    text = valueAt(wanted, path) === undefined ? text : dropFrom(edit.file, text, path);
  }
  for (const path of [["hooks"], ...(isObject(hooks) ? Object.keys(hooks).map((event) => ["hooks", event]) : [])]) {
    if (valueAt(root, path) !== undefined && valueAt(wanted, path) === undefined)
      text = dropPair(edit.file, text, path);
  }
  return text;
}

function dropPair(file: string, text: string, path: Path): string {
  const root = mapOf(file, text).map;
  const parent = path.length === 1 ? root : (pairOf(root, path[0] ?? "")?.value as YAMLMap | undefined);
  const pair = isMap(parent) ? pairOf(parent, path.at(-1) ?? "") : undefined;
  const start = (pair?.key as { range?: readonly number[] } | undefined)?.range?.[0];
  if (pair === undefined || start === undefined) return text;
  const value = pair.value;
  return cutLines(text, start, isMap(value) || isSeq(value) ? endOf(text, value) : start + 1);
}

function dropFrom(file: string, text: string, path: Path): string {
  for (let result = text; ; ) {
    const list = (pairOf(mapOf(file, result).map, path[0] ?? "")?.value as YAMLMap | undefined) ?? undefined;
    const seq = pairOf(list, path[1] ?? "")?.value;
    const own = isSeq(seq)
      ? seq.items.find((element) => isMap(element) && isOurs(element.toJSON() as Json))
      : undefined;
    if (!isMap(own) || own.range == null) return result;
    result = cutLines(result, own.range[0], endOf(result, own));
  }
}

/** Takes away whole lines; where they are the last and have no end, the line break before them goes instead. */
function cutLines(text: string, start: number, end: number): string {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const rest = text.slice(end);
  const head = text.slice(0, from);
  return text[end - 1] === "\n" || head === "" ? head + rest : head.replace(/\r?\n$/, "") + rest;
}
