import type { CommandChanges } from "../programs/program.ts";
import { findProgram } from "../programs/registry.ts";
import { programName } from "../programs/run.ts";
import { runFields } from "../shell/command.ts";
import { newRunner } from "../shell/script.ts";
import type { Field } from "../shell/value.ts";
import { type Session, spanOf } from "./session.ts";
import { dynamic, each, fromStream, toStream, type Value } from "./value.ts";

/** Runs a program that is not PowerShell's own, by the same rows that a shell's commands have. */
export function runExternal(
  name: Value,
  args: readonly Value[],
  session: Session,
  at: { readonly start: number; readonly end: number },
  commandLine = false,
  changes: CommandChanges = {},
  input?: Value,
): Value {
  const span = spanOf(session, at);
  const runner = newRunner(session.frame, session.context);
  const words = commandLine ? splitCommandLine(name) : [name];
  const fields: Field[] = [...words, ...args.flatMap(each)].map((value) => ({
    text: value.text,
    quoted: true,
    glob: false,
    taint: value.taint,
    span,
  }));
  const [first, ...rest] = fields;
  if (first === undefined) return dynamic();
  return fromStream(
    runFields(
      [{ ...first, text: knownName(first.text) }, ...rest],
      session.state,
      toStream(input),
      runner,
      span,
      undefined,
      {
        external: true,
        ...changes,
      },
    ),
  );
}

/** Windows finds programs without regard to case and with back-slashes in their folders. */
function knownName(text: string): string {
  const path = text.replaceAll("\\", "/");
  const name = programName(path, true);
  if (findProgram(name) === undefined) return path;
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) + name : name;
}

/** One text that holds a program and its arguments. */
export function splitCommandLine(value: Value): readonly Value[] {
  return [...value.text.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => ({
    text: match[1] ?? match[0],
    taint: value.taint,
  }));
}
