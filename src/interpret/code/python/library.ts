import { DYNAMIC } from "../../../model/effect.ts";
import { CLEAN } from "../../shell/value.ts";
import { CONSUMES, callFunction } from "../calls.ts";
import { asStream, program } from "../commands.ts";
import { rounds } from "../evaluate.ts";
import { stdinText } from "../files.ts";
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
  userOf,
} from "../machine.ts";
import { member } from "../members.ts";
import { PYTHON_STORES } from "../stores.ts";
import * as t from "../text-methods.ts";
import { decode, joined, textsOf } from "../texts.ts";
import {
  asText,
  either,
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
import { lowerPython } from "./lower.ts";
import { PYTHON_NETWORK, PYTHON_NETWORK_METHODS } from "./network.ts";
import { PYTHON_FILES, PYTHON_PATHS } from "./paths.ts";
import { PYTHON_DATABASE, PYTHON_PROCESSES } from "./processes.ts";

const printed: Operation = (of) => {
  if (of.named.has("file")) return NULL;
  const separator = of.named.has("sep") ? asText(of.named.get("sep")) : text(" ");
  const end = of.named.has("end") ? firstText(of.named.get("end")) : "\n";
  if (of.args.some((one) => one.kind === "object" && one.type === "environment")) shown(of.machine, of.at);
  print(of.machine, joined(textsOf(of.args), separator), end);
  return NULL;
};

function shown(machine: Machine, at: { start: number; end: number }): void {
  effect(machine, { kind: "environment", name: "", value: "", action: "show" }, at);
}

const imported: Operation = (of) => {
  const name = firstText(of.args[0]);
  return name === DYNAMIC ? undefined : { kind: "library", name: of.machine.library.canonical(name) };
};

const attribute: Operation = (of) => {
  const name = firstText(of.args[1]);
  return name === DYNAMIC ? undefined : member(given(of), name, of.machine);
};

/** map, filter: what comes out is what the function makes of each. */
const mapped: Operation = (of) => {
  const [fn = UNKNOWN, over = UNKNOWN] = of.args;
  return list((itemsOf(over) ?? rounds(over)).map((item) => callFunction(fn, [item], new Map(), of.machine)));
};
CONSUMES.add(mapped);

const decodedAs: Operation = (of) => {
  const [value, encoding = text("utf8")] = of.self === undefined ? of.args : [of.self, ...of.args];
  return decode(asText(value), firstText(encoding));
};

const bytesOf: Operation = (of) => (of.args[0]?.kind === "list" ? t.characters(of) : asText(of.args[0]));

const communicate: Operation = (of) => {
  const input = of.args[0] ?? of.named.get("input");
  const argv = fieldOf(of.self, "argv");
  const stdin = asStream(input);
  if (argv?.kind === "list" && stdin !== undefined) program(argv.items, of.machine, of.at, { stdin });
  return list([unknown(taintOf(of.self)), UNKNOWN]);
};

/** `json.dumps(dict(os.environ))` holds every variable. */
const written: Operation = (of) => {
  const whole = of.args[0]?.kind === "object" && of.args[0].type === "environment";
  return whole ? unknown({ ...ENVIRONMENT, picked: true }) : t.asWritten(of);
};

const BUILTINS: readonly (readonly [string, Operation])[] = [
  ["print", printed], ["bool", () => UNKNOWN], ["len", () => UNKNOWN], ["pprint.pprint", printed], ["sys.stdout.write", (of) => printed({ ...of, named: new Map([["end", text("")]]) })],
  ["chr", t.characters], ["ord", t.codeOf], ["str", t.asWritten], ["bytes", bytesOf], ["bytearray", bytesOf], ["repr", t.asWritten], ["int", t.number],
  ["list", t.listOf], ["tuple", t.listOf], ["set", t.listOf], ["sorted", t.listOf], ["reversed", t.reversedList], ["range", t.range], ["map", mapped],
  ["enumerate", (of) => list(rounds(given(of)).map((item) => list([UNKNOWN, item])))],
  ["filter", (of) => of.args[1]], ["iter", t.firstArgument], ["next", (of) => either(rounds(given(of)))],
  ["dict", (of) => (of.args[0] === undefined ? { kind: "dict", entries: new Map(of.named), taint: CLEAN } : of.args[0])],
  ["__import__", imported], ["importlib.import_module", imported], ["importlib.__import__", imported], ["getattr", attribute],
  ["operator.attrgetter", (of) => object("attrgetter", { name: given(of) })],
  ["vars", t.firstArgument], ["globals", () => ({ kind: "library", name: "" })], ["locals", () => ({ kind: "library", name: "" })],
  ["base64.b64decode", t.decoded("base64")], ["base64.standard_b64decode", t.decoded("base64")], ["base64.decodebytes", t.decoded("base64")],
  ["base64.urlsafe_b64decode", t.decoded("base64url")], ["base64.b32decode", t.decoded("base32")], ["base64.b16decode", t.decoded("hex")],
  ["bytes.fromhex", t.decoded("hex")], ["bytearray.fromhex", t.decoded("hex")], ["binascii.unhexlify", t.decoded("hex")], ["binascii.a2b_hex", t.decoded("hex")],
  ["binascii.a2b_base64", t.decoded("base64")], ["codecs.decode", decodedAs], ["urllib.parse.unquote", t.decoded("url")],
  ["zlib.decompress", (of) => unknown({ ...taintOf(of.args[0]), decoded: true })], ["gzip.decompress", (of) => unknown({ ...taintOf(of.args[0]), decoded: true })],
  ["json.dumps", written], ["json.loads", (of) => unknown(taintOf(of.args[0]))], ["textwrap.dedent", t.firstArgument],
  ["input", (of) => stdinText(of.machine)],
  ["os.getenv", (of) => either([...asText(of.args[0]).texts.map((name) => environmentValue(of.machine, name)), ...of.args.slice(1)])],
  ["asyncio.run", t.firstArgument], ["asyncio.get_event_loop.run_until_complete", t.firstArgument],
  ["os.getcwd", (of) => cwdOf(of.machine)], ["getpass.getuser", (of) => userOf(of.machine)],
  ["shlex.split", (of) => t.split({ ...of, self: of.args[0], args: [] })], ["shlex.quote", t.firstArgument], ["shlex.join", (of) => t.joinItems({ ...of, self: text(" ") })],
]; // biome-ignore format: one table

const METHODS: readonly (readonly [string, Operation])[] = [
  ["text#upper", t.upper], ["text#lower", t.lower], ["text#casefold", t.lower], ["text#strip", t.trim], ["text#rstrip", t.trim], ["text#lstrip", t.trim],
  ["text#split", t.split], ["text#join", t.joinItems], ["text#format", t.format], ["text#encode", t.same], ["text#decode", decodedAs],
  ["text#splitlines", t.split], ["text#translate", (of) => unknown(taintOf(of.self))], ["unknown#decode", (of) => unknown(taintOf(of.self))],
  ["text#__add__", t.concatenated], ["list#append", t.push], ["list#extend", t.extend], ["list#reverse", t.same], ["list#copy", t.same],
  ["dict#get", t.valueOrDefault], ["dict#values", t.values], ["dict#items", t.entries],
  ["environment#get", (of) => either([...asText(of.args[0]).texts.map((name) => environmentValue(of.machine, name)), ...of.args.slice(1)])],
  ["environment#copy", t.same], ["environment#items", t.same],
  ["attrgetter#()", (of) => attribute({ ...of, args: [given(of), fieldOf(of.self, "name") ?? UNKNOWN] })],
  ["process#communicate", communicate],
  ["process#read", (of) => (fieldOf(of.self, "text"))],
]; // biome-ignore format: one table

const CONSTANTS: readonly (readonly [string, (machine: Machine) => Value])[] = [
  ["os.environ", () => object("environment", {}, ENVIRONMENT)],
  ["os.sep", () => text("/")],
  ["os.path.sep", () => text("/")],
  ["os.name", () => text("posix")],
  ["sys.executable", () => text("python3")],
  ["sys.stdin", (machine) => object("file", { path: text("/dev/stdin") }, stdinText(machine).taint)],
  ["sys.argv", (machine) => list([scriptOf(machine, "-c"), ...argumentsOf(machine)])],
  ["string.ascii_lowercase", () => text("abcdefghijklmnopqrstuvwxyz")],
  ["string.ascii_letters", () => text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")],
  ["__file__", (machine) => scriptOf(machine)],
];

const functions = new Map<string, Operation>([...BUILTINS, ...PYTHON_FILES, ...PYTHON_NETWORK, ...PYTHON_PROCESSES]);

export const PYTHON: Library = {
  language: "python",
  grammar: "python",
  lower: lowerPython,
  globals: new Map(
    [...functions.keys(), "__builtins__", "bytes", "bytearray"]
      .filter((name) => !name.includes("."))
      .map((name): readonly [string, Value] => [name, { kind: "library", name }]),
  ),
  canonical: (name) =>
    name
      .replace(/^(?:__builtins__|builtins|sys\.modules|posix|nt)\.(?=.)/, (prefix) =>
        /^(?:posix|nt)/.test(prefix) ? "os." : "",
      )
      .replace(/\.__dict__(?=\.)/, "")
      .replace(/\.__(?:call|getattribute)__$/, "")
      .replace(/^posixpath(?=\.)/, "os.path")
      .replace(/^(?:httpx|aiohttp|requests_html|urllib3|niquests|cloudscraper)(?=$|\.)/, "requests")
      .replace(/^requests\.(?:Session|session|api)(?=\.)/, "requests")
      .replace(/^urllib2(?=$|\.)/, "urllib.request")
      .replace(/^six\.moves\.urllib(?=$|\.)/, "urllib")
      .replace(/^asyncio\.subprocess(?=\.)/, "asyncio"),
  functions,
  methods: new Map([...METHODS, ...PYTHON_PATHS, ...PYTHON_NETWORK_METHODS, ...PYTHON_DATABASE, ...PYTHON_STORES]),
  constants: new Map(CONSTANTS),
  localByDefault: true,
  openNames: false,
};
