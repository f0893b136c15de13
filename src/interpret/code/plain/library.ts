import * as handles from "../file-handles.ts";
import * as f from "../files.ts";
import { given } from "../given.ts";
import type { Library, LibraryCall, Operation } from "../library.ts";
import { environmentValue, homeOf, print } from "../machine.ts";
import * as n from "../network.ts";
import * as p from "../processes.ts";
import * as t from "../text-methods.ts";
import { changedAround, joinBelow, joined, textsOf } from "../texts.ts";
import {
  asText,
  fieldOf,
  firstText,
  itemsOf,
  list,
  NULL,
  object,
  taintOf,
  text,
  UNKNOWN,
  unknown,
  type Value,
} from "../value.ts";
import { readPlain } from "./read.ts";
import type { Dialect } from "./tokens.ts";

// Lua, R, Julia, Go, Elixir, Groovy and what else runs on its machine: what of their libraries touches files, processes and the network.

type Table = readonly (readonly [string, Operation])[];

const put: Operation = (of) => {
  print(of.machine, joined(textsOf(of.args), text(" ")), "\n");
  return NULL;
};
/** system2 puts its arguments behind the command as they are, and a shell reads the line. */
const runs: Operation = (of) => {
  const args = of.named.get("args") ?? given(of, 1);
  const words = args === UNKNOWN ? [] : (itemsOf(args) ?? [args]);
  return p.shell()({ ...of, args: [joined(textsOf([given(of), ...words]), text(" "))] });
};
const environment: Operation = (of) => environmentValue(of.machine, firstText(of.args[0]));
const home = (of: LibraryCall) => homeOf(of.machine);
/** `"rm -rf x".execute()` and `["rm", "x"].execute()` (Groovy). */
const executed: Operation = (of) =>
  of.self?.kind === "list" ? p.spawn("list")({ ...of, args: [of.self] }) : p.shell("self")(of);

/** `new Socket(host, port)`: what a shell of the same code reads and writes is tied to it by hand. */
const dialled: Operation = (of) => {
  of.machine.remote.tied = true;
  return n.connect(0, 1)(of);
};

/** `exec.Command("sh", "-c", …)`, `System.cmd("sh", ["-c", …])` */
const named = p.spawn("all");
/** `Runtime.exec` splits a text at its spaces, or takes an array. */
const started: Operation = (of) => {
  const array = of.args.find((one) => one.kind === "list" && one.items.length > 0);
  return array === undefined ? p.shell()(of) : p.spawn("list")({ ...of, args: [array] });
};
/** A module by its name; what is asked of it is in the table under that name. */
const required: Operation = (of) => ({ kind: "library", name: firstText(of.args[0]).replace(/^socket\.(?=http)/, "") });
/** Go names the protocol first, and the port with the host. */
const dialledAt: Operation = (of) => dialled({ ...of, args: of.args.slice(1) });
const posted: Operation = (of) => n.request(0, "POST", [2])(of);

/** R's file functions expand a leading tilde (path.expand). */
function withHome(of: LibraryCall, value: Value): Value {
  if (value.kind === "list") return list(value.items.map((item) => withHome(of, item)));
  return changedAround(asText(value), (one) => one.replace(/^~(?=\/|$)/, firstText(home(of))));
}

/** write(file or path, text) */
const writeTo: Operation = (of) =>
  of.args[0]?.kind === "object"
    ? handles.writeToFile({ ...of, self: of.args[0], args: of.args.slice(1) })
    : f.write(0, "truncate", 1)(of);

const LUA: Table = [
  ["require", required], ["assert", t.firstArgument], ["pcall", t.firstArgument], ["tostring", t.firstArgument],
  ["print", put], ["io.write", put], ["os.execute", p.shell()], ["io.popen", p.shell()], ["os.remove", f.remove(0)], ["os.rename", f.move()], ["io.open", handles.open()], ["io.lines", f.read(0)],
  ["load", p.evaluates()], ["loadstring", p.evaluates()], ["os.getenv", environment], ["string.char", t.characters], ["string.reverse", t.reverse], ["string.format", t.firstArgument], ["lfs.rmdir", f.remove(0)], ["lfs.chdir", p.changeFolder], ["vim.fn.delete", f.remove(0, true)], ["vim.fn.system", p.shell()],
  ["socket.connect", n.connect(0, 1)], ["socket.tcp", () => object("socket")], ["http.request", n.request(0, "GET", [1])], ["table.concat", (of) => t.joinList("")({ ...of, self: of.args[0], args: of.args.slice(1) })],
]; // biome-ignore format: one table

const R: Table = [
  ["print", put], ["cat", put], ["system", p.shell()], ["system2", runs], ["shell", p.shell()], ["pipe", p.shell()], ["unlink", (of) => f.remove(0, "recursive")({ ...of, args: [withHome(of, given(of)), ...of.args.slice(1)] })], ["file.remove", f.remove(0)], ["fs.dir_delete", f.remove(0, true)], ["file.rename", f.move()], ["file.copy", f.copy()], ["writeLines", f.write(1, "truncate", 0)],
  ["readLines", f.read(0)], ["readRDS", f.read(0)], ["read.csv", f.read(0)], ["write.csv", f.write(1, "truncate")], ["source", (of) => (/^https?:/.test(firstText(of.args[0])) ? p.runText(of.machine, unknown(taintOf(n.requested(of.machine, of.args[0], "GET", [], of.at))), of.at) : NULL)],
  ["eval", p.evaluates()], ["parse", (of) => of.named.get("text")], ["Sys.getenv", environment], ["path.expand", (of) => withHome(of, given(of))], ["file.path", (of) => joinBelow(textsOf(of.args))], ["paste0", (of) => joined(textsOf(of.args), text(""))], ["paste", (of) => joined(textsOf(of.args), of.named.has("sep") ? asText(of.named.get("sep")) : text(" "))], ["c", (of) => list(of.args)],
  ["download.file", n.download(0, 1)], ["httr.POST", n.request(0, "POST")], ["httr::POST", n.request(0, "POST")], ["httr::GET", n.request(0, "GET")], ["list.files", f.listing(0, "recursive", true)], ["setwd", p.changeFolder], ["Sys.chmod", f.permission()], ["intToUtf8", t.characters], ["quit", () => NULL],
]; // biome-ignore format: one table

const JULIA: Table = [
  ["println", put], ["print", put], ["run", (of) => of.args[0]], ["read", (of) => (of.args[0]?.kind === "text" ? f.read(0)(of) : of.args[0])], ["rm", f.remove(0, "recursive")], ["mv", f.move()], ["cp", f.copy()], ["write", writeTo], ["open", handles.open()], ["chmod", f.permission()], ["homedir", home], ["joinpath", (of) => joinBelow(textsOf(of.args))], ["eval", t.firstArgument], ["Meta.parse", p.evaluates()], ["include_string", p.evaluates(1)], ["download", n.download(0, 1)], ["Downloads.download", n.download(0, 1)], ["cd", p.changeFolder],
]; // biome-ignore format: one table

const GROOVY: Table = [["println", put], ["ProcessBuilder", named], ["Socket", dialled], ["File", t.firstArgument], ["Runtime.getRuntime", () => object("runtime")], ["Runtime.runtime", () => object("runtime")], ["Eval.me", p.evaluates()], ["evaluate", p.evaluates()], ["System.getenv", environment], ["URL", t.firstArgument]]; // biome-ignore format: one table

const GO: Table = [
  ["exec.Command", named], ["exec.CommandContext", (of) => named({ ...of, args: of.args.slice(1) })], ["syscall.Exec", p.spawn("path-and-argv")], ["os.StartProcess", p.spawn("path-and-argv")],
  ["os.Remove", f.remove(0)], ["os.RemoveAll", f.remove(0, true)], ["os.Rename", f.move()], ["os.Truncate", f.write(0, "truncate")], ["os.WriteFile", f.write(0, "truncate", 1)], ["ioutil.WriteFile", f.write(0, "truncate", 1)], ["os.ReadFile", f.read(0)], ["ioutil.ReadFile", f.read(0)], ["os.Open", f.read(0)], ["os.Chmod", f.permission()],
  ["os.Getenv", environment], ["os.UserHomeDir", home], ["filepath.Join", (of) => joinBelow(textsOf(of.args))], ["path.Join", (of) => joinBelow(textsOf(of.args))], ["string", t.firstArgument], ["strings.NewReader", t.firstArgument], ["bytes.NewReader", t.firstArgument], ["bytes.NewBuffer", t.firstArgument], ["fmt.Println", put], ["fmt.Print", put], ["url.QueryEscape", t.firstArgument],
  ["net.Dial", dialledAt], ["net.DialTimeout", dialledAt], ["tls.Dial", dialledAt], ["net.Listen", n.listen], ["http.Get", n.request(0, "GET")], ["http.Post", posted], ["http.PostForm", n.request(0, "POST", [1])],
]; // biome-ignore format: one table

const ELIXIR: Table = [
  ["c", t.firstArgument], ["s", t.firstArgument],
  ["IO.puts", put], ["IO.inspect", put], ["System.cmd", p.spawn("name-and-list")], ["System.shell", p.shell()], ["os.cmd", p.shell()], ["Port.open", t.firstArgument], ["File.rm", f.remove(0)], ["File.rm_rf", f.remove(0, true)], ["File.rmdir", f.remove(0)], ["File.write", f.write(0, "truncate", 1)], ["File.read", f.read(0)], ["File.cp", f.copy()], ["File.rename", f.move()], ["File.cd", p.changeFolder],
  ["System.get_env", environment], ["System.user_home", home], ["Path.expand", (of) => withHome(of, given(of))], ["Path.join", (of) => joinBelow(textsOf(of.args))], ["Code.eval_string", p.evaluates()], ["HTTPoison.get", n.request(0, "GET")], ["HTTPoison.post", n.request(0, "POST", [1])], ["Req.get", n.request(0, "GET")], ["Req.post", n.request(0, "POST")], ["gen_tcp.connect", dialled],
]; // biome-ignore format: one table

const METHODS: Table = [
  ["runtime#exec", started],
  ["file#write", handles.writeToFile], ["file#read", handles.readFromFile], ["file#close", () => NULL], ["text#execute", executed], ["list#execute", executed], ["text#deleteDir", f.remove("self", true)], ["text#delete", f.remove("self")], ["text#write", f.write("self", "truncate", 0)], ["text#rep", t.same], ["text#reverse", t.reverse], ["text#upper", t.upper], ["text#lower", t.lower], ["process#read", (of) => (fieldOf(of.self, "text"))], ["socket#connect", n.connect(0, 1)], ["socket#send", n.sendOver()], ["socket#receive", n.receive],
]; // biome-ignore format: one table

const dialect = (comment: RegExp, changes: Partial<Dialect> = {}): Dialect => ({
  comment,
  sigils: false,
  listOperators: false,
  interpolates: undefined,
  lines: true,
  backticks: false,
  dots: false,
  ...changes,
});

function library(language: string, functions: Table, written: Dialect): Library {
  const read = (source: string) => readPlain(source, written);
  return {
    language,
    grammar: "",
    lower: read,
    read,
    globals: new Map(),
    canonical: (name) =>
      name.replace(/^fs::|^(?:java|groovy)\.(?:lang|io|net|util)\.|^Packages\./, (found) =>
        found === "fs::" ? "fs." : "",
      ),
    functions: new Map(functions),
    methods: new Map(METHODS),
    constants: new Map(),
    localByDefault: false,
    openNames: true,
  };
}

export const PLAIN: readonly Library[] = [
  library("lua", LUA, dialect(/^--/, { dots: true })),
  library("r", R, dialect(/^#/)),
  library("julia", JULIA, dialect(/^#/, { backticks: true, interpolates: /\$\(?([A-Za-z_]\w*)\)?/g })),
  library("groovy", GROOVY, dialect(/^\/\//, { interpolates: /\$\{?([A-Za-z_][\w.]*)\}?/g, dots: true })),
  library("go", GO, dialect(/^\/\//, { dots: true })),
  library("elixir", ELIXIR, dialect(/^#(?!\{)/, { dots: true })),
];
