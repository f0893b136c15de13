import { readFileSync } from "node:fs";
import { type ParseError, parse as parseJsonc, printParseErrorCode } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { isObject, type JsonObject } from "../model/json.ts";
import type { ConfigPlace } from "./agents.ts";

/** A file of an agent's as it is. `broken` names the first line that cannot be read. */
export type ConfigFile = ConfigPlace &
  (
    | { readonly state: "missing" }
    | { readonly state: "unreadable"; readonly problem: string }
    | { readonly state: "broken"; readonly text: string; readonly problem: string }
    | { readonly state: "read"; readonly text: string; readonly value: JsonObject }
  );

export function readConfig(place: ConfigPlace): ConfigFile {
  let text: string;
  try {
    text = readFileSync(place.file, "utf8").replace(/^\ufeff/, "");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (["ENOENT", "ENOTDIR"].includes(code)) return { ...place, state: "missing" };
    return { ...place, state: "unreadable", problem: code };
  }
  if (text.trim() === "") return { ...place, state: "read", text, value: {} };
  try {
    const value = parse(place.format, text);
    if (isObject(value)) return { ...place, state: "read", text, value };
    return { ...place, state: "broken", text, problem: "it holds no object" };
  } catch (error) {
    return { ...place, state: "broken", text, problem: (error as Error).message.split("\n")[0] ?? "" };
  }
}

function parse(format: ConfigPlace["format"], text: string): unknown {
  if (format === "toml") return parseToml(text);
  if (format === "yaml") return parseYaml(text);
  const errors: ParseError[] = [];
  // Clients differ in whether they take comments and trailing commas; both are passed over here.
  const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined) return value;
  throw new Error(`line ${text.slice(0, first.offset).split("\n").length}: ${printParseErrorCode(first.error)}`);
}

/** The value at a path of keys, undefined where there is none. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found: unknown = value;
  for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}
