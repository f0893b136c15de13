import { closeSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder, readSmallFile } from "../policy/file.ts";
import { CONTEXT_NAME, type Context, ContextError, gatewayUrl } from "./context.ts";
import { parseContexts } from "./read.ts";
import { type Assignment, setValues } from "./splice.ts";

/** Adds a context or replaces the one of its name; the first one, or one with `use`, becomes the current. @throws ContextError */
export function putContext(file: string, context: Context, { use = false }: { readonly use?: boolean } = {}): void {
  const { name, apiKey } = context;
  const url = gatewayUrl(context.url);
  if (!CONTEXT_NAME.test(name)) throw new ContextError("a context's name is letters, digits, dots, dashes, at most 63");
  if (url === undefined)
    throw new ContextError("a gateway's address is http:// or https://, without a user, `?` or `#`");
  change(file, (text) => {
    const { current } = parseContexts(file, text);
    return [
      ...(use || current === undefined ? [{ path: ["current"], value: name }] : []),
      { path: ["contexts", name, "url"], value: url },
      { path: ["contexts", name, "api_key"], value: apiKey },
    ];
  });
}

/** Makes a context the current one. @throws ContextError where there is none of that name */
export function useContext(file: string, name: string): void {
  change(file, (text) => {
    if (!parseContexts(file, text).all.some((each) => each.name === name))
      throw new ContextError(`there is no context \`${name}\`; clampd-guard context list shows them`);
    return [{ path: ["current"], value: name }];
  });
}

function change(file: string, plan: (text: string) => readonly Assignment[]): void {
  const read = readSmallFile(file);
  if (read.kind === "unreadable") throw new ContextError(`${file} ${read.problem}`);
  const before = read.kind === "text" ? read.text : "";
  const after = setValues(file, before, plan(before));
  if (after === before && read.kind === "text" && (read.stats.mode & 0o077) === 0) return;
  makeFolder(dirname(file), 2);
  // A dotfile may be a link into a folder of dotfiles: what it names is written, and the link stays.
  const target = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
  // INVARIANT: it holds keys, so it is the owner's alone, whatever it was before.
  const temporary = `${target}.${process.pid}`;
  try {
    const fd = openSync(temporary, "wx", 0o600);
    try {
      writeSync(fd, after);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new ContextError(`${file} cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`);
  }
}
