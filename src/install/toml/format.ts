import { isDeepStrictEqual } from "node:util";
import { parse, TomlError } from "smol-toml";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { type ConfigEdit, type Format, type Mark, NO_MARK, type Path, type Setting } from "../edit.ts";
import { isOurs, valueAt, withoutOurs } from "../ours.ts";
import { Refusal } from "../refusal.ts";
import { type Section, sectionsOf } from "./sections.ts";

const OPEN = "# >>> clampd-guard: written by `clampd-guard install`, taken away by `clampd-guard uninstall`";
const CLOSE = "# <<< clampd-guard";
/** Behind a line of ours in a table of somebody else's. */
const LINE = "# clampd-guard";

/**
 * TOML is only ever added to: a fenced block at the end of the file, and single lines below a header that is there already.
 * What that comes to is read again and compared by the caller, so a place that cannot be extended (an inline table or
 * array) is refused by the parser.
 */
export const tomlFormat: Format = { parse: parseToml, insert, remove, normal: clean };

function parseToml(file: string, text: string): Json {
  try {
    // A 64-bit integer must not lose digits in the comparison.
    return plain(parse(text, { integersAsBigInt: "asNeeded" }));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [what] = error.message.split("\n");
    throw new Refusal(
      `${file}:${error.line}:${error.column}: ${lower(what ?? "")}; mend that place, then run the command again`,
    );
  }
}

function insert(edit: ConfigEdit, before: string): { text: string; mark: Mark } {
  const old = parseToml(edit.file, before);
  if (holds(old, edit)) return { text: before, mark: NO_MARK };
  const text = hasOurs(old, edit)
    ? remove(edit, before, { ...NO_MARK, settings: edit.settings.filter(isOwn) })
    : before;
  const root = parseToml(edit.file, text);
  const missing = edit.settings.filter((setting) => isMissing(edit, root, setting));
  const eol = /\r\n|\n/.exec(text)?.[0] ?? "\n";
  let spliced = text;
  const lines: string[] = [];
  for (const [table, settings] of byTable(missing)) {
    const assignments = settings.map(({ path, value }) => `${keyText(path.at(-1) ?? "")} = ${JSON.stringify(value)}`);
    const section = sectionsOf(spliced).find((each) => !each.isList && isDeepStrictEqual(each.path, table));
    const dotted = section === undefined && valueAt(root, table) !== undefined;
    if (dotted) {
      // A table of dotted keys cannot have a header as well (TOML 1.0, "Table"): more of the same, behind them.
      const prefix = table.map(keyText).join(".");
      const more = assignments.map((each) => `${prefix}.${each} ${LINE}`);
      spliced = insertLines(spliced, (sectionsOf(spliced)[0] as Section).end, more, eol);
    } else if (section === undefined) lines.push("", `[${table.map(keyText).join(".")}]`, ...assignments);
    else
      spliced = insertLines(
        spliced,
        section.body,
        assignments.map((each) => `${each} ${LINE}`),
        eol,
      );
  }
  for (const { path, value } of edit.entries) if (isObject(value)) lines.push("", ...listTable(path, value));
  if (lines.length > 0) {
    const block = [OPEN, ...lines.slice(1), CLOSE, ""].join(eol);
    // One line break more than needed where the file ends in one, so that taking away one is right in both cases.
    spliced = spliced === "" ? block : spliced + eol + block;
  }
  refuseUnread(edit, spliced);
  return { text: spliced, mark: { ...NO_MARK, created: absent(root, edit), settings: missing } };
}

/** Lists and tables that ours bring with them. */
function absent(root: Json, { entries, settings }: ConfigEdit): readonly Path[] {
  const paths = [...entries.map(({ path }) => path), ...settings.map(({ path }) => path.slice(0, -1))];
  const all = paths.flatMap((path) => path.map((_, end) => path.slice(0, end + 1)));
  const unique = new Map(all.map((path) => [JSON.stringify(path), path]));
  return [...unique.values()].filter((path) => valueAt(root, path) === undefined);
}

/** Where ours cannot stand, the parser says so; the user hears what to change, not what we wrote. */
function refuseUnread(edit: ConfigEdit, text: string): void {
  try {
    parseToml(edit.file, text);
  } catch {
    const names = [...new Set([...edit.entries, ...edit.settings].map(({ path }) => path.slice(0, 2).join(".")))].join(
      ", ",
    );
    throw new Refusal(
      `${edit.file}: ${names} cannot be added to, because it is written inline ({…} or […]); write it as [table] or [[table]], then run the command again`,
    );
  }
}

function isMissing({ file }: ConfigEdit, root: Json, { path, value, conflict }: Setting): boolean {
  const present = valueAt(root, path);
  if (present === undefined) return true;
  if (present === value || conflict === "keep") return false;
  throw new Refusal(
    `${file}: \`${path.map(keyText).join(".")}\` is ${JSON.stringify(present)} and must be ${JSON.stringify(value)}; change it, then run the command again`,
  );
}

const isOwn = (setting: Setting): boolean => setting.conflict === "replace";

function hasOurs(root: Json, { settings }: ConfigEdit): boolean {
  const differs = settings.some((each) => isOwn(each) && valueAt(root, each.path) !== undefined);
  return differs || !isDeepStrictEqual(withoutOurs(root, undefined), root);
}

function holds(root: Json, { entries, settings }: ConfigEdit): boolean {
  const listed = entries.every(({ path, value }) => {
    const list = valueAt(root, path);
    return Array.isArray(list) && list.some((element) => isDeepStrictEqual(element, value));
  });
  return (
    listed &&
    settings.every(({ path, value, conflict }) => {
      const present = valueAt(root, path);
      return present === value || (conflict === "keep" && present !== undefined);
    })
  );
}

/** The parser makes objects without a prototype, and dates of a class that a copy loses. */
function plain(value: unknown): Json {
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function byTable(settings: readonly Setting[]): ReadonlyMap<Path, Setting[]> {
  const tables = new Map<string, [Path, Setting[]]>();
  for (const setting of settings) {
    const path = setting.path.slice(0, -1);
    const key = JSON.stringify(path);
    const found = tables.get(key);
    if (found) found[1].push(setting);
    else tables.set(key, [path, [setting]]);
  }
  return new Map(tables.values());
}

function insertLines(text: string, body: number, lines: readonly string[], eol: string): string {
  const head = text.slice(0, body);
  return head + (head.endsWith("\n") ? "" : eol) + lines.map((line) => line + eol).join("") + text.slice(body);
}

/** `[[a.b]]` with its own `[[a.b.hooks]]`. */
function listTable(path: Path, value: JsonObject): string[] {
  const name = path.map(keyText).join(".");
  const scalars = Object.entries(value).filter(([, each]) => !Array.isArray(each));
  const lists = Object.entries(value).filter(([, each]) => Array.isArray(each)) as [string, readonly JsonObject[]][];
  return [
    `[[${name}]]`,
    ...scalars.map(([key, each]) => `${keyText(key)} = ${JSON.stringify(each)}`),
    ...lists.flatMap(([key, elements]) => elements.flatMap((each) => listTable([...path, key], each))),
  ];
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

function remove(edit: Pick<ConfigEdit, "file">, before: string, mark?: Mark): string {
  const root = parseToml(edit.file, before);
  const wanted = withoutOurs(root, mark);
  const lineless = before.replace(new RegExp(`^[^\\r\\n]*${LINE}\\r?\\n`, "gm"), (line) =>
    line.startsWith("#") ? line : "",
  );
  for (const candidate of [
    cutFence(before),
    cutFence(lineless),
    cutSections(lineless, mark),
    cutSections(before, mark),
  ]) {
    if (candidate !== undefined && says(candidate, wanted)) return candidate;
  }
  const again = before.split(/\r?\n/).findIndex((line) => line.includes("clampd-guard")) + 1;
  throw new Refusal(
    `${edit.file}:${again}:1: what was installed here was changed since and cannot be taken away safely; delete the parts that name clampd-guard by hand`,
  );
}

function says(text: string, wanted: Json): boolean {
  try {
    return isDeepStrictEqual(clean(parseToml("", text)), clean(wanted));
  } catch {
    return false;
  }
}

/** Tables without a value come and go with the headers of their inner tables. */
function clean(value: Json): Json {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(([key, each]): [string, Json] => [key, clean(each)]);
  return Object.fromEntries(kept.filter(([, each]) => !(isObject(each) && Object.keys(each).length === 0)));
}

function cutFence(text: string): string | undefined {
  const start = text.indexOf(OPEN);
  const close = text.indexOf(CLOSE, start);
  if (start === -1 || close === -1 || text.indexOf(OPEN, start + 1) !== -1) return undefined;
  const from = text.slice(0, start).replace(/\r?\n$/, "");
  return from + text.slice(close + CLOSE.length).replace(/^\r?\n/, "");
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
    else result += text.slice(section.start, section.end);
  }
  return result
    .split(/(?<=\n)/)
    .filter((line) => ![OPEN, CLOSE].includes(line.trim()))
    .join("");
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

function lower(message: string): string {
  return message.replace(/^Invalid TOML document: /, "");
}
