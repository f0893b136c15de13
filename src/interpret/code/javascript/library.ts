import { DYNAMIC } from "../../../model/effect.ts";
import { callFunction } from "../calls.ts";
import { rounds } from "../evaluate.ts";
import { stdinText } from "../files.ts";
import { given, receiver } from "../given.ts";
import { each, filtered, narrowed, reduced, settled } from "../iteration.ts";
import type { Library, LibraryCall, Operation } from "../library.ts";
import {
  argumentsOf,
  cwdOf,
  ENVIRONMENT,
  effect,
  environmentValue,
  homeOf,
  type Machine,
  print,
  scriptOf,
  tempOf,
  userOf,
} from "../machine.ts";
import { member } from "../members.ts";
import { SCRIPT_STORES } from "../stores.ts";
import * as t from "../text-methods.ts";
import { changedAround, decode, joinBelow, joined, joinPath, textsOf } from "../texts.ts";
import {
  asNumber,
  asText,
  concat,
  either,
  firstText,
  list,
  listed,
  NULL,
  object,
  taintOf,
  text,
  unknown,
  type Value,
} from "../value.ts";
import { SCRIPT_FILE_METHODS, SCRIPT_FILES } from "./files.ts";
import { lowerScript } from "./lower.ts";
import { SCRIPT_NETWORK, SCRIPT_NETWORK_METHODS } from "./network.ts";
import { SCRIPT_PROCESS_METHODS, SCRIPT_PROCESSES } from "./processes.ts";

const log: Operation = (of) => {
  if (of.args.some((one) => one.kind === "object" && one.type === "environment"))
    effect(of.machine, { kind: "environment", name: "", value: "", action: "show" }, of.at);
  print(of.machine, joined(textsOf(of.args), text(" ")), "\n");
  return NULL;
};

const required: Operation = (of) => {
  const name = firstText(of.args[0]);
  return name === DYNAMIC ? undefined : { kind: "library", name: of.machine.library.canonical(name) };
};

const bufferFrom: Operation = (of) => {
  const [data, encoding] = of.args;
  if (data?.kind === "list") return t.characters({ ...of, args: [data] });
  return encoding === undefined ? asText(data) : decode(asText(data), firstText(encoding));
};
const bufferText: Operation = (of) => {
  const encoding = firstText(of.args[0] ?? text("utf8"));
  return /^(?:base64|hex)/.test(encoding) ? unknown(taintOf(of.self)) : asText(of.self);
};

const resolved: Operation = (of) => joinPath([cwdOf(of.machine), ...textsOf(of.args)]);
const pathJoin: Operation = (of) => joinBelow(textsOf(of.args));
const fileUrl: Operation = (of) => changedAround(asText(of.args[0]), (one) => one.replace(/^file:\/\//, ""));

/** `new URL(path, base)` */
const url: Operation = (of) =>
  object("url", { text: asText(of.args[0]), href: asText(of.args[0]) }, taintOf(of.args[0]));

/** `url.searchParams.set(name, value)` */
const queryAdd: Operation = (of) => {
  const { self } = of;
  if (self?.kind !== "object") return NULL;
  const longer = concat(asText(self), concat(text("?"), asText(of.args[1])));
  self.fields.set("text", longer);
  self.fields.set("href", longer);
  return NULL;
};

const keys: Operation = (of) =>
  of.args[0]?.kind === "dict" ? list([...of.args[0].entries.keys()].map((key) => text(key))) : undefined;

/** `JSON.stringify(process.env)` holds every variable. */
const written: Operation = (of) => {
  const whole = of.args[0]?.kind === "object" && of.args[0].type === "environment";
  return whole ? unknown({ ...ENVIRONMENT, picked: true }) : t.asWritten(of);
};

const FUNCTIONS: readonly (readonly [string, Operation])[] = [
  ["console.log", log], ["console.error", () => NULL], ["console.info", log], ["process.stdout.write", (of) => { print(of.machine, asText(of.args[0]), ""); return NULL; }],
  ["require", required], ["import", required], ["module.require", required], ["process.getBuiltinModule", required], ["process.mainModule.require", required], ["process.binding", required],
  ["createRequire", () => ({ kind: "library", name: "require" })], ["module.createRequire", () => ({ kind: "library", name: "require" })],
  ["String.fromCharCode", t.characters], ["String.fromCodePoint", t.characters], ["String", t.asWritten], ["Number", t.number], ["parseInt", t.number], ["Array.from", t.listOf], ["String.raw.``", t.firstArgument],
  ["atob", t.decoded("base64")], ["Buffer.from", bufferFrom], ["Buffer", bufferFrom], ["buffer.Buffer.from", bufferFrom], ["Buffer.concat", (of) => t.joinItems({ ...of, self: text("") })],
  ["decodeURIComponent", t.decoded("url")], ["unescape", t.decoded("url")], ["decodeURI", t.decoded("url")], ["encodeURIComponent", t.firstArgument],
  ["JSON.stringify", written], ["JSON.parse", (of) => unknown(taintOf(of.args[0]))], ["Object.values", t.values], ["Object.entries", t.entries], ["keysOf", keys],
  ["Object.keys", keys],
  ["Object.assign", (of) => of.args[0]], ["Object.freeze", t.firstArgument], ["Promise.resolve", t.firstArgument], ["Promise.all", t.firstArgument], ["Promise.allSettled", t.firstArgument], ["util.promisify", t.firstArgument],
  ["Reflect.get", (of) => member(given(of), firstText(of.args[1]), of.machine)],
  ["Reflect.apply", (of) => callFunction(given(of), listed(of.args[2]), new Map(), of.machine)],
  ["path.join", pathJoin], ["path.resolve", resolved], ["path.normalize", t.firstArgument], ["path.dirname", (of) => changedAround(asText(of.args[0]), (one) => one.slice(0, Math.max(1, one.lastIndexOf("/"))))],
  ["path.basename", (of) => changedAround(asText(of.args[0]), (one) => one.slice(one.lastIndexOf("/") + 1))],
  ["os.homedir", (of) => homeOf(of.machine)], ["os.tmpdir", (of) => tempOf(of.machine)], ["os.userInfo", (of) => object("user", { homedir: homeOf(of.machine), username: userOf(of.machine) })],
  ["process.cwd", (of) => cwdOf(of.machine)], ["Deno.cwd", (of) => cwdOf(of.machine)], ["url.fileURLToPath", fileUrl], ["URL", url], ["url.URL", url],
  ["Deno.env.get", (of) => environmentValue(of.machine, firstText(of.args[0]))], ["Deno.env.toObject", () => object("environment", {}, ENVIRONMENT)],
]; // biome-ignore format: one table

const property =
  (name: string, type: string): Operation =>
  (of: LibraryCall) =>
    object(type, { self: receiver(of), name: text(name) }, taintOf(of.self));

const METHODS: readonly (readonly [string, Operation])[] = [
  ["text#toUpperCase", t.upper], ["text#toLowerCase", t.lower], ["text#trim", t.trim], ["text#trimEnd", t.trim], ["text#split", t.split], ["text#concat", t.concatenated],
  ["text#replace", t.replace(true)], ["text#replaceAll", t.replace(false)], ["text#slice", t.slice], ["text#substring", t.slice], ["text#at", t.at], ["text#charAt", t.at], ["text#charCodeAt", t.codeAt],
  ["text#toString", bufferText], ["text#repeat", (of) => text(firstText(of.self).repeat(Math.min(64, Math.max(0, asNumber(of.args[0]) ?? 0))), taintOf(of.self))],
  ["list#join", t.joinList(",")], ["list#reverse", t.reverse], ["list#concat", t.concatenated], ["list#slice", t.slice], ["list#at", t.at], ["list#push", t.push], ["list#flat", t.same], ["list#sort", t.same],
  ["list#map", each], ["list#forEach", each], ["list#flatMap", each], ["list#filter", filtered], ["list#reduce", reduced], ["list#find", (of) => either(rounds(receiver(of)).map(narrowed))], ["list#toString", t.joinList(",")],
  ["#then", settled], ["text#then", settled], ["list#then", settled], ["dict#then", settled], ["object#then", settled], ["response#then", settled], ["process#then", settled],
  ["text#catch", t.same], ["text#finally", t.same], ["environment#toString", t.same], ["url.searchParams", (of) => of.self], ["url#set", queryAdd], ["url#append", queryAdd], ["url#toString", (of) => asText(of.self)], ["unknown#toString", (of) => unknown(taintOf(of.self))],
  ["process.stdin", property("stdin", "child-input")],
]; // biome-ignore format: one table

const CONSTANTS: readonly (readonly [string, (machine: Machine) => Value])[] = [
  ["process.env", () => object("environment", {}, ENVIRONMENT)],
  ["Bun.env", () => object("environment", {}, ENVIRONMENT)],
  ["process.argv", (machine) => list([text("node"), ...(machine.how.target === undefined ? [] : [text(machine.how.target.path)]), ...argumentsOf(machine)])],
  ["process.execPath", () => text("node")],
  ["process.stdin", (machine) => object("file", { path: text("/dev/stdin") }, stdinText(machine).taint)],
  ["process.stdin.fd", () => text("/dev/stdin")],
  ["path.sep", () => text("/")],
  ["__dirname", (machine) => text(folder(machine))],
  ["__filename", (machine) => scriptOf(machine)],
  ["import.meta.dirname", (machine) => text(folder(machine))],
]; // biome-ignore format: one table

function folder(machine: Machine): string {
  const path = machine.how.target?.path;
  return path === undefined ? firstText(cwdOf(machine)) : path.slice(0, Math.max(1, path.lastIndexOf("/")));
}

/** Objects that are there without being imported, and the REPL's and -e's modules (Node manual, "Command-line API", -e). */
const GLOBALS = [
  "process", "console", "JSON", "Object", "Array", "String", "Number", "Buffer", "Promise", "Reflect", "Deno", "Bun", "globalThis", "module", "fs", "path", "os", "child_process",
  "http", "https", "net", "tls", "dns", "cluster", "worker_threads", "url", "util", "vm", "crypto", "axios", "rimraf", "shelljs", "navigator",
]; // biome-ignore format: one list

const functions = new Map<string, Operation>([...FUNCTIONS, ...SCRIPT_FILES, ...SCRIPT_NETWORK, ...SCRIPT_PROCESSES]);

/** Modules under another name that do the same. */
const SAME: Readonly<Record<string, string>> = {
  "fs-extra": "fs", "graceful-fs": "fs", "cross-spawn": "child_process.spawn", "node-fetch": "fetch", "cross-fetch": "fetch", "undici.fetch": "fetch", "undici.request": "fetch",
  del: "del", "rimraf.sync": "rimraf", "rimraf.rimraf": "rimraf", "rimraf.rimrafSync": "rimraf", "path.posix": "path", "globalThis.process": "process", "global.process": "process",
  "axios.default": "axios", "del.deleteAsync": "del", "del.deleteSync": "del", "shelljs.default": "shelljs", zx: "zx", "bun": "Bun", "superagent": "axios", "got.default": "got",
}; // biome-ignore format: one table

export const JAVASCRIPT: Library = {
  language: "javascript",
  grammar: "typescript",
  lower: lowerScript,
  globals: new Map(
    [...functions.keys(), ...GLOBALS, "__dirname", "__filename"]
      .filter((name) => !name.includes("."))
      .map((name): readonly [string, Value] => [name, { kind: "library", name }]),
  ),
  canonical: (name) => {
    const plain = name
      .replace(/^(?:node:|npm:|jsr:@std\/)/, "")
      .replace(/^(?:globalThis|global|window|self)\./, "")
      .replace(/^fs\/promises/, "fs")
      .replace(/^path\/posix/, "path")
      .replace(/\.(?:promises|default)(?=$|\.)/, "");
    const known = SAME[plain];
    if (known !== undefined) return known;
    const dot = plain.lastIndexOf(".");
    const module = dot < 0 ? undefined : SAME[plain.slice(0, dot)];
    return module === undefined ? plain : module + plain.slice(dot);
  },
  functions,
  methods: new Map([
    ...METHODS,
    ...SCRIPT_FILE_METHODS,
    ...SCRIPT_NETWORK_METHODS,
    ...SCRIPT_PROCESS_METHODS,
    ...SCRIPT_STORES,
  ]),
  constants: new Map(CONSTANTS),
  localByDefault: false,
  openNames: false,
};
