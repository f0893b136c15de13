import { sectionsOf } from "../install/toml/sections.ts";
import { isObject, type Json } from "../model/json.ts";
import { ContextError } from "./context.ts";
import { parseToml } from "./read.ts";

/** One text at `path` of a TOML file: a key of the file, or of a table with a header of its own. */
export interface Assignment {
  readonly path: readonly string[];
  readonly value: string;
}

/**
 * The text with the values set; comments, order and everything else stay.
 * INVARIANT: what comes out says what went in and the new values, and nothing else; where that cannot be had it is refused.
 */
export function setValues(file: string, text: string, values: readonly Assignment[]): string {
  const wanted = values.reduce<Json>((root, { path, value }) => withValue(root, path, value), parseToml(file, text));
  const result = values.reduce(setValue, text);
  if (!says(file, result, wanted))
    throw new ContextError(`${file}: it is written in a way that cannot be changed safely; edit it by hand`);
  return result;
}

function setValue(text: string, { path, value }: Assignment): string {
  const table = path.slice(0, -1);
  const key = keyText(path.at(-1) ?? "");
  const line = `${key} = ${JSON.stringify(value)}`;
  const eol = /\r\n|\n/.exec(text)?.[0] ?? "\n";
  const sections = sectionsOf(text);
  const section = sections.find(
    ({ path: own, isList }) =>
      !isList && (own ?? []).join("\0") === table.join("\0") && (own === undefined) === (table.length === 0),
  );
  if (section === undefined) {
    const gap = text === "" ? "" : text.endsWith("\n") ? eol : eol + eol;
    return `${text}${gap}[${table.map(keyText).join(".")}]${eol}${line}${eol}`;
  }
  const body = text.slice(section.body, section.end);
  const present = new RegExp(`^([ \\t]*)${key.replace(/[^A-Za-z0-9_-]/g, "\\$&")}[ \\t]*=[^\\r\\n]*`, "m").exec(body);
  if (present !== null) {
    const at = section.body + present.index;
    return `${text.slice(0, at)}${present[1]}${line}${text.slice(at + present[0].length)}`;
  }
  // Behind the last line that says something; blank lines and comments after it belong to what follows.
  const said = /^[\s\S]*(?:^|\n)[ \t]*[^#\s][^\n]*(?:\n|$)/.exec(body)?.[0].length ?? 0;
  const at = section.body + said;
  const before = text.slice(0, at);
  return `${before}${before === "" || before.endsWith("\n") ? "" : eol}${line}${eol}${table.length === 0 && said === 0 && text !== "" ? eol : ""}${text.slice(at)}`;
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : JSON.stringify(key);
}

function withValue(root: Json | undefined, [first, ...rest]: readonly string[], value: string): Json {
  const object = isObject(root) ? root : {};
  if (first === undefined) return value;
  return { ...object, [first]: withValue(object[first], rest, value) };
}

function says(file: string, text: string, wanted: Json): boolean {
  try {
    return canonical(parseToml(file, text)) === canonical(wanted);
  } catch {
    return false;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === "bigint"
      ? `${each}`
      : isObject(each)
        ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
        : each,
  );
}
