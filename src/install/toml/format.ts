import { isDeepStrictEqual } from "node:util";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import { type ConfigEdit, type Format, type Mark, NO_MARK, type Path, type Setting } from "../edit.ts";
import { valueAt, withoutOurs } from "../ours.ts";
import { at, Refusal } from "../refusal.ts";
import { CLOSE, LINE, OPEN } from "./marks.ts";
import { keyText, parseToml } from "./read.ts";
import { clean, markIn, remove } from "./remove.ts";
import { offsetIn, type Section, sectionsOf } from "./sections.ts";

/**
 * TOML is only ever added to: a fenced block at the end of the file, and single lines below a header that is there already.
 * What that comes to is read again and compared by the caller, so a place that cannot be extended (an inline table or
 * array) is refused by the parser.
 */
export const tomlFormat: Format = { parse: parseToml, insert, remove, normal: clean, markIn, offsetOf: offsetIn };

function insert(edit: ConfigEdit, before: string): { text: string; mark: Mark } {
  const old = parseToml(edit.file, before);
  if (holds(old, edit)) return { text: before, mark: NO_MARK };
  const text = hasOurs(old, edit)
    ? remove(edit, before, markIn(before) ?? { ...NO_MARK, settings: edit.settings.filter(isOwn) })
    : before;
  const root = parseToml(edit.file, text);
  const missing = edit.settings.filter((setting) => isMissing(edit, text, root, setting));
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
  refuseUnread(edit, text, spliced);
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
function refuseUnread(edit: ConfigEdit, before: string, text: string): void {
  try {
    parseToml(edit.file, text);
  } catch {
    const { path, isEntry } = strayOne(edit, before);
    const name = (isEntry ? path : path.slice(0, -1)).map(keyText).join(".");
    const form = isEntry ? `[[${name}]]` : `[${name}]`;
    throw new Refusal(
      `${at(edit.file, before, offsetIn(before, path) ?? 0)}: \`${name}\` cannot be added to, because it is written inline ({…} or […]) or is something else; write it as ${form}, then run the command again`,
    );
  }
}

/** What cannot be added even alone. */
function strayOne(edit: ConfigEdit, text: string): { readonly path: Path; readonly isEntry: boolean } {
  const single = [
    ...edit.entries.map((one) => ({ path: one.path, isEntry: true, edit: { ...edit, entries: [one], settings: [] } })),
    ...edit.settings.map((one) => ({
      path: one.path,
      isEntry: false,
      edit: { ...edit, entries: [], settings: [one] },
    })),
  ];
  const found = single.length > 1 ? single.find((each) => isRefused(each.edit, text)) : undefined;
  return found ?? single[0] ?? { path: [], isEntry: true };
}

function isRefused(edit: ConfigEdit, text: string): boolean {
  try {
    insert(edit, text);
    return false;
  } catch {
    return true;
  }
}

function isMissing({ file }: ConfigEdit, text: string, root: Json, { path, value, conflict }: Setting): boolean {
  const present = valueAt(root, path);
  if (present === undefined) return true;
  if (present === value || conflict === "keep") return false;
  throw new Refusal(
    `${at(file, text, offsetIn(text, path) ?? 0)}: \`${path.map(keyText).join(".")}\` is ${JSON.stringify(present)} and must be ${JSON.stringify(value)}; change it, then run the command again`,
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
