import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import { given } from "../given.ts";
import type { Library, LibraryCall, Operation } from "../library.ts";
import { argumentsOf, ENVIRONMENT, homeOf, type Machine, print, scriptOf } from "../machine.ts";
import * as n from "../network.ts";
import { readPlain } from "../plain/read.ts";
import type { Dialect } from "../plain/tokens.ts";
import * as p from "../processes.ts";
import * as t from "../text-methods.ts";
import { decode, formatPercent, textsOf } from "../texts.ts";
import {
  asText,
  firstText,
  itemsOf,
  list,
  listed,
  NULL,
  object,
  taintOf,
  text,
  UNKNOWN,
  unknown,
  type Value,
} from "../value.ts";

// perlfunc(1), File::Path, File::Copy, LWP, IO::Socket.

const flat = (of: LibraryCall): readonly Value[] => of.args.flatMap((arg) => itemsOf(arg) ?? [arg]);

const put =
  (end: string): Operation =>
  (of) => {
    // The first may be a handle: `print STDERR "…"`, `print $fh "…"`.
    const [first, ...rest] = flat(of);
    if (first?.kind === "object" && (first.type === "file" || first.type === "socket"))
      return first.type === "file"
        ? handles.writeToFile({ ...of, self: first, args: rest })
        : n.sendOver()({ ...of, self: first, args: rest });
    for (const one of flat(of)) if (one.kind !== "library") print(of.machine, asText(one), "");
    if (end !== "") print(of.machine, text(""), end);
    return NULL;
  };

const runs: Operation = (of) => {
  const args = flat(of);
  return args.length === 1 ? p.shell()({ ...of, args }) : p.spawn("all")({ ...of, args });
};

/** glob(): several patterns in one text, and `~` means home as in csh (File::Glob). */
const globbed: Operation = (of) => {
  const pattern = asText(given(of));
  const home = firstText(homeOf(of.machine));
  const each = pattern.texts.flatMap((one) => one.trim().split(/\s+/)).map((one) => one.replace(/^~(?=\/|$)/, home));
  return list(each.flatMap((one) => listed(f.matches(0)({ ...of, args: [text(one, pattern.taint)] }))));
};

const removeEach =
  (recursive: boolean): Operation =>
  (of) => {
    for (const one of flat(of)) if (one.kind !== "dict") f.remove(0, recursive)({ ...of, args: [one] });
    return NULL;
  };

/** open(FH, MODE, FILE), open(FH, "MODEFILE"), with `|` for a command; `open(STDIN, ">&S")` ties a socket. */
const open: Operation = (of) => {
  const [handle, mode, file] = of.args;
  const one = firstText(mode);
  const std = handle?.kind === "library" && /^STD(?:IN|OUT|ERR)$/.test(handle.name);
  if (std && one.includes("&")) return n.tie(of);
  if (/^\s*\||\|\s*$|^-\||^\|-/.test(one))
    return p.shell()({
      ...of,
      args: file === undefined ? [text(one.replace(/^\s*\||\|\s*$/g, ""), taintOf(mode))] : of.args.slice(2),
    });
  const path = file ?? text(one.replace(/^\s*[+]?[<>]{0,2}\s*/, ""), taintOf(mode));
  const opened = handles.opened(of.machine, path, file === undefined && !/^\s*[+]?[<>]/.test(one) ? "r" : one, of.at);
  return opened;
};

const pack: Operation = (of) => {
  const how = firstText(of.args[0]);
  if (/^[CcUW]/.test(how)) return t.characters({ ...of, args: of.args.slice(1), self: undefined });
  return /^H/.test(how) ? decode(asText(of.args[1]), "hex") : unknown(taintOf(list(of.args)));
};
const unpack: Operation = (of) =>
  /^u/.test(firstText(of.args[0])) ? unknown({ ...taintOf(of.args[1]), decoded: true }) : unknown(taintOf(of.args[1]));

const chmod: Operation = (of) => {
  const [mode = UNKNOWN, ...files] = flat(of);
  for (const one of files) f.permission(0, 1)({ ...of, args: [one, mode] });
  return NULL;
};

const onFirst =
  (operation: Operation): Operation =>
  (of) =>
    operation({ ...of, self: of.args[0], args: of.args.slice(1) });

/** find(sub {…}, @folders) visits all below them. */
const find: Operation = (of) => {
  of.machine.top.names.set("$_", { ...f.below(asText(of.args[1]), undefined, "deep") });
  of.machine.top.names.set("$File::Find::name", f.below(asText(of.args[1]), undefined, "deep"));
  return undefined;
};

const socket: Operation = (of) => {
  const named = new Map<string, Value>();
  const args = flat(of);
  for (const [at, value] of args.entries()) if (at % 2 === 1) named.set(firstText(args[at - 1]), value);
  if (named.has("Listen") || named.has("LocalPort")) return n.listen(of);
  const address = named.get("PeerAddr") ?? named.get("PeerHost") ?? UNKNOWN;
  return n.connect(0)({ ...of, args: args.length === 1 ? args : [address] });
};

const connectCall: Operation = (of) => {
  n.connect(0)({ ...of, args: of.args.slice(1, 2), self: of.args[0] });
  return { kind: "constant", value: true };
};

const FUNCTIONS: readonly (readonly [string, Operation])[] = [
  ["print", put("")], ["say", put("\n")], ["printf", put("")],
  ["system", runs], ["exec", runs], ["qx", p.shell()], ["readpipe", p.shell()], ["IPC::Open3::open3", runs], ["open3", (of) => runs({ ...of, args: of.args.slice(3) })], ["open2", (of) => runs({ ...of, args: of.args.slice(2) })], ["syscall", () => NULL],
  ["eval", p.evaluates()], ["fork", p.fork], ["kill", (of) => p.kill({ ...of, args: [given(of, 1), given(of)] })], ["chdir", p.changeFolder], ["Storable::thaw", p.deserialize], ["do", (of) => of.args[0]],
  ["unlink", removeEach(false)], ["rmdir", removeEach(false)], ["rmtree", removeEach(true)], ["remove_tree", removeEach(true)], ["File::Path::rmtree", removeEach(true)], ["File::Path::remove_tree", removeEach(true)], ["truncate", f.write(0, "truncate")],
  ["rename", f.move()], ["move", f.move()], ["File::Copy::move", f.move()], ["copy", f.copy()], ["File::Copy::copy", f.copy()], ["symlink", f.link()], ["link", f.link()], ["mkdir", f.write(0, "mkdir")], ["make_path", f.write(0, "mkdir")], ["mkpath", f.write(0, "mkdir")],
  ["chmod", chmod], ["chown", (of) => f.owner(2)(of)], ["open", open], ["sysopen", (of) => open({ ...of, args: [given(of), text("<"), given(of, 1)] })], ["close", () => NULL], ["readline", (of) => (of.args[0]?.kind === "object" ? handles.readFromFile({ ...of, self: of.args[0] }) : f.stdinText(of.machine))],
  ["read_file", f.read(0)], ["slurp", f.read(0)], ["write_file", f.write(0, "truncate", 1)], ["glob", globbed], ["bsd_glob", globbed], ["File::Glob::bsd_glob", globbed], ["find", find], ["finddepth", find], ["File::Find::find", find],
  ["chr", t.characters], ["ord", t.codeOf], ["reverse", onFirst(t.reverse)], ["lc", onFirst(t.lower)], ["uc", onFirst(t.upper)], ["join", (of) => t.joinItems({ ...of, self: of.args[0], args: [list(flat({ ...of, args: of.args.slice(1) }))] })], ["sprintf", (of) => text(formatPercent(firstText(of.args[0]), textsOf(of.args.slice(1))), taintOf(list(of.args)))], ["substr", onFirst(t.part)],
  ["pack", pack], ["unpack", unpack], ["decode_base64", t.decoded("base64")], ["MIME::Base64::decode_base64", t.decoded("base64")], ["MIME::Base64::decode", t.decoded("base64")], ["uri_unescape", t.decoded("url")], ["hex", (of) => t.number({ ...of, args: [given(of), { kind: "constant", value: 16 }] })], ["oct", t.firstArgument], ["quotemeta", t.firstArgument],
  ["get", n.request(0, "GET")], ["getstore", n.download(0, 1)], ["LWP::Simple::get", n.request(0, "GET")], ["getprint", n.request(0, "GET")], ["POST", n.request(0, "POST", [1])],
  ["socket", (of) => { if (of.args[0]?.kind === "library") of.machine.top.names.set(of.args[0].name, object("socket")); return { kind: "constant", value: true }; }], ["connect", connectCall], ["sockaddr_in", (of) => of.args[1]], ["inet_aton", t.firstArgument], ["listen", n.listen],
  ["dup2", n.tie], ["POSIX::dup2", n.tie],
]; // biome-ignore format: one table

const METHODS: readonly (readonly [string, Operation])[] = [
  ["file#print", handles.writeToFile], ["file#say", handles.writeToFile], ["file#close", () => NULL], ["socket#fdopen", n.tie], ["socket#send", n.sendOver()], ["socket#print", n.sendOver()], ["socket#recv", n.receive], ["agent#get", n.request(0, "GET")], ["agent#post", n.request(0, "POST", [1])], ["agent#request", n.request(0, "GET")],
]; // biome-ignore format: one table

const LIBRARY_METHODS: readonly (readonly [string, Operation])[] = [
  ["IO::Socket::INET.new", socket], ["IO::Socket.new", socket], ["IO::Socket::SSL.new", socket], ["LWP::UserAgent.new", () => object("agent")], ["HTTP::Tiny.new", () => object("agent")],
  ["STDIN.fdopen", n.tie], ["STDOUT.fdopen", n.tie], ["STDERR.fdopen", n.tie], ["IO::File.new", handles.open()], ["Path::Tiny.new", t.firstArgument], ["DBI.connect", () => object("database")],
]; // biome-ignore format: one table

const CONSTANTS: readonly (readonly [string, (machine: Machine) => Value])[] = [
  ["%ENV", () => object("environment", {}, ENVIRONMENT)],
  ["@ARGV", (machine) => list(argumentsOf(machine))],
  ["$0", (machine) => scriptOf(machine, "-e")],
];

const DIALECT: Dialect = {
  comment: /^#/,
  sigils: true,
  listOperators: true,
  interpolates: /@\{\[(.*?)\]\}|\$\{?\w+(?:::\w+)*\}?(?:(?:->)?(?:\[[^\]]*\]|\{[^}]*\}))*|@[A-Za-z_]\w*/g,
  lines: false,
  backticks: true,
  dots: false,
};

export const PERL: Library = {
  language: "perl",
  grammar: "",
  lower: (source) => readPlain(source, DIALECT),
  read: (source) => readPlain(source, DIALECT),
  globals: new Map(),
  canonical: (name) => name.replace(/^(?:CORE|CORE::GLOBAL|POSIX)::(?=[a-z])/, ""),
  functions: new Map([...FUNCTIONS, ...LIBRARY_METHODS]),
  methods: new Map([
    ...METHODS,
    ["database#do", p.sql],
    ["database#prepare", p.sql],
    ["text#remove", f.remove("self")],
    ["text#spew", f.write("self", "truncate", 0)],
    ["text#slurp", f.read("self")],
    ["text#remove_tree", f.remove("self", true)],
  ]),
  constants: new Map(CONSTANTS),
  localByDefault: false,
  openNames: true,
};
