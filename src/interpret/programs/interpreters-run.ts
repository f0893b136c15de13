import { DYNAMIC } from "../../model/effect.ts";
import { type Field, opaqueStream, type Stream } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { findProgram } from "./registry.ts";

/** How an interpreter is given code. */
export interface CodeUse {
  readonly language: string;
  /** Options whose values are code; several are lines of one program. */
  readonly inline: readonly string[];
  /** The first ends the options; elsewhere several are lines of one program. */
  readonly once?: true;
}

/** Runs the code of an option, of a script's file, or of the input. */
export function runCode(run: Invocation, use: CodeUse, operands = run.operands): Stream | undefined {
  const all = run.values(...use.inline);
  const given = use.once === true ? all.slice(0, 1) : all;
  const [first] = given;
  if (first !== undefined) return runInline(run, use, given, operands);
  const [file, ...args] = operands;
  if (file !== undefined && file.text !== "-" && !/^\/dev\/(?:stdin|fd\/0)$/.test(file.text))
    return runFile(run, use, file, args);
  if (run.stdin.empty) return undefined;
  return run.code(use.language, run.stdin.text, {
    source: "stdin",
    stream: run.stdin,
    positional: args.map((arg) => arg.text),
  });
}

/** Code that is an operand. */
export function printedCode(run: Invocation, use: CodeUse, code: Field, args: readonly Field[]): Stream {
  return runInline(run, use, [code], args);
}

function runInline(run: Invocation, use: CodeUse, given: readonly Field[], operands: readonly Field[]): Stream {
  const [first] = given as readonly [Field];
  const code = given.map((field) => field.text).join("\n");
  const known = code.replaceAll(DYNAMIC, "").trim() !== "";
  const text = known ? code : undefined;
  return run.code(use.language, text, {
    source: known ? "inline" : "variable",
    span: first.span,
    stream: { text: code, taint: first.taint, empty: false },
    positional: operands.map((arg) => arg.text),
  });
}

/** A script in the workspace that has a row of its own (`manage.py`) is that program. */
export function runFile(run: Invocation, use: CodeUse, file: Field, args: readonly Field[]): Stream | undefined {
  const target = run.path(file);
  const base = file.text.slice(file.text.lastIndexOf("/") + 1);
  let printed: Stream | undefined;
  if (base !== "" && findProgram(base) !== undefined && (/\.\w+$/.test(base) || /^(?:artisan|console)$/.test(base))) {
    printed = run.command([{ ...file, text: base }, ...args], { external: true });
  }
  const stream = run.readFile(target);
  if (stream === undefined) return printed ?? opaqueStream(run.stdin.taint);
  const fromDisk = !run.state.files.has(target.path) && !run.state.files.has(target.raw);
  if (fromDisk && stream.text === undefined) return printed;
  return run.code(use.language, stream.text, {
    source: "file",
    target,
    span: file.span,
    positional: args.map((arg) => arg.text),
    ...(fromDisk ? {} : { stream }),
  });
}
