import { isDeepStrictEqual } from "node:util";
import type { Json } from "../model/json.ts";
import type { ConfigEdit, Format, FormatName, Mark, Path } from "./edit.ts";
import { jsonFormat } from "./json/format.ts";
import { isOurs, listPaths, valueAt, withoutOurs } from "./ours.ts";
import { at, Refusal } from "./refusal.ts";
import { tomlFormat } from "./toml/format.ts";
import { yamlFormat } from "./yaml/format.ts";

const FORMATS: Readonly<Record<FormatName, Format>> = {
  json: jsonFormat("json"),
  jsonc: jsonFormat("jsonc"),
  toml: tomlFormat,
  yaml: yamlFormat,
};

export function formatOf(name: FormatName): Format {
  return FORMATS[name];
}

/** INVARIANT: what an insertion leaves says, without us, exactly what was there before; else nothing is written. */
export function insertChecked(edit: ConfigEdit, text: string): { readonly text: string; readonly mark: Mark } {
  const format = formatOf(edit.format);
  const before = format.parse(edit.file, text);
  const result = format.insert(edit, text);
  const after = format.parse(edit.file, result.text);
  const replaced = edit.settings.filter(
    ({ path, value, conflict }) => conflict === "replace" && valueAt(before, path) !== value,
  );
  const settings = [...result.mark.settings, ...replaced].map((each) => ({ ...each, shared: false }));
  const mark = { ...result.mark, settings };
  const old = {
    ...mark,
    settings: mark.settings.map((each) => ({ ...each, value: valueAt(before, each.path) as string })),
  };
  const normal = format.normal ?? ((root: typeof after) => root);
  const own = normal(withoutOurs(after, mark, edit.positional));
  const theirs = normal(withoutOurs(before, { ...old, texts: [] }, edit.positional));
  if (!isDeepStrictEqual(own, theirs) || !isPresent(edit, after) || straysIn(edit, before, after)) {
    const offset = format.offsetOf?.(text, edit.entries[0]?.path ?? edit.settings[0]?.path ?? []) ?? 0;
    throw new Refusal(
      `${at(edit.file, text, offset)}: the hooks cannot be added without changing what is there; add them by hand (clampd-guard install --dry-run on an empty home shows them)`,
    );
  }
  // First as the user has it, so that the place is one that is there.
  for (const read of [text, result.text]) {
    const trap = read.trim() === "" ? undefined : edit.unreadable?.(read);
    if (trap !== undefined)
      throw new Refusal(`${at(edit.file, read, trap.offset)}: ${trap.why}; change that, then run the command again`);
  }
  return result;
}

/** Ours came into a list where nobody wanted it: in YAML two names can stand for one list. */
function straysIn({ entries }: ConfigEdit, before: Json, after: Json): boolean {
  const count = (root: Json, path: Path) => (valueAt(root, path) as Json[] | undefined)?.filter(isOurs).length ?? 0;
  const others = listPaths(after).filter((path) => !entries.some((entry) => isDeepStrictEqual(entry.path, path)));
  return others.some((path) => count(after, path) > count(before, path));
}

function isPresent({ entries, settings }: ConfigEdit, after: Parameters<typeof valueAt>[0]): boolean {
  const listed = entries.every(({ path }) => Array.isArray(valueAt(after, path)));
  return listed && settings.every(({ path, value, conflict }) => conflict === "keep" || valueAt(after, path) === value);
}

const isEmpty = (mark: Mark | undefined) =>
  mark === undefined || (mark.created.length === 0 && mark.settings.length === 0);

/** INVARIANT: what a removal leaves says what the file said without us. */
export function removeChecked(
  edit: Pick<ConfigEdit, "file" | "format" | "positional">,
  text: string,
  recorded: Mark | undefined,
): string {
  const format = formatOf(edit.format);
  const mark = isEmpty(recorded) ? (format.markIn?.(text) ?? recorded) : recorded;
  const wanted = withoutOurs(format.parse(edit.file, text), mark, edit.positional);
  const result = format.remove(edit, text, mark);
  const left = format.parse(edit.file, result);
  const normal = format.normal ?? ((root: typeof left) => root);
  const same = isDeepStrictEqual(normal(left), normal(wanted));
  if (!same)
    throw new Refusal(
      `${edit.file}: what was installed cannot be taken away safely; delete the parts that name clampd-guard by hand`,
    );
  return result;
}
