import { DYNAMIC } from "../../model/effect.ts";
import { hostTarget } from "../hosts.ts";
import { CLEAN, type Field, type Stream } from "../shell/value.ts";
import { leavesNames, unread } from "./names-only.ts";
import type { Invocation, Program } from "./program.ts";
import { SED_ADDRESS, substitutions } from "./sed-script.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Filters with a language of their own that can also run and write. */
export const AWK_SED: readonly Program[] = [
  {
    names: ["awk", "gawk", "mawk", "nawk"],
    options:
      "-F|--field-separator= -f|--file= -v|--assign= -e|--source= -i|--include= -b -c -C -d?= -E|--exec= -l|--load= -n -o?= -O -s -S -t -V",
    style: "posix",
    run: runAwk,
  },
  {
    names: ["sed", "gsed", "ssed"],
    options:
      "-n|--quiet|--silent -e|--expression= -f|--file= -E -r|--regexp-extended -i|--in-place?= -l|--line-length= -s -u -z --posix --debug --sandbox --follow-symlinks",
    run: runSed,
  },
  { names: ["ed", "red"], options: "-p= -s -G -l -r -E", run: runEd },
  {
    names: ["patch", "gpatch"],
    options:
      "-p|--strip= -i|--input= -d|--directory= -o|--output= -r|--reject-file= -b -B= -D= -F= -l -n -N -R -s -t -u -v -z= --dry-run",
    dryRun: "dry-run",
    operands: [{ of: "first", use: "modify" }],
    paths: "-i:read -o:write",
  },
];

/** awk(1): system(), `"cmd" | getline`, `print | "cmd"`, `print > "file"`. */
function runAwk(run: Invocation): Stream {
  const file = run.value("f");
  const sources = run.values("e", "source");
  const program = file === undefined && sources.length === 0 ? run.operands[0] : undefined;
  const texts = program === undefined ? sources : [program];
  for (const field of texts) readAwk(field, run);
  if (file !== undefined) {
    const stream = run.readFile(run.path(file));
    if (stream?.text !== undefined) readAwk({ ...file, text: stream.text }, run);
  }
  const inputs = run.operands
    .slice(program === undefined ? 0 : 1)
    .filter((field) => !/^[A-Za-z_]\w*=/.test(field.text) && field.text !== "-");
  const how = leavesNames(run) ? "metadata" : "content";
  if (how === "metadata" && inputs.length === 0) unread(run);
  for (const field of inputs) run.emit({ kind: "read", target: run.path(field), recursive: false, how });
  const names =
    /^=?$/.test(run.value("F")?.text ?? "\t") &&
    inputs.length === 0 &&
    /^\s*\{\s*print \$1;?\s*\}\s*$/.test(textOf(program));
  return { text: undefined, taint: names ? CLEAN : run.stdin.taint, empty: false };
}

const STRING = '"((?:[^"\\\\\\n]|\\\\.)*)"';
const AWK_RUNS = [
  new RegExp(`\\bsystem\\s*\\(\\s*${STRING}`, "g"),
  new RegExp(`${STRING}\\s*\\|&?\\s*getline`, "g"),
  new RegExp(`\\|&?\\s*${STRING}`, "g"),
];
/** gawk(1), "Special File Names": /inet/tcp/LOCAL-PORT/HOST/PORT. */
const AWK_SOCKET = /\/inet[46]?\/(?:tcp|udp)\/[^/"]*\/([^/"]*)\//;
const AWK_WRITES = new RegExp(`(?:print|printf)\\b[^;{}\\n|<>]*>{1,2}\\s*${STRING}`, "g");

function readAwk(field: Field, run: Invocation): void {
  const text = field.text.replace(/#[^\n"]*$/gm, "");
  let opaque = /\bsystem\s*\(\s*[^"\s)]/.test(text) || /\|\s*getline/.test(text.replace(AWK_RUNS[1] as RegExp, ""));
  for (const pattern of AWK_RUNS) {
    for (const match of text.matchAll(pattern)) {
      const rest = text.slice(match.index + match[0].length);
      // `system("rm " $1)`: a word that only the input knows follows.
      const joined = pattern === AWK_RUNS[0] && !/^\s*\)/.test(rest) ? DYNAMIC : "";
      const command = awkString(orEmpty(match[1])) + joined;
      if (AWK_SOCKET.test(command)) continue;
      if (/^(?:sort|cat|uniq|wc|head|tail)\b[^;|&]*$/.test(command)) continue;
      run.shell(command, { source: "inline", span: field.span });
    }
  }
  const host = AWK_SOCKET.exec(text)?.[1];
  if (host !== undefined) {
    // What comes in over the socket and is run as a command: text of the other side's own.
    const read = [...text.matchAll(/getline\s+([A-Za-z_]\w*)/g)].map((match) => match[1]);
    const shell = [...text.matchAll(/\bsystem\s*\(\s*(\w+|\$0)|(\w+|\$0)\s*\|&?\s*getline/g)].some((match) => {
      const name = orEmpty(match[1] ?? match[2]);
      return name === "0" || name === "$0" || read.includes(name);
    });
    const target = host === "" || host === "0" ? undefined : hostTarget(host);
    run.emit({
      kind: "network",
      action: shell ? "reverse-shell" : "connect",
      ...(target === undefined ? {} : { target }),
    });
  }
  for (const match of text.matchAll(AWK_WRITES)) {
    const target = run.path({
      text: awkString(orEmpty(match[1])),
      quoted: true,
      glob: false,
      taint: CLEAN,
      span: field.span,
    });
    if (target.scope !== "null") run.emit({ kind: "write", target, how: "truncate" });
  }
  if (/\bsystem\s*\(\s*\$0\s*\)/.test(text) && run.stdin.text !== undefined) {
    run.shell(run.stdin.text, { source: "stdin", stream: run.stdin });
    opaque = false;
  }
  if (opaque) run.emit({ kind: "run-code", language: "sh", source: "variable", certainty: "dynamic" });
}

function awkString(text: string): string {
  return text.replace(/\\(["\\/])/g, "$1");
}

/** sed(1): `-i` changes files; the e and w commands run and write. */
function runSed(run: Invocation): Stream {
  const scripts = run.values("e");
  const script = run.has("e", "f") ? undefined : run.operands[0];
  for (const field of script === undefined ? scripts : [script]) readSed(field, run);
  const files = script === undefined ? run.operands : run.operands.slice(1);
  const names = leavesNames(run);
  if (names && files.length === 0) unread(run);
  for (const field of files) {
    const target = run.path(field);
    if (run.has("i")) run.emit({ kind: "write", target, how: "modify", content: textOf(script ?? scripts[0]) });
    else run.emit({ kind: "read", target, recursive: false, how: names ? "metadata" : "content" });
  }
  return { text: undefined, taint: names ? CLEAN : run.stdin.taint, empty: false };
}

const SED_EXECUTE = new RegExp(String.raw`(?:^|[;{\n])\s*${SED_ADDRESS}e\s+([^\n;}]+)`, "g");
const SED_WRITE = new RegExp(String.raw`(?:^|[;{\n])\s*${SED_ADDRESS}[wW]\s+([^\n;}]+)`, "g");

function readSed(field: Field, run: Invocation): void {
  for (const match of field.text.matchAll(SED_EXECUTE))
    run.shell(orEmpty(match[1]), { source: "inline", span: field.span });
  for (const match of field.text.matchAll(SED_WRITE)) {
    const target = run.path({ ...field, text: orEmpty(match[1]).trim() });
    if (target.scope !== "null") run.emit({ kind: "write", target, how: "truncate" });
  }
  for (const flags of substitutions(field.text)) {
    if (flags.flags.includes("e")) run.shell(flags.replacement, { source: "inline", span: field.span });
    const file = /w\s+(\S+)/.exec(flags.flags)?.[1];
    if (file !== undefined) run.emit({ kind: "write", target: run.path({ ...field, text: file }), how: "truncate" });
  }
}

/** ed(1) takes commands on its input: `!cmd` runs, `w file` writes. */
function runEd(run: Invocation): undefined {
  for (const line of orEmpty(run.stdin.text).split("\n")) {
    const command = /^!(.+)/.exec(line)?.[1];
    if (command !== undefined) run.shell(command, { source: "inline" });
  }
  for (const field of run.operands) run.emit({ kind: "write", target: run.path(field), how: "modify" });
  return undefined;
}
