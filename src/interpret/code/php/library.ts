import { DYNAMIC } from "../../../model/effect.ts";
import { CONSUMES, callFunction } from "../calls.ts";
import { rounds } from "../evaluate.ts";
import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import { given } from "../given.ts";
import type { Library, Operation } from "../library.ts";
import {
  argumentsOf,
  cwdOf,
  ENVIRONMENT,
  effect,
  environmentValue,
  type Machine,
  print,
  scriptOf,
} from "../machine.ts";
import * as n from "../network.ts";
import * as p from "../processes.ts";
import { PHP_STORES } from "../stores.ts";
import * as t from "../text-methods.ts";
import { changedAround, formatPercent, textsOf } from "../texts.ts";
import {
  asText,
  entryOf,
  fieldOf,
  firstText,
  list,
  listed,
  NULL,
  object,
  taintOf,
  text,
  texts,
  unknown,
  type Value,
} from "../value.ts";
import { lowerPhp } from "./lower.ts";

const echo: Operation = (of) => {
  for (const one of of.args) {
    if (one.kind === "object" && one.type === "environment")
      effect(of.machine, { kind: "environment", name: "", value: "", action: "show" }, of.at);
    print(of.machine, asText(one), "");
  }
  return NULL;
};

/** A function of text whose text is the first argument. */
const onFirst =
  (operation: Operation): Operation =>
  (of) =>
    operation({ ...of, self: of.args[0], args: of.args.slice(1) });

const isUrl = (one: string) => /^(?:https?|ftp):\/\//.test(one);

/** file_get_contents and fopen take URLs, and php://input. */
const readAny: Operation = (of) => {
  const one = firstText(of.args[0]);
  if (one === "php://stdin") return f.stdinText(of.machine);
  if (!isUrl(one)) return f.read(0)(of);
  const body = [fieldOf(of.args[2], "content")].filter((content) => content !== undefined && content !== NULL);
  return unknown(
    taintOf(n.requested(of.machine, of.args[0], body.length > 0 ? "POST" : "GET", body as readonly Value[], of.at)),
  );
};
const openAny: Operation = (of) =>
  isUrl(firstText(of.args[0])) ? n.requested(of.machine, of.args[0], "GET", [], of.at) : handles.open()(of);
const put: Operation = (of) => {
  const append = of.args[2]?.kind === "library" && of.args[2].name.includes("FILE_APPEND");
  return f.write(0, append ? "append" : "truncate", 1)(of);
};
const context: Operation = (of) => {
  const http = entryOf(of.args[0], "http");
  const content = entryOf(http, "content");
  return object("context", { content: content ?? NULL });
};

/** curl_setopt($ch, CURLOPT_POSTFIELDS, …) gathers what curl_exec sends. */
const setOption: Operation = (of) => {
  const [handle, key, value] = of.args;
  if (handle?.kind !== "object" || key?.kind !== "library" || value === undefined) return NULL;
  if (key.name === "CURLOPT_URL") handle.fields.set("url", value);
  if (key.name === "CURLOPT_POSTFIELDS" || key.name === "CURLOPT_INFILE") handle.fields.set("body", value);
  return NULL;
};
const execute: Operation = (of) =>
  of.args[0]?.kind === "object" ? n.requested(of.machine, of.args[0], "GET", [], of.at) : undefined;

const include: Operation = (of) => {
  const one = firstText(of.args[0]);
  if (isUrl(one) || /^data:/.test(one)) return p.runText(of.machine, unknownCode(of), of.at);
  return NULL;
};
const unknownCode = (of: Parameters<Operation>[0]) => ({
  ...text(DYNAMIC),
  taint: taintOf(n.requested(of.machine, of.args[0], "GET", [], of.at)),
});

/** A function is a closure, or the text of a name. */
function callable(value: Value): Value {
  return value.kind === "text" ? { kind: "library", name: value.texts[0] } : value;
}
/** What foreach goes over: the values of an array, whatever their keys. */
const itemsIn: Operation = (of) => t.values(of) ?? of.args[0];
const callByName: Operation = (of) =>
  callFunction(
    callable(given(of)),
    of.name === "call_user_func_array" ? listed(of.args[1]) : of.args.slice(1),
    new Map(),
    of.machine,
  );
const mapped: Operation = (of) => {
  const callee = callable(given(of));
  return list(rounds(given(of, 1)).map((item) => callFunction(callee, [item], new Map(), of.machine)));
};
for (const one of [callByName, mapped]) CONSUMES.add(one);

/** `proc_open($cmd, [0 => $sock, …])` ties the socket. */
const procOpen: Operation = (of) => {
  const streams = of.args[1]?.kind === "dict" ? [...of.args[1].entries.values()] : listed(of.args[1]);
  if (streams.some((one) => one.kind === "object" && one.type === "socket")) of.machine.remote.tied = true;
  return of.args[0]?.kind === "list" ? p.spawn("list")({ ...of, args: of.args.slice(0, 1) }) : p.shell()(of);
};
/** fwrite and fgets take open files and sockets. */
const putInto: Operation = (of) =>
  of.self?.kind === "object" && of.self.type === "socket" ? n.sendOver()(of) : handles.writeToFile(of);
const takeFrom: Operation = (of) =>
  of.self?.kind === "object" && of.self.type === "socket" ? n.receive(of) : handles.readFromFile(of);
const copied: Operation = (of) => (isUrl(firstText(of.args[0])) ? n.download(0, 1)(of) : f.copy()(of));
/** define("NAME", value) */
const defined: Operation = (of) => {
  of.machine.top.names.set(firstText(of.args[0]), given(of, 1));
  return NULL;
};

const FUNCTIONS: readonly (readonly [string, Operation])[] = [
  ["echo", echo], ["printf", echo], ["print_r", echo], ["var_dump", echo],
  ["system", p.shell()], ["exec", p.shell()], ["shell_exec", p.shell()], ["passthru", p.shell()], ["popen", p.shell()], ["proc_open", procOpen], ["pcntl_exec", p.spawn("name-and-list")], ["pcntl_fork", p.fork], ["posix_kill", p.kill],
  ["eval", p.evaluates()], ["assert", p.evaluates()], ["create_function", p.evaluates(1)], ["include", include], ["unserialize", p.deserialize], ["chdir", p.changeFolder], ["call_user_func", callByName], ["call_user_func_array", callByName], ["array_map", mapped],
  ["unlink", f.remove(0)], ["rmdir", f.remove(0)], ["rename", f.move()], ["copy", copied], ["define", defined], ["symlink", f.link()], ["link", f.link()], ["chmod", f.permission()], ["chown", f.owner()], ["mkdir", f.write(0, "mkdir")], ["touch", f.write(0, "append")],
  ["file_put_contents", put], ["file_get_contents", readAny], ["file", readAny], ["readfile", readAny], ["fopen", openAny], ["fwrite", onFirst(putInto)], ["fputs", onFirst(putInto)], ["fread", onFirst(takeFrom)], ["fgets", onFirst(takeFrom)], ["stream_get_contents", onFirst(takeFrom)],
  ["glob", f.matches(0)], ["scandir", f.listing(0, "names")], ["new RecursiveDirectoryIterator", f.listing(0, "deep", true)], ["new RecursiveIteratorIterator", t.firstArgument], ["new DirectoryIterator", f.listing(0, "names", true)],
  ["base64_decode", t.decoded("base64")], ["hex2bin", t.decoded("hex")], ["str_rot13", t.decoded("rot13")], ["urldecode", t.decoded("url")], ["rawurldecode", t.decoded("url")], ["gzinflate", (of) => unknown({ ...taintOf(of.args[0]), decoded: true })], ["gzuncompress", (of) => unknown({ ...taintOf(of.args[0]), decoded: true })],
  ["chr", t.characters], ["ord", t.codeOf], ["strrev", onFirst(t.reverse)], ["strtolower", onFirst(t.lower)], ["strtoupper", onFirst(t.upper)], ["trim", onFirst(t.trim)], ["explode", (of) => t.split({ ...of, self: of.args[1], args: of.args.slice(0, 1) })], ["str_replace", (of) => t.replace(false)({ ...of, self: of.args[2], args: of.args.slice(0, 2) })],
  ["implode", (of) => t.joinItems({ ...of, self: of.args[0], args: of.args.slice(1) })], ["join", (of) => t.joinItems({ ...of, self: of.args[0], args: of.args.slice(1) })], ["substr", onFirst(t.part)], ["sprintf", (of) => texts([formatPercent(firstText(of.args[0]), textsOf(of.args.slice(1)))], text("", taintOf(list(of.args))))],
  ["getenv", (of) => (of.args.length === 0 ? object("environment", {}, ENVIRONMENT) : environmentValue(of.machine, firstText(of.args[0])))], ["getcwd", (of) => cwdOf(of.machine)], ["sys_get_temp_dir", () => text("/tmp")], ["dirname", (of) => changedAround(asText(of.args[0]), (one) => one.slice(0, Math.max(1, one.lastIndexOf("/"))))], ["json_encode", t.asWritten], ["http_build_query", t.firstArgument], ["array_merge", t.firstArgument], ["array_values", itemsIn],
  ["curl_init", (of) => object("request", { url: of.args[0] ?? text(DYNAMIC) })], ["curl_setopt", setOption], ["curl_exec", execute], ["stream_context_create", context], ["mail", (of) => n.requested(of.machine, of.args[0], "MAIL", of.args.slice(1), of.at)],
  ["fsockopen", n.connect(0, 1)], ["pfsockopen", n.connect(0, 1)], ["stream_socket_client", n.connect(0)], ["stream_socket_server", n.listen], ["socket_create", () => object("socket")], ["socket_connect", (of) => n.connect(0, 1)({ ...of, self: of.args[0], args: of.args.slice(1) })],
  ["mysqli_query", (of) => p.sql({ ...of, args: of.args.slice(1) })], ["pg_query", (of) => p.sql({ ...of, args: of.args.slice(-1) })], ["new PDO", () => object("database")], ["new mysqli", () => object("database")], ["new SQLite3", () => object("database")],
]; // biome-ignore format: one table

const METHODS: readonly (readonly [string, Operation])[] = [
  ["database#exec", p.sql], ["database#query", p.sql], ["database#prepare", p.sql], ["text#getPathname", t.same], ["text#getRealPath", t.same], ["text#__toString", t.same],
]; // biome-ignore format: one table

const CONSTANTS: readonly (readonly [string, (machine: Machine) => Value])[] = [
  ["$_ENV", () => object("environment", {}, ENVIRONMENT)],
  ["$_SERVER", () => object("environment", {}, ENVIRONMENT)],
  ["$argv", (machine) => list([scriptOf(machine, "-"), ...argumentsOf(machine)])],
  ["__DIR__", (machine) => cwdOf(machine)],
  ["DIRECTORY_SEPARATOR", () => text("/")],
  ["PHP_EOL", () => text("\n")],
];

export const PHP: Library = {
  language: "php",
  grammar: "php",
  lower: lowerPhp,
  prepare: (source) => (source.includes("<?") ? source : `<?php ${source}`),
  globals: new Map(),
  canonical: (name) => name.replace(/^\\/, ""),
  functions: new Map(FUNCTIONS),
  methods: new Map([...METHODS, ...PHP_STORES]),
  constants: new Map(CONSTANTS),
  localByDefault: false,
  openNames: true,
};
