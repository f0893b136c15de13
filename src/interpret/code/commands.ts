import { DYNAMIC } from "../../model/effect.ts";
import { MAX_NESTING } from "../limits.ts";
import type { CommandChanges } from "../programs/program.ts";
import { CLEAN, type Field, joinTaint, NO_STREAM, opaqueStream, type Stream, type Taint } from "../shell/value.ts";
import { effect, type Machine, type Place, spanAt } from "./machine.ts";
import { asText, itemsOf, MAX_TEXT, type TextValue, taintOf, text, unknown, type Value } from "./value.ts";

/** A text that a shell is given; its value is what the command prints. */
export function command(line: TextValue, machine: Machine, at: Place, changes: CommandChanges = {}): Value {
  let taint: Taint = CLEAN;
  const printed: string[] = [];
  for (const one of line.texts) {
    remoteShell(machine, one, at);
    obeysSocket(machine, one, line.taint, at);
    const stream =
      nested(machine, () =>
        machine.invocation.shell(one, {
          source: one === DYNAMIC ? "variable" : "inline",
          span: spanAt(machine, at),
          stream: { text: one, taint: line.taint, empty: false },
          changes: { cwd: machine.cwd, ...left(machine), ...changes },
        }),
      ) ?? NO_STREAM;
    taint = joinTaint(taint, stream.taint);
    if (stream.text !== undefined) printed.push(stream.text);
  }
  const [only] = printed;
  return only === undefined || line.texts.length > 1 ? unknown(taint) : text(only, taint);
}

/** A program with its arguments, without a shell between. */
export function program(argv: readonly Value[], machine: Machine, at: Place, changes: CommandChanges = {}): Value {
  const words = argv.map(asText);
  const rounds = Math.min(4, Math.max(1, ...words.map((word) => word.texts.length)));
  let taint: Taint = CLEAN;
  let printed: string | undefined;
  for (let round = 0; round < rounds; round++) {
    const fields = words.map((word) => field(word, round, machine, at));
    if (fields.length === 1) obeysSocket(machine, fields[0]?.text ?? "", words[0]?.taint ?? CLEAN, at);
    if (fields.length === 0) continue;
    remoteShell(machine, fields.map((one) => one.text).join(" "), at);
    const stream =
      nested(machine, () =>
        machine.invocation.command(fields, { external: true, cwd: machine.cwd, ...left(machine), ...changes }),
      ) ?? NO_STREAM;
    taint = joinTaint(taint, stream.taint);
    printed = rounds === 1 ? stream.text : undefined;
  }
  return printed === undefined ? unknown(taint) : text(printed, taint);
}

function field(word: TextValue, round: number, machine: Machine, at: Place): Field {
  return {
    text: word.texts[round] ?? word.texts[0],
    quoted: true,
    glob: word.wild !== undefined,
    taint: word.taint,
    span: spanAt(machine, at),
  };
}

/** Code that was read from the input has used it up: nothing of it is left for its children. */
function left(machine: Machine): CommandChanges {
  return machine.how.source === "stdin" ? { stdin: NO_STREAM } : {};
}

/** Code that runs a program that runs code … is followed as deep as shells inside shells. */
export function nested<T>(machine: Machine, run: () => T): T | undefined {
  const { context } = machine.invocation;
  if (context.codeDepth >= MAX_NESTING) {
    effect(
      machine,
      { kind: "unknown", reason: "limit-nesting", detail: "code inside code", certainty: "unknown" },
      { start: 0, end: MAX_TEXT },
    );
    return undefined;
  }
  context.codeDepth++;
  try {
    return run();
  } finally {
    context.codeDepth--;
  }
}

/** A string is a shell's, a list is a program and its arguments. */
export function commandOrProgram(value: Value, machine: Machine, at: Place, changes: CommandChanges = {}): Value {
  const argv = itemsOf(value);
  return argv === undefined ? command(asText(value), machine, at, changes) : program(argv, machine, at, changes);
}

/** `/bin/sh -i`, `bash`, `cmd.exe`: a shell that takes what comes in, or ties itself to a descriptor (`<&3`). */
function remoteShell(machine: Machine, line: string, at: Place): void {
  if (
    /(?:^|[\s/\\])(?:(?:ba|z|da|k|a)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?)(?:\s+-i)?\s*(?:[<>&\d\s\uFFFC%]*)$/.test(
      line,
    )
  )
    machine.remote.shell = true;
  if (/<\s*&|>\s*&\s*[^12\s]/.test(line)) machine.remote.tied = true;
  tellRemoteShell(machine, at);
}

/**
 * What came in over a connection is run: no shell needs to be tied to it. Code of a line that calls another machine and
 * then runs what nobody told it does the same (`system $_ while <>`).
 */
function obeysSocket(machine: Machine, line: string, taint: Taint, at: Place): void {
  const { remote, how } = machine;
  const untold = line === DYNAMIC && remote.away && how.source === "inline" && taint.files.length === 0;
  if (remote.socket === undefined || (taint.remote === undefined && !untold)) return;
  remote.shell = true;
  remote.tied = true;
  tellRemoteShell(machine, at);
}

export function tellRemoteShell(machine: Machine, at: Place): void {
  const { remote } = machine;
  if (remote.told || remote.socket === undefined || !remote.shell || !remote.tied) return;
  remote.told = true;
  effect(machine, { kind: "network", action: remote.socket === "listening" ? "bind-shell" : "reverse-shell" }, at);
}

/** Standard input of a child as the shell model knows it. */
export function asStream(value: Value | undefined): Stream | undefined {
  if (value === undefined) return undefined;
  const taint = taintOf(value);
  if (value.kind === "text" && value.texts.length === 1) return { text: value.texts[0], taint, empty: false };
  return taint === CLEAN ? undefined : opaqueStream(taint);
}
