import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, opaqueStream, type Taint } from "../shell/value.ts";
import { asStream, command, commandOrProgram, nested, program, tellRemoteShell } from "./commands.ts";
import { argument, option, type Where } from "./files.ts";
import type { LibraryCall, Operation } from "./library.ts";
import { effect, type Machine, type Place, pathsOf } from "./machine.ts";
import { runSource } from "./source.ts";
import {
  asNumber,
  asText,
  firstText,
  isTrue,
  itemsOf,
  list,
  NULL,
  object,
  taintOf,
  text,
  unknown,
  type Value,
} from "./value.ts";

// What a library's calls run: commands, programs, code of the same language, processes.

/** A line for a shell. */
export function shell(where: Where = 0): Operation {
  return (of) => {
    const line = argument(of, where) ?? of.named.get("command") ?? of.named.get("cmd") ?? of.named.get("args");
    const made = command(asText(listAsLine(line)), of.machine, of.at, changes(of));
    return child(of, made);
  };
}

function listAsLine(value: Value | undefined): Value | undefined {
  return itemsOf(value)?.[0] ?? value;
}

// A text without a shell is the program's name (POSIX), but on Windows, and by mistake everywhere, it is a whole line.

/** A program: the first argument with a list of arguments, a list, or all arguments. A text is a shell's line where `shell` says so. */
export function spawn(style: "list" | "name-and-list" | "all" | "name-and-all" | "path-and-argv"): Operation {
  return (of) => {
    const { machine, at, args } = of;
    tieStreams(of);
    const how = changes(of);
    const first = args[0] ?? of.named.get("args") ?? of.named.get("cmd");
    if (first === undefined) return undefined;
    const inShell = isTrue(option(of, "shell"));
    const second = args[1];
    const rest = second === undefined ? undefined : itemsOf(second);
    if (style === "list")
      return child(
        of,
        inShell ? command(asText(listAsLine(first)), machine, at, how) : commandOrProgram(first, machine, at, how),
      );
    if (style === "path-and-argv") {
      const argv = rest ?? args.slice(1).filter((one) => one.kind === "text");
      return child(of, program([first, ...argv.slice(1)], machine, at, how));
    }
    if (style === "name-and-list") {
      const listed = itemsOf(first) ?? [first, ...(rest ?? [])];
      if (!inShell) return child(of, program(listed, machine, at, how));
      const line = listed.map((one) => firstText(one)).join(" ");
      return child(of, command(text(line, taintOf(list(listed))), machine, at, how));
    }
    const plain = args
      .flatMap((one) => itemsOf(one) ?? [one])
      .filter((one) => one.kind !== "dict" && one.kind !== "function");
    return child(of, program(plain, machine, at, how));
  };
}

function changes(of: LibraryCall) {
  const cwd = option(of, "cwd") ?? option(of, "chdir");
  const stdin = asStream(option(of, "input")) ?? (isPiped(of) ? opaqueStream() : undefined);
  const where = cwd === undefined || cwd === NULL ? undefined : pathsOf(of.machine, cwd)[0].path;
  return { ...(where === undefined ? {} : { cwd: where }), ...(stdin === undefined ? {} : { stdin }) };
}

/** What the child reads is the parent's to write: `stdin=PIPE`, and Node's spawn unless it inherits. */
function isPiped(of: LibraryCall): boolean {
  const given = option(of, "stdin");
  if (given !== undefined) return given !== NULL;
  return of.machine.library.language === "javascript" && option(of, "stdio") === undefined;
}

function tieStreams(of: LibraryCall): void {
  for (const name of ["stdin", "stdout", "stdio", "in", "out"]) {
    const value = option(of, name);
    const ends = itemsOf(value) ?? [value];
    if (ends.some((one) => one?.kind === "object" && one.type === "socket")) of.machine.remote.tied = true;
  }
}

/** A child process as a value: what it prints is read from it later, or is the call's value itself. */
function child(of: LibraryCall, printed: Value): Value {
  tellRemoteShell(of.machine, of.at);
  return object("process", { stdout: printed, text: printed }, taintOf(printed));
}

/** Code of the same language as text: eval, exec, compile, Function. */
export function evaluates(where: Where | "last" = 0): Operation {
  return (of) => {
    const code = where === "last" ? of.args.at(-1) : argument(of, where);
    if (code?.kind === "object" && code.type === "code") return NULL;
    return runText(of.machine, code, of.at);
  };
}

export function runText(machine: Machine, code: Value | undefined, at: Place): Value {
  if (code === undefined || code.kind === "function" || code.kind === "constant") return unknown(CLEAN);
  const { texts: written, taint } = asText(code);
  let value: Value = unknown(taint);
  for (const one of written) {
    const known = one.replaceAll(DYNAMIC, "").trim() !== "";
    effect(
      machine,
      {
        kind: "run-code",
        language: machine.library.language,
        source: sourceOf(taint, known),
        ...(known ? { text: one } : {}),
        ...(taint.remote === undefined ? {} : { host: taint.remote }),
        ...(taint.files[0] === undefined ? {} : { target: taint.files[0] }),
        certainty: known && !one.includes(DYNAMIC) ? "known" : "dynamic",
      },
      at,
    );
    const from = known ? one : ownFile(machine, taint);
    if (from !== undefined) value = nested(machine, () => runSource(machine, from, at)) ?? value;
  }
  return value;
}

function sourceOf(taint: Taint, known: boolean) {
  if (taint.remote !== undefined) return "remote";
  if (taint.decoded) return "decoded";
  if (known) return "inline";
  return taint.files.length > 0 ? "file" : "variable";
}

/** `exec(open("x.py").read())` runs the file. */
function ownFile(machine: Machine, taint: Taint): string | undefined {
  const [file] = taint.files;
  if (file === undefined || taint.files.length > 1 || taint.remote !== undefined) return undefined;
  return machine.invocation.readFile(file)?.text;
}

/** Data that runs code while it is read: pickle, marshal, Marshal.load. Harmless where it is one's own. */
export const deserialize: Operation = (of) => {
  const taint = taintOf(of.args[0]);
  if (taint.remote !== undefined) runText(of.machine, { kind: "text", texts: [DYNAMIC], taint }, of.at);
  return undefined;
};

/** A process that splits in a loop without end, or in a function that calls itself. */
export const fork: Operation = (of) => {
  const { machine } = of;
  machine.forks = true;
  if (machine.endless > 0) effect(machine, { kind: "system", action: "fork-bomb", object: "" }, of.at);
  return unknown(CLEAN);
};

/** kill(pid, signal): the own process and the children of it are one's own affair, -1 is every process. */
export const kill: Operation = (of) => {
  const [pid, signal] = [asNumber(of.args[0]), asNumber(of.args[1])];
  if (pid === undefined || signal === 0) return NULL;
  effect(of.machine, { kind: "stop-process", object: pid === -1 ? "*" : String(pid), all: pid === -1 }, of.at);
  return NULL;
};

export const changeFolder: Operation = (of) => {
  const [target] = pathsOf(of.machine, of.args[0]);
  of.machine.cwd = target.path.includes(DYNAMIC) ? undefined : target.path;
  return NULL;
};

/** SQL through a library: the dialect is not known, the statement mostly is. */
export const sql: Operation = (of) => {
  for (const one of asText(of.args[0]).texts) {
    if (/^\s*(?:select|pragma|explain|show|describe)\b/i.test(one) || one === DYNAMIC) continue;
    if (
      !/^\s*(?:--.*\n|\/\*|drop|delete|truncate|alter|update|insert|grant|revoke|create|copy|with|do|exec|call|merge|replace|attach|vacuum)/i.test(
        one,
      )
    )
      continue;
    nested(of.machine, () => of.machine.invocation.code("sql", one, { source: "inline" }));
  }
  return object("rows");
};
