import { isDeepStrictEqual } from "node:util";
import type { Node } from "jsonc-parser";
import { isObject, type Json, type JsonObject } from "../../model/json.ts";
import type { ConfigEdit, Entry, Format, FormatName, Mark, Path, Setting } from "../edit.ts";
import { isOurCommand, isOurs, listPaths, valueAt, withoutOurs } from "../ours.ts";
import { at, Refusal } from "../refusal.ts";
import { childrenOf, endOf, memberOf, nodeAt, readTree, valueIn } from "./read.ts";
import { insertChild, type Layout, layoutOf, print, removeChild, replaceNode } from "./splice.ts";

/** JSON, with comments where the agent reads them. Each step splices the text once and reads it again. */
export function jsonFormat(format: FormatName): Format {
  return {
    parse: (file, text) => valueIn(readTree(file, text, format)),
    insert: (edit, text) => insert(edit, text),
    remove: (edit, text, mark) => remove(edit, text, mark),
  };
}

interface Draft {
  readonly edit: ConfigEdit;
  readonly layout: Layout;
  text: string;
  readonly created: Path[];
}

function insert(edit: ConfigEdit, before: string): { text: string; mark: Mark } {
  const blank = before.trim() === "";
  const draft: Draft = {
    edit,
    layout: layoutOf(blank ? "" : before),
    text: blank ? `{}${layoutOf(before).eol}` : before,
    created: [],
  };
  const settings = edit.settings.filter((setting) => putSetting(draft, setting));
  const texts: { path: Path; value: string }[] = [];
  dropStale(draft);
  for (const entry of edit.entries) {
    if (putEntry(draft, entry) && typeof entry.value === "string") texts.push({ path: entry.path, value: entry.value });
  }
  return { text: draft.text, mark: { created: draft.created, settings, texts } };
}

function treeOf({ edit, text }: Pick<Draft, "edit" | "text">): Node {
  const root = readTree(edit.file, text, edit.format);
  if (root === undefined) throw new Refusal(`${edit.file}: the file is empty`);
  return root;
}

/** Whether the value is new. */
function putSetting(draft: Draft, setting: Setting): boolean {
  const { edit, layout, text } = draft;
  const node = nodeAt(treeOf(draft), setting.path);
  if (node === undefined) {
    add(draft, setting.path.slice(0, -1), setting.path.at(-1) ?? "", setting.value);
    return true;
  }
  const value = valueIn(node);
  if (value === setting.value || setting.conflict === "keep") return false;
  if (setting.conflict === "refuse") {
    const name = setting.path.join(".");
    throw new Refusal(
      `${at(edit.file, text, node.offset)}: \`${name}\` must be ${JSON.stringify(setting.value)}; change it, then run the command again`,
    );
  }
  draft.text = replaceNode(text, node, layout, setting.value);
  return false;
}

/** Whether something was added to a list. */
function putEntry(draft: Draft, { path, value }: Entry): boolean {
  const { text, layout } = draft;
  const list = nodeAt(treeOf(draft), path);
  if (list === undefined) {
    add(draft, path.slice(0, -1), path.at(-1) ?? "", [value]);
    draft.created.push(path);
    return true;
  }
  if (list.type !== "array") throw wrongType(draft, list, path, "a list");
  const present = childrenOf(list).map((node) => ({ node, value: valueIn(node) }));
  const equal = present.find((element) => isDeepStrictEqual(element.value, value));
  if (equal !== undefined) return false;
  // In its place: an agent that knows hooks by position must find the others where they were.
  const old = present.find((element) => isOurs(element.value) && sameKind(element.value, value));
  if (old !== undefined) {
    draft.text = replaceNode(text, old.node, layout, value);
    return false;
  }
  const mixed = present.map(({ node }) => ourHandler(node)).find((handler) => handler !== undefined);
  const [handler] = isObject(value) && Array.isArray(value.hooks) ? value.hooks : [];
  if (mixed !== undefined && handler !== undefined) {
    if (!isDeepStrictEqual(valueIn(mixed), handler)) draft.text = replaceNode(text, mixed, layout, handler);
    return false;
  }
  draft.text = insertChild(text, list, layout, (indent) => print(value, layout, indent));
  return true;
}

/** Two entries of ours for one list (Hermes' approvals) differ in their event. */
function sameKind(a: Json, b: JsonObject | string): boolean {
  return isObject(a) && isObject(b) && a.event === b.event;
}

/** Our handler inside a group that somebody shares with us. */
function ourHandler(group: Node): Node | undefined {
  const handlers = nodeAt(group, ["hooks"]);
  return handlers?.children?.find((handler) => isOurCommand((valueIn(handler) as JsonObject)?.command));
}

/** Puts a property where the path leads, making the objects on the way. */
function add(draft: Draft, path: Path, key: string, value: Json): void {
  const { text, layout } = draft;
  let node = treeOf(draft);
  for (const [depth, name] of path.entries()) {
    const next = memberOf(node, name)?.children?.[1];
    if (next === undefined) {
      const rest = [...path.slice(depth + 1), key];
      const nested = rest.reduceRight<Json>((inner, each) => ({ [each]: inner }), value);
      for (let end = depth + 1; end <= path.length; end++) draft.created.push(path.slice(0, end));
      draft.text = insertChild(
        text,
        node,
        layout,
        (indent) => `${JSON.stringify(name)}:${indent === undefined ? "" : " "}${print(nested, layout, indent)}`,
      );
      return;
    }
    if (next.type !== "object") throw wrongType(draft, next, path.slice(0, depth + 1), "an object");
    node = next;
  }
  draft.text = insertChild(
    text,
    node,
    layout,
    (indent) => `${JSON.stringify(key)}:${indent === undefined ? "" : " "}${print(value, layout, indent)}`,
  );
}

function wrongType({ edit, text }: Draft, node: Node, path: Path, wanted: string): Refusal {
  return new Refusal(
    `${at(edit.file, text, node.offset)}: \`${path.join(".")}\` must be ${wanted}; change it, then run the command again`,
  );
}

/** Entries of ours under events that are not wanted any more, as an older version may have left them. */
function dropStale(draft: Draft): void {
  const wanted = new Set(draft.edit.entries.map(({ path }) => JSON.stringify(path)));
  for (const path of listPaths(valueIn(treeOf(draft)))) {
    if (wanted.has(JSON.stringify(path))) continue;
    const before = draft.text;
    draft.text = dropOurs(draft.edit, draft.text, path, draft.edit.positional === true);
    const list = nodeAt(treeOf(draft), path);
    if (draft.text === before || list === undefined || childrenOf(list).length > 0) continue;
    // The name itself goes, too: an older client may refuse a file with a name that it does not know.
    const property = list.parent as Node;
    draft.text = removeChild(draft.text, property.parent as Node, property);
    draft.created.push(path);
  }
}

type Target = Pick<ConfigEdit, "file" | "format" | "positional">;

function remove(edit: Target, before: string, mark: Mark | undefined): string {
  const root = readTree(edit.file, before, edit.format);
  if (root === undefined) return before;
  const wanted = withoutOurs(valueIn(root), mark, edit.positional);
  let text = before;
  const tree = () => readTree(edit.file, text, edit.format) as Node;
  for (const path of listPaths(valueIn(root))) {
    text = dropOurs(edit, text, path, edit.positional === true);
    for (const own of mark?.texts ?? []) {
      const list = nodeAt(tree(), path);
      const child = list?.children?.find((node) => node.value === own.value);
      if (isDeepStrictEqual(own.path, path) && list && child) text = removeChild(text, list, child);
    }
  }
  // What is left beyond what shall be left: settings and containers that came with us.
  for (let rounds = 0; rounds < 64; rounds++) {
    const extra = firstExtra(tree(), wanted);
    if (extra === undefined) break;
    text = removeChild(text, extra.parent as Node, extra);
  }
  return text;
}

function dropOurs(edit: Target, before: string, path: Path, positional: boolean): string {
  for (let text = before; ; ) {
    const list = nodeAt(readTree(edit.file, text, edit.format) as Node, path);
    const children = list === undefined ? [] : childrenOf(list);
    const index = children.findIndex((child) => isOurs(valueIn(child)) || ourHandler(child) !== undefined);
    const child = children[index];
    if (list === undefined || child === undefined) return text;
    const others = children.slice(index + 1).some((node) => !isOurs(valueIn(node)));
    const handler = isOurs(valueIn(child)) ? undefined : ourHandler(child);
    if (handler !== undefined) text = removeChild(text, handler.parent as Node, handler);
    else if (positional && others) text = `${text.slice(0, child.offset)}{"hooks":[]}${text.slice(endOf(child))}`;
    else text = removeChild(text, list, child);
  }
}

/** A property that `wanted` does not have; the outermost first. */
function firstExtra(node: Node, wanted: Json): Node | undefined {
  if (node.type !== "object" || !isObject(wanted)) return undefined;
  for (const property of childrenOf(node)) {
    const key: string = property.children?.[0]?.value;
    if (valueAt(wanted, [key]) === undefined) return property;
    const value = property.children?.[1];
    const found = value && firstExtra(value, wanted[key] as Json);
    if (found !== undefined) return found;
  }
  return undefined;
}
