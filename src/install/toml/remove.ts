import { isDeepStrictEqual } from "node:util";
import { parse } from "smol-toml";
import { isObject, type Json } from "../../model/json.ts";
import { type ConfigEdit, type Mark, NO_MARK, type Path, type Setting } from "../edit.ts";
import { isOurs, oursAlone, valueAt, withoutOurs } from "../ours.ts";
import { Refusal } from "../refusal.ts";
import { CLOSE, LINE, OPEN } from "./marks.ts";
import { keyText, parseToml } from "./read.ts";
import { type Section, sectionsOf } from "./sections.ts";

/** Takes away what an insertion added. Several ways are tried; what counts is that the rest says what it said without us. */
export function remove(edit: Pick<ConfigEdit, "file">, before: string, mark?: Mark): string {
  const root = parseToml(edit.file, before);
  const wanted = withoutOurs(root, mark);
  const lineless = before.replace(new RegExp(`^[^\\r\\n]*${LINE}\\r?\\n`, "gm"), (line) =>
    isOwnLine(line, mark) ? "" : line,
  );
  for (const candidate of [
    ...cutFences(before),
    ...cutFences(lineless),
    cutSections(lineless, mark),
    cutSections(before, mark),
    before,
  ]) {
    if (candidate !== undefined && says(candidate, wanted)) return candidate;
  }
  const again = before.split(/\r?\n/).findIndex((line) => line.includes("clampd-guard")) + 1;
  throw new Refusal(
    `${edit.file}:${again}:1: what was installed here was changed since and cannot be taken away safely; delete the parts that name clampd-guard by hand`,
  );
}

/** Where no record tells what is ours, what stands between our marks is. */
export function markIn(text: string): Mark | undefined {
  const start = text.indexOf(OPEN);
  const end = text.indexOf(CLOSE, start);
  if (start === -1 || end === -1) return undefined;
  const settings = leavesOf(parseToml("", text.slice(start, end)), []);
  const around = settings.map(({ path }) => path.slice(0, -1)).filter((path) => path.length > 0);
  return { ...NO_MARK, settings, created: [...oursAlone(parseToml("", text)), ...around] };
}

function leavesOf(value: Json, path: Path): readonly Setting[] {
  if (Array.isArray(value)) return [];
  if (isObject(value)) return Object.entries(value).flatMap(([key, each]) => leavesOf(each, [...path, key]));
  return [{ path, value: value as string, conflict: "replace" }];
}

function says(text: string, wanted: Json): boolean {
  try {
    return isDeepStrictEqual(clean(parseToml("", text)), clean(wanted));
  } catch {
    return false;
  }
}

/** Tables without a value come and go with the headers of their inner tables. */
export function clean(value: Json): Json {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(([key, each]): [string, Json] => [key, clean(each)]);
  return Object.fromEntries(kept.filter(([, each]) => !(isObject(each) && Object.keys(each).length === 0)));
}

/** Without the block between our marks; the last first, because a text of somebody else's can hold such marks. */
function cutFences(text: string): readonly string[] {
  const cut: string[] = [];
  for (let start = text.lastIndexOf(OPEN); start !== -1; start = text.lastIndexOf(OPEN, start - 1)) {
    const close = text.indexOf(CLOSE, start);
    const from = text.slice(0, start).replace(/\r?\n$/, "");
    if (close !== -1) cut.push(from + text.slice(close + CLOSE.length).replace(/^\r?\n/, ""));
    if (start === 0) break;
  }
  return cut;
}

/** A line with our mark; where it is recorded what we set, one that sets that. */
function isOwnLine(line: string, mark: Mark | undefined): boolean {
  const key = line.slice(0, Math.max(0, line.indexOf(" = "))).trim();
  const keys = mark?.settings.map(({ path }) => keyText(path.at(-1) ?? "")) ?? [];
  return !line.startsWith("#") && (keys.length === 0 || keys.some((own) => key === own || key.endsWith(`.${own}`)));
}

/** After another program has written the file anew: section by section, our tables and our comments. */
function cutSections(text: string, mark: Mark | undefined): string {
  const own = (path: readonly string[] | undefined) =>
    (mark?.settings ?? []).some((each) => isDeepStrictEqual(each.path.slice(0, -1), path));
  const sections = sectionsOf(text);
  let result = "";
  for (let i = 0; i < sections.length; i++) {
    const section = sections[i] as Section;
    const inner = section.isList ? innerEnd(sections, i) : i + 1;
    const whole = text.slice(section.start, sections[inner - 1]?.end);
    const parsed = section.isList ? listElement(whole, section.path ?? []) : undefined;
    if (parsed !== undefined && isOurs(parsed)) i = inner - 1;
    else if (!section.isList && own(section.path) && onlyOwn(text.slice(section.body, section.end), section, mark))
      continue;
    else
      result +=
        text.slice(section.start, section.body) + withoutOwnLines(text.slice(section.body, section.end), section, mark);
  }
  return result
    .split(/(?<=\n)/)
    .filter((line) => ![OPEN, CLOSE].includes(line.trim()))
    .join("");
}

/** Ours among other people's keys: a program that writes a file anew leaves no mark behind a line. */
function withoutOwnLines(body: string, { path = [], isList }: Section, mark: Mark | undefined): string {
  const own = isList ? [] : (mark?.settings ?? []).filter((each) => isDeepStrictEqual(each.path.slice(0, -1), path));
  const lines = new Set(own.flatMap(({ path: whole, value }) => linesOf(whole.at(-1) ?? "", value)));
  return body
    .split(/(?<=\n)/)
    .filter((line) => !lines.has(line.trim()))
    .join("");
}

function linesOf(key: string, value: Setting["value"]): readonly string[] {
  const texts = typeof value === "string" ? [JSON.stringify(value), `'${value}'`] : [String(value)];
  return texts.map((text) => `${keyText(key)} = ${text}`);
}

function innerEnd(sections: readonly Section[], from: number): number {
  const path = sections[from]?.path ?? [];
  let end = from + 1;
  while (end < sections.length) {
    const next = sections[end]?.path ?? [];
    if (next.length <= path.length || !isDeepStrictEqual(next.slice(0, path.length), path)) break;
    end++;
  }
  return end;
}

function listElement(text: string, path: Path): Json | undefined {
  const list = valueAt(parseToml("", text), path);
  return Array.isArray(list) && list.length === 1 ? list[0] : undefined;
}

function onlyOwn(body: string, { path }: Section, mark: Mark | undefined): boolean {
  const keys = Object.keys(parse(body));
  const ours = (mark?.settings ?? [])
    .filter((each) => isDeepStrictEqual(each.path.slice(0, -1), path))
    .map((each) => each.path.at(-1));
  return keys.every((key) => ours.includes(key) || key === "enabled");
}
