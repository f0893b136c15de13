import { isDeepStrictEqual } from "node:util";
import { isMap, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { type ConfigEdit, type Format, type Mark, NO_MARK, type Path } from "../edit.ts";
import { isOurs, valueAt, withoutOurs } from "../ours.ts";
import { at, Refusal } from "../refusal.ts";
import { mapOf, toJson } from "./read.ts";

/** YAML in block style only: lines are added behind the last line of a list or a map, and whole lines are taken away. */
export const yamlFormat: Format = { parse: toJson, insert, remove, offsetOf };

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

function offsetOf(text: string, [outer = "", inner = ""]: Path): number | undefined {
  const hooks = pairOf(mapOf("", text), outer);
  return startOf((isMap(hooks?.value) ? pairOf(hooks.value, inner) : undefined) ?? hooks);
}

const startOf = (pair: Pair | undefined): number | undefined =>
  (pair?.key as { range?: readonly number[] } | undefined)?.range?.[0];

/** Behind the last line of the document: a line of three dots ends it. */
function endOfDocument(text: string): number {
  return /^\.\.\.(?=[\s]|$)/m.exec(text)?.index ?? text.length;
}

function append({ file }: ConfigEdit, text: string, path: Path, value: JsonObject, created: Path[]): string {
  const [outer = "", inner = ""] = path;
  const root = mapOf(file, text);
  if (root?.flow) throw inline(file, text, root.range?.[0], "the file");
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
  if (!isMap(hooks.value) || hooks.value.flow) throw inline(file, text, startOf(hooks), `\`${outer}\``);
  const indent = " ".repeat(columnOf(text, hooks.value));
  const list = pairOf(hooks.value, inner);
  if (list === undefined) {
    created.push(path);
    return addLines(text, endOf(text, hooks.value), [`${indent}${inner}:`, ...item(value, `${indent}  `)]);
  }
  if (!isSeq(list.value) || list.value.flow) throw inline(file, text, startOf(list), `\`${path.join(".")}\``);
  return addLines(text, endOf(text, list.value), item(value, " ".repeat(columnOf(text, list.value))));
}

function inline(file: string, text: string, offset: number | undefined, what: string): Refusal {
  return new Refusal(
    `${at(file, text, offset ?? 0)}: ${what} cannot be added to, because it is empty or written inline ({…} or […]); write it in lines, then run the command again`,
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
  const root = mapOf(file, text);
  const parent = path.length === 1 ? root : (pairOf(root, path[0] ?? "")?.value as YAMLMap | undefined);
  const pair = isMap(parent) ? pairOf(parent, path.at(-1) ?? "") : undefined;
  const start = startOf(pair);
  if (pair === undefined || start === undefined) return text;
  const value = pair.value;
  return cutLines(text, start, isMap(value) || isSeq(value) ? endOf(text, value) : start + 1);
}

function dropFrom(file: string, text: string, path: Path): string {
  for (let result = text; ; ) {
    const list = (pairOf(mapOf(file, result), path[0] ?? "")?.value as YAMLMap | undefined) ?? undefined;
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
