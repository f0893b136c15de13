import { DYNAMIC } from "../../../model/effect.ts";
import { CONSUMES, callFunction, callValue } from "../calls.ts";
import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import { given, receiver } from "../given.ts";
import { each, filtered } from "../iteration.ts";
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
} from "../machine.ts";
import { member } from "../members.ts";
import * as n from "../network.ts";
import * as p from "../processes.ts";
import * as t from "../text-methods.ts";
import { changedAround, decode, formatPercent, joinBelow, joinPath, textsOf } from "../texts.ts";
import {
  asText,
  either,
  entriesOf,
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
import { lowerRuby } from "./lower.ts";

const put =
  (end: string): Operation =>
  (of) => {
    for (const one of of.args) {
      if (one.kind === "object" && one.type === "environment")
        effect(of.machine, { kind: "environment", name: "", value: "", action: "show" }, of.at);
      print(of.machine, asText(one), end);
    }
    return NULL;
  };

const withoutBlock = (of: LibraryCall): readonly Value[] => of.args.filter((one) => one.kind !== "function");

/** system("line") is a shell's, system("name", "arg") is not. Kernel#system */
const runs: Operation = (of) => {
  const args = withoutBlock(of).filter((one) => one.kind !== "dict" && one.kind !== "object");
  if ([...of.args, ...of.named.values()].some((one) => one.kind === "object" && one.type === "socket"))
    of.machine.remote.tied = true;
  if (args.length === 1 && args[0]?.kind !== "list") return p.shell()({ ...of, args });
  return p.spawn("all")({ ...of, args });
};

/** open("|cmd") and open("https://…") besides files. */
const openAny: Operation = (of) => {
  const one = firstText(of.args[0]);
  if (one.startsWith("|")) return p.shell()({ ...of, args: [text(one.slice(1))] });
  if (/^(?:https?|ftp):/.test(one)) return n.requested(of.machine, of.args[0], "GET", [], of.at);
  return handles.open()(of);
};

/** File.write(path, text), with `mode: "a"` it appends. */
const writeFile: Operation = (of) =>
  f.write(0, firstText(of.named.get("mode") ?? text("w")).startsWith("a") ? "append" : "truncate", 1)(of);

const removeEach =
  (recursive: boolean): Operation =>
  (of) => {
    for (const one of withoutBlock(of)) f.remove(0, recursive)({ ...of, args: [one] });
    return NULL;
  };
const chmodFirst: Operation = (of) => {
  for (const one of of.args.slice(1)) f.permission(0, 1)({ ...of, args: [one, given(of)] });
  return NULL;
};
const chmodTree: Operation = (of) => {
  const path = asText(of.args[1]);
  return f.permission(0, 1)({ ...of, args: [{ ...path, wild: "deep" }, given(of)] });
};

const expand: Operation = (of) => {
  const home = firstText(homeOf(of.machine));
  const path = changedAround(asText(of.args[0]), (one) =>
    one === "~" || one.startsWith("~/") ? home + one.slice(1) : one,
  );
  return of.args[1] === undefined ? path : joinPath([asText(of.args[1]), path]);
};

/** object.send(:name, …), Object.const_get(:Name) */
const send: Operation = (of) => {
  const name = firstText(of.args[0]);
  if (name === DYNAMIC) return undefined;
  const callee =
    of.self === undefined || of.self.kind !== "library" || of.self.name === "Kernel" || of.self.name === "self"
      ? ({ kind: "library", name } as Value)
      : member(of.self, name, of.machine);
  return callValue(callee, { args: of.args.slice(1), named: of.named }, of.machine, of.at);
};
/** `File.method(:delete)` */
const methodOf: Operation = (of) => member(receiver(of), firstText(of.args[0]), of.machine);
const constant: Operation = (of) => ({ kind: "library", name: firstText(of.args[0]) });

/** [text].pack("m") encodes, text.unpack("m") decodes; "H*" and "C*" the other way round. Packed Data, Ruby 3.3 */
const pack: Operation = (of) => {
  const items = listed(of.self);
  const how = firstText(of.args[0]);
  if (/^[CcU]/.test(how)) return t.characters({ ...of, args: items });
  if (/^H/.test(how)) return decode(asText(items[0]), "hex");
  return unknown(taintOf(of.self));
};
const unpack: Operation = (of) => {
  const how = firstText(of.args[0]);
  const value = /^m/.test(how) ? decode(asText(of.self), "base64") : unknown(taintOf(of.self));
  return of.name === "unpack1" ? value : list([value]);
};

const requestUri =
  (method: string): Operation =>
  (of) => {
    const [, given] = withoutBlock(of);
    const body = method === "GET" ? [] : given === undefined ? [...of.named.values()] : [given];
    return n.requested(of.machine, of.args[0], method, body, of.at);
  };

const block: Operation = (of) => of.args.findLast((one) => one.kind === "function");
/** `hash.each { |key, value| … }` */
const pairs: Operation = (of) => {
  const fn = given(of);
  return list(
    [...entriesOf(of.self)].map(([key, value]) => callFunction(fn, [text(key), value], new Map(), of.machine)),
  );
};
for (const one of [block, pairs]) CONSUMES.add(one);

/** `text.tr("ab", "xy")`; ranges and classes of characters are not followed. */
const translated: Operation = (of) => {
  const [from, to] = [firstText(of.args[0]), firstText(of.args[1])];
  if (/[-^]/.test(from + to) || from.length !== to.length) return unknown(taintOf(of.self));
  return changedAround(asText(of.self), (one) =>
    [...one].map((c) => (from.includes(c) ? to.charAt(from.indexOf(c)) : c)).join(""),
  );
};

const formatted: Operation = (of) =>
  text(formatPercent(firstText(of.args[0]), textsOf(of.args.slice(1))), taintOf(list(of.args)));

const FUNCTIONS: readonly (readonly [string, Operation])[] = [
  ["puts", put("\n")], ["print", put("")], ["p", put("\n")], ["$stdout.puts", put("\n")], ["STDOUT.puts", put("\n")], ["$stdout.write", put("")], ["printf", put("")],
  ["system", runs], ["exec", runs], ["spawn", runs], ["Process.spawn", runs], ["Process.exec", runs], ["IO.popen", runs], ["Open3.capture2", runs], ["Open3.capture2e", runs], ["Open3.capture3", runs], ["Open3.popen3", runs], ["Open3.popen2", runs], ["PTY.spawn", runs], ["`", p.shell()],
  ["eval", p.evaluates()], ["instance_eval", p.evaluates()], ["binding.eval", p.evaluates()], ["RubyVM::InstructionSequence.compile", p.evaluates()], ["Marshal.load", p.deserialize], ["YAML.unsafe_load", p.deserialize],
  ["fork", p.fork], ["Process.fork", p.fork], ["Process.kill", (of) => p.kill({ ...of, args: [given(of, 1), given(of)] })], ["Dir.chdir", p.changeFolder], ["send", send], ["public_send", send], ["__send__", send], ["const_get", constant], ["lambda", block], ["proc", block], ["Proc.new", block], ["Kernel.const_get", constant],
  ["File.delete", removeEach(false)], ["File.unlink", removeEach(false)], ["Dir.rmdir", f.remove(0)], ["Dir.delete", f.remove(0)], ["Dir.unlink", f.remove(0)],
  ...["rm_rf", "rm_r", "rmtree", "remove_dir", "remove_entry", "remove_entry_secure"].map((name): readonly [string, Operation] => [`FileUtils.${name}`, f.remove(0, true)]),
  ...["rm", "rm_f", "remove", "remove_file", "rmdir", "safe_unlink"].map((name): readonly [string, Operation] => [`FileUtils.${name}`, f.remove(0)]),
  ["FileUtils.mv", f.move()], ["FileUtils.move", f.move()], ["File.rename", f.move()], ["FileUtils.cp", f.copy()], ["FileUtils.cp_r", f.copy()], ["FileUtils.copy", f.copy()], ["FileUtils.mkdir_p", f.write(0, "mkdir")], ["FileUtils.mkdir", f.write(0, "mkdir")], ["Dir.mkdir", f.write(0, "mkdir")], ["FileUtils.touch", f.write(0, "append")],
  ["FileUtils.ln_s", f.link()], ["FileUtils.ln_sf", f.link()], ["File.symlink", f.link()], ["FileUtils.chmod", chmodFirst], ["File.chmod", chmodFirst], ["FileUtils.chmod_R", chmodTree], ["FileUtils.chown_R", f.owner(2)], ["File.truncate", f.write(0, "truncate")],
  ["File.open", handles.open()], ["File.new", handles.open()], ["open", openAny], ["Kernel.open", openAny], ["File.write", writeFile], ["IO.write", writeFile], ["File.binwrite", writeFile], ["IO.binwrite", writeFile], ["IO.binread", f.read(0)], ["File.read", f.read(0)], ["IO.read", f.read(0)], ["File.binread", f.read(0)], ["File.readlines", f.read(0)], ["IO.readlines", f.read(0)], ["File.foreach", f.read(0)],
  ["Dir.glob", f.matches(0)], ["Dir.children", f.listing(0, "names")], ["Dir.entries", f.listing(0, "names")], ["Dir.each_child", f.listing(0, "names")], ["Find.find", f.listing(0, "deep", true)],
  ["File.join", (of) => joinBelow(textsOf(of.args))], ["File.expand_path", expand], ["File.basename", t.firstArgument], ["Dir.home", (of) => homeOf(of.machine)], ["Dir.pwd", (of) => cwdOf(of.machine)], ["Dir.tmpdir", () => text("/tmp")], ["Dir.mktmpdir", () => text("/tmp/new")], ["Pathname", t.firstArgument], ["Pathname.new", t.firstArgument],
  ["Base64.decode64", t.decoded("base64")], ["Base64.strict_decode64", t.decoded("base64")], ["Base64.urlsafe_decode64", t.decoded("base64url")], ["String.new", t.asWritten], ["format", formatted], ["sprintf", formatted], ["JSON.generate", t.asWritten], ["URI.encode_www_form", t.firstArgument],
  ["URI.open", requestUri("GET")], ["OpenURI.open_uri", requestUri("GET")], ["URI", t.firstArgument], ["URI.parse", t.firstArgument], ["Net::HTTP.get", requestUri("GET")], ["Net::HTTP.get_response", requestUri("GET")], ["Net::HTTP.post", requestUri("POST")], ["Net::HTTP.post_form", requestUri("POST")],
  ["HTTParty.get", requestUri("GET")], ["HTTParty.post", n.request(0, "POST")], ["Faraday.get", requestUri("GET")], ["Faraday.post", requestUri("POST")], ["RestClient.post", requestUri("POST")], ["RestClient.get", requestUri("GET")],
  ["TCPSocket.new", n.connect(0, 1)], ["TCPSocket.open", n.connect(0, 1)], ["TCPServer.new", n.listen], ["TCPServer.open", n.listen],
  ["$stdin.reopen", n.tie], ["$stdout.reopen", n.tie], ["$stderr.reopen", n.tie], ["STDIN.reopen", n.tie], ["STDOUT.reopen", n.tie],
  ["STDIN.read", (of) => f.stdinText(of.machine)], ["$stdin.read", (of) => f.stdinText(of.machine)], ["ARGF.read", (of) => f.stdinText(of.machine)], ["gets", (of) => f.stdinText(of.machine)],
]; // biome-ignore format: one table

const METHODS: readonly (readonly [string, Operation])[] = [
  ["list#each", each], ["list#map", each], ["list#each_with_index", each], ["list#flat_map", each], ["list#select", filtered], ["list#reject", filtered], ["list#grep", filtered], ["list#join", t.joinList("")], ["list#reverse", t.reverse], ["list#pack", pack], ["list#first", (of) => either(listed(of.self))], ["list#push", t.push],
  ["list#<<", t.push],
  ["text#upcase", t.upper], ["text#downcase", t.lower], ["text#strip", t.trim], ["text#chomp", t.trim], ["text#reverse", t.reverse], ["text#gsub", t.replace(false)], ["text#sub", t.replace(true)], ["text#split", t.split], ["text#unpack", unpack], ["text#unpack1", unpack], ["text#to_s", t.same], ["text#chars", t.split], ["text#concat", t.concatenated],
  ["text#tr", translated], ["text#read", f.read("self")], ["text#rmtree", f.remove("self", true)], ["text#unlink", f.remove("self")], ["text#write", f.write("self", "truncate", 0)], ["text#join", (of) => joinBelow(textsOf([of.self, ...of.args]))], ["text#+", t.concatenated],
  ["#exec", p.sql], ["#execute", p.sql], ["#exec_query", p.sql], ["#exec_params", p.sql], ["text#delete", (of) => (of.args.length === 0 ? f.remove("self")(of) : unknown(taintOf(of.self)))], ["constant#chr", (of) => t.characters({ ...of, args: [receiver(of)] })], ["constant#times", each], ["constant#to_s", (of) => asText(of.self)], ["dict#each", pairs], ["dict#each_pair", pairs], ["dict#map", pairs], ["library#send", send], ["library#public_send", send], ["library#__send__", send], ["library#method", methodOf],
  ["file#write", handles.writeToFile], ["file#puts", handles.writeToFile], ["file#print", handles.writeToFile], ["file#<<", handles.writeToFile], ["file#read", handles.readFromFile], ["file#each_line", handles.readFromFile], ["file#close", () => NULL],
  ["environment#to_h", t.same], ["environment#to_a", t.same], ["environment#inspect", t.same], ["environment#to_json", t.same], ["environment#fetch", (of) => environmentValue(of.machine, firstText(of.args[0]))],
  ["socket#write", n.sendOver()], ["socket#puts", n.sendOver()], ["socket#print", n.sendOver()], ["socket#gets", n.receive], ["socket#read", n.receive], ["socket#to_i", tieFileno], ["socket#fileno", tieFileno], ["socket#accept", t.same],
]; // biome-ignore format: one table

/** A descriptor's number is asked for to be put into `<&%d`. */
function tieFileno(of: LibraryCall): Value | undefined {
  of.machine.remote.tied = true;
  return of.self;
}

const CONSTANTS: readonly (readonly [string, (machine: Machine) => Value])[] = [
  ["ENV", () => object("environment", {}, ENVIRONMENT)],
  ["ARGV", (machine) => list(argumentsOf(machine))],
  ["__FILE__", (machine) => scriptOf(machine)],
  ["$0", (machine) => scriptOf(machine, "-e")],
];

const CLASSES = /^(?:Kernel|Object|self|::)\.(?=[a-z_`])/;

export const RUBY: Library = {
  language: "ruby",
  grammar: "ruby",
  lower: lowerRuby,
  globals: new Map(),
  canonical: (name) => name.replace(CLASSES, "").replace(/^::/, ""),
  functions: new Map(FUNCTIONS),
  methods: new Map(METHODS),
  constants: new Map(CONSTANTS),
  localByDefault: false,
  openNames: true,
};
