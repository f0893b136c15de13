import { statSync } from "node:fs";
import { parse, TomlError } from "smol-toml";
import { isObject, stringAt } from "../model/json.ts";
import { readSmallFile } from "../policy/file.ts";
import { CONTEXT_NAME, type Context, ContextError, type Contexts, gatewayUrl } from "./context.ts";

const NO_CONTEXTS: Contexts = { current: undefined, all: [] };

/** The contexts of a file; none where there is no file. @throws ContextError, which never quotes a value */
export function readContexts(file: string): Contexts {
  const read = readSmallFile(file);
  if (read.kind === "absent") return NO_CONTEXTS;
  if (read.kind !== "text") throw new ContextError(`${file} ${read.problem}`);
  return parseContexts(file, read.text);
}

export function parseContexts(file: string, text: string): Contexts {
  const root = parseToml(file, text);
  const tables = isObject(root.contexts) ? root.contexts : {};
  const all = Object.entries(tables).map(([name, table]): Context => {
    const url = isObject(table) ? gatewayUrl(stringAt(table, "url") ?? "") : undefined;
    const apiKey = isObject(table) ? stringAt(table, "api_key") : undefined;
    if (!CONTEXT_NAME.test(name)) throw new ContextError(`${file}: a context has a name that none can have`);
    if (url === undefined) throw new ContextError(`${file}: contexts.${name}.url is no address of a gateway`);
    if (apiKey === undefined) throw new ContextError(`${file}: contexts.${name}.api_key is missing`);
    return { name, url, apiKey };
  });
  return { current: stringAt(root, "current"), all };
}

export function parseToml(file: string, text: string) {
  try {
    const root: unknown = parse(text);
    return isObject(root) ? root : {};
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The parser's message quotes the line, which may hold a key.
    throw new ContextError(`${file}:${error.line}:${error.column}: this is no TOML`);
  }
}

/** What is wrong with who may read the file, which holds keys; undefined where nothing is. */
export function exposed(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || process.platform === "win32" || (stats.mode & 0o077) === 0) return undefined;
  return `${file} holds keys and can be read by others; run chmod 600 on it`;
}
