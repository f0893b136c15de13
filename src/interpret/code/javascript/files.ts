import { CLEAN } from "../../shell/value.ts";
import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import { given } from "../given.ts";
import type { LibraryCall, Operation } from "../library.ts";
import { pathsOf } from "../machine.ts";
import {
  asText,
  fieldOf,
  firstText,
  itemsOf,
  list,
  listed,
  NULL,
  object,
  text,
  UNKNOWN,
  type Value,
} from "../value.ts";

// node:fs, fs-extra, rimraf, del, Deno and Bun. A function, its Sync form and its promise do the same.

const both = (module: string, name: string, operation: Operation): readonly (readonly [string, Operation])[] => [
  [`${module}.${name}`, operation],
  [`${module}.${name}Sync`, operation],
];

/** readdir: names, or paths' entries with `withFileTypes`; `recursive` goes below. */
const readFolder: Operation = f.listing(0, "recursive");

/** A pattern or a list of them (rimraf, del, fs.glob). */
const removeMatches: Operation = (of) => {
  for (const one of itemsOf(of.args[0]) ?? [given(of)]) {
    const pattern = asText(one);
    const wild = pattern.texts.some((path) => /[*?[]/.test(path)) ? ("names" as const) : undefined;
    f.removed(of.machine, wild === undefined ? pattern : { ...pattern, wild }, true, "remove", of.at);
  }
  return NULL;
};

const openFile: Operation = (of) => handles.opened(of.machine, of.args[0], flags(of), of.at);

function flags(of: LibraryCall): string {
  const given = of.args[1];
  return given?.kind === "text" ? given.texts[0] : "r";
}

const writeStream: Operation = (of) => {
  const how = firstText(f.option(of, "flags") ?? text("w")).startsWith("a") ? "a" : "w";
  return handles.opened(of.machine, of.args[0], how, of.at);
};
const readStream: Operation = (of) => handles.opened(of.machine, of.args[0], "r", of.at);

const bunFile: Operation = (of) =>
  object("bun-file", { path: given(of) }, { ...CLEAN, files: pathsOf(of.machine, of.args[0]) });
const bunPath = (of: LibraryCall): Value => fieldOf(of.self, "path") ?? UNKNOWN;
const bunRead: Operation = (of) => f.content(of.machine, bunPath(of), of.at);
const bunWrite: Operation = (of) => {
  const [file, content] = of.args;
  const path = file?.kind === "object" && file.type === "bun-file" ? file.fields.get("path") : file;
  f.wrote(of.machine, path, "truncate", content, of.at);
  return NULL;
};

/** shelljs: options first, as the programs have them. */
const shellRemove: Operation = (of) => {
  const flagged = firstText(of.args[0]).startsWith("-");
  const recursive = flagged && /r/i.test(firstText(of.args[0]));
  for (const one of (flagged ? of.args.slice(1) : of.args).flatMap((arg) => itemsOf(arg) ?? [arg])) {
    const path = asText(one);
    const wild = path.texts.some((part) => part.includes("*")) ? ("names" as const) : undefined;
    f.removed(of.machine, wild === undefined ? path : { ...path, wild }, recursive, "remove", of.at);
  }
  return NULL;
};

const spreadFiles = (module: string): readonly (readonly [string, Operation])[] => [
  ...both(module, "rm", f.remove(0, "recursive")),
  ...both(module, "unlink", f.remove(0)),
  ...both(module, "rmdir", f.remove(0, "recursive")),
  ...both(module, "remove", f.remove(0, module === "fs" ? true : "recursive")),
  ...both(module, "emptyDir", f.remove(0, true, "empty")),
  ...both(module, "writeFile", f.write(0, "truncate", 1)),
  ...both(module, "outputFile", f.write(0, "truncate", 1)),
  ...both(module, "writeJson", f.write(0, "truncate")),
  ...both(module, "appendFile", f.write(0, "append", 1)),
  ...both(module, "truncate", f.write(0, "truncate")),
  ...both(module, "mkdir", f.write(0, "mkdir")),
  ...both(module, "ensureDir", f.write(0, "mkdir")),
  ...both(module, "readFile", f.read(0)),
  ...both(module, "readJson", f.read(0)),
  ...both(module, "readdir", readFolder),
  ...both(module, "readDir", f.listing(0, "names")),
  ...both(module, "opendir", f.listing(0, "names")),
  ...both(module, "rename", f.move()),
  ...both(module, "move", f.move()),
  ...both(module, "copyFile", f.copy()),
  ...both(module, "cp", f.copy()),
  ...both(module, "copy", f.copy()),
  ...both(module, "symlink", f.link()),
  ...both(module, "link", f.link()),
  ...both(module, "chmod", f.permission()),
  ...both(module, "chown", f.owner()),
  ...both(module, "open", openFile),
  ...both(module, "glob", f.matches(0)),
];

export const SCRIPT_FILES: readonly (readonly [string, Operation])[] = [
  ...spreadFiles("fs"), ...spreadFiles("Deno"),
  ["fs.createWriteStream", writeStream], ["fs.createReadStream", readStream],
  ...both("Deno", "writeTextFile", f.write(0, "truncate", 1)), ...both("Deno", "readTextFile", f.read(0)),
  ["rimraf", removeMatches], ["del", removeMatches], ["trash", removeMatches], ["shelljs.rm", shellRemove], ["glob.sync", f.matches(0)], ["glob.globSync", f.matches(0)], ["glob.glob", f.matches(0)], ["fast-glob.sync", f.matches(0)],
  ["Bun.file", bunFile], ["Bun.write", bunWrite],
]; // biome-ignore format: one table

export const SCRIPT_FILE_METHODS: readonly (readonly [string, Operation])[] = [
  ["file#write", handles.writeToFile], ["file#writeFile", handles.writeToFile], ["file#end", handles.writeToFile], ["file#read", handles.readFromFile], ["file#readFile", handles.readFromFile], ["file#close", () => NULL],
  ["bun-file#text", bunRead], ["bun-file#json", bunRead], ["bun-file#arrayBuffer", bunRead], ["bun-file#bytes", bunRead],
  ["bun-file#delete", (of) => { f.removed(of.machine, bunPath(of), false, "remove", of.at); return NULL; }], ["bun-file#unlink", (of) => { f.removed(of.machine, bunPath(of), false, "remove", of.at); return NULL; }],
  ["bun-file#write", (of) => { f.wrote(of.machine, bunPath(of), "truncate", of.args[0], of.at); return NULL; }],
  ["text.name", (of) => asText(of.self)], ["text.parentPath", () => undefined], ["list.length", (of) => ({ kind: "constant", value: listed(of.self).length })],
  ["fs#()", () => list([])],
]; // biome-ignore format: one table
