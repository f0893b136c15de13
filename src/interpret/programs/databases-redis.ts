import type { Field } from "../shell/value.ts";
import { change, changes, fedText } from "./databases-change.ts";
import type { Invocation, Program } from "./program.ts";
import { orEmpty } from "./text-of.ts";

// Redis and what speaks its protocol. Commands come as operands, as lines of standard input, and from Lua.

type Emit = (action: string, object: string, name: string, ...tags: readonly string[]) => void;

/** What a command does to the data or the server; all others only read or set single keys (redis.io/commands). */
const COMMANDS: Readonly<Record<string, (args: readonly string[], emit: Emit) => void>> = {
  FLUSHALL: (_, emit) => emit("flush", "server", "*"),
  FLUSHDB: (_, emit) => emit("flush", "database", ""),
  DEL: (args, emit) => emit("delete", "key", orEmpty(args[0])),
  UNLINK: (args, emit) => emit("delete", "key", orEmpty(args[0])),
  SHUTDOWN: (args, emit) => emit("shutdown", "server", "", ...(/^nosave$/i.test(orEmpty(args[0])) ? ["unsaved"] : [])),
  CONFIG: configure,
  SLAVEOF: replicate,
  REPLICAOF: replicate,
  DEBUG: (args, emit) => {
    if (/^(?:segfault|panic|restart|crash-and-recover|reload|oom|flushall)$/i.test(orEmpty(args[0])))
      emit("shutdown", "server", orEmpty(args[0]));
  },
  MODULE: (args, emit) => {
    if (/^load(?:ex)?$/i.test(orEmpty(args[0]))) emit("load-code", "library", orEmpty(args[1]));
  },
  FUNCTION: (args, emit) => {
    if (/^flush$/i.test(orEmpty(args[0]))) emit("drop", "function", "*");
  },
  CLUSTER: (args, emit) => {
    if (/^(?:reset|flushslots|forget)$/i.test(orEmpty(args[0]))) emit("config", "cluster", orEmpty(args[0]));
  },
  ACL: (args, emit) => {
    if (/^deluser$/i.test(orEmpty(args[0]))) emit("drop", "user", orEmpty(args[1]));
    else if (/^setuser$/i.test(orEmpty(args[0])) && args.some((arg) => /^(?:\+@all|allcommands|nopass)$/i.test(arg)))
      emit("grant", "all", orEmpty(args[1]));
  },
  SWAPDB: (_, emit) => emit("alter", "database", "", "swapped"),
  EVAL: (args, emit) => script(orEmpty(args[0]), emit),
  EVAL_RO: (args, emit) => script(orEmpty(args[0]), emit),
  "FT.DROPINDEX": (args, emit) =>
    emit("drop", args.some((arg) => /^dd$/i.test(arg)) ? "table" : "index", orEmpty(args[0])),
};

/** CONFIG SET dir and dbfilename let SAVE write any file, which is how crontabs and keys are planted through Redis. */
function configure(args: readonly string[], emit: Emit): void {
  if (!/^set$/i.test(orEmpty(args[0]))) return;
  for (let i = 1; i < args.length; i += 2) {
    const name = orEmpty(args[i]).toLowerCase();
    if (/^(?:dir|dbfilename|appendfilename|appenddirname|logfile)$/.test(name))
      emit("write-file", "file", orEmpty(args[i + 1]));
    else if (
      /^(?:requirepass|masterauth|protected-mode|save|appendonly|rename-command|enable-.*-command|aclfile)$/.test(name)
    )
      emit("config", "setting", name);
  }
}

function replicate(args: readonly string[], emit: Emit): void {
  if (!/^no$/i.test(orEmpty(args[0]))) emit("replicate", "server", orEmpty(args[0]), "replaced");
}

/** Lua that is run by the server: the commands that it calls, and what reaches out of it. */
function script(lua: string, emit: Emit): void {
  const text = lua.slice(0, 65_536);
  const lists = /redis\.p?call\s*\(\s*["'](?:keys|scan)["']/i.test(text);
  for (const [, name = ""] of text.matchAll(/redis\.p?call\s*\(\s*["']([\w.]+)["']/gi)) {
    if (/^(?:del|unlink)$/i.test(name) && lists) emit("delete-all", "key", "*");
    else if (!/^eval/i.test(name)) command([name], emit);
  }
  if (/\b(?:os\.execute|io\.popen|package\.loadlib)\s*\(/.test(text)) emit("execute-os", "program", "");
}

function command(words: readonly string[], emit: Emit): void {
  const name = orEmpty(words[0]).toUpperCase();
  if (Object.hasOwn(COMMANDS, name)) COMMANDS[name]?.(words.slice(1), emit);
}

/** Words of one line of input, quotes as redis-cli reads them. */
function wordsOf(line: string): string[] {
  return [...line.slice(0, 65_536).matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map((found) =>
    orEmpty(found[1] ?? found[2] ?? found[3]),
  );
}

function runRedis(run: Invocation): undefined {
  const emit: Emit = (action, object, name, ...tags) => run.emit(change(run, "redis", action, object, name, tags));
  const file = run.value("eval");
  if (file !== undefined) {
    const text = run.readFile(run.path(file))?.text;
    if (text !== undefined) script(text, emit);
    return undefined;
  }
  const [first, ...rest] = run.operands;
  if (first !== undefined) {
    // What other programs listed (`KEYS *` through xargs or `$(…)`) is all that the pattern names.
    if (/^(?:del|unlink)$/i.test(first.text) && rest.some(isListed)) emit("delete-all", "key", "*");
    else
      command(
        run.operands.map((field) => field.text),
        emit,
      );
    return undefined;
  }
  for (const line of orEmpty(fedText(run)).split("\n", 2_000)) {
    if (line.trim() !== "") command(wordsOf(line), emit);
  }
  return undefined;
}

function isListed(field: Field): boolean {
  return field.taint.output || field.text === "*";
}

export const REDIS: readonly Program[] = [
  {
    names: ["redis-cli", "valkey-cli", "keydb-cli", "iredis", "redli", "dragonfly-cli"],
    options:
      "-h= -p= -s= -a= -u= -r= -i= -n= -d= -D= -x -X= -c -e -t= -2 -3 --user= --pass= --askpass --eval= --ldb --ldb-sync-mode --pipe --pipe-timeout= --bigkeys --memkeys --hotkeys --scan --pattern= --count= --tls --insecure --cacert= --cacertdir= --cert= --key= --sni= --raw --no-raw --csv --json --stat --latency --latency-history --lru-test= --replica --rdb= --functions-rdb= --intrinsic-latency= --show-pushes= --verbose --no-auth-warning --cluster",
    style: "posix",
    run: runRedis,
  },
  {
    names: ["memcflush", "memcached-tool"],
    options: "--servers= --username= --password=",
    acts: [{ if: (run) => run.name === "memcflush", does: changes("memcached", "flush", "server") }],
  },
];
