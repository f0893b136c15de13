import { DYNAMIC } from "../../model/effect.ts";
import { dangerousVariable } from "../shell/assign.ts";
import { NO_STREAM, scalar } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { orEmpty, textOf } from "./text-of.ts";

/** Builtins that set variables: declare and its like, set, read, mapfile (bash manual 4.2, 4.3.1). */

export function declare(run: Invocation) {
  const { state, operands, context } = run;
  if (run.program === "export" && operands.length === 0) {
    run.emit({ kind: "environment", name: "*", value: "", action: "show" });
    return undefined;
  }
  for (const field of operands) {
    const at = field.text.indexOf("=");
    if (at < 1) continue;
    const name = field.text.slice(0, at).replace(/\+$/, "");
    const value = state.variables.get(name) ?? scalar(field.text.slice(at + 1), field.taint);
    if (!state.variables.has(name)) state.variables.set(name, value);
    dangerousVariable(name, value, context, {
      by: run.name,
      span: field.span,
      elevated: state.elevated,
      where: state.where,
      tags: state.tags,
    });
  }
  return NO_STREAM;
}

export function setOptions({ state, args, emit }: Invocation) {
  if (args.length === 0) {
    emit({ kind: "environment", name: "*", value: "", action: "show" });
    return undefined;
  }
  const dashes = args.findIndex((field) => field.text === "--");
  const from = dashes >= 0 ? dashes + 1 : args.findIndex((field) => !/^[-+]/.test(field.text));
  const option = textOf(args[0]);
  if (option === "+o" && args[1]?.text === "history") emit({ kind: "system", action: "history-off", object: "set" });
  if (dashes < 0 && /^[-+]o$/.test(option)) return NO_STREAM;
  if (from >= 0) state.positional = args.slice(from).map((field) => field.text);
  return NO_STREAM;
}

/** What is read from a known input is known; the last name takes the rest of the line. */
export function readInto(run: Invocation) {
  const { state, operands, stdin } = run;
  const array = run.value("a")?.text ?? (run.name === "read" ? undefined : (operands[0]?.text ?? "MAPFILE"));
  const text = stdin.text;
  if (array !== undefined) {
    const lines =
      text === undefined
        ? [DYNAMIC]
        : run.name === "read"
          ? orEmpty(text.split("\n", 1)[0]).split(/\s+/)
          : text.replace(/\n$/, "").split("\n");
    state.variables.set(array, { kind: "array", values: lines, taint: stdin.taint });
    return NO_STREAM;
  }
  const lines = text?.replace(/\n$/, "").split("\n") ?? [];
  const names = operands.length === 0 ? ["REPLY"] : operands.map((field) => field.text);
  for (const [index, name] of names.entries()) {
    const values = text === undefined ? [DYNAMIC] : distinct(lines, index, names.length);
    state.variables.set(name, { kind: values.length > 1 ? "any-of" : "scalar", values, taint: stdin.taint });
  }
  return NO_STREAM;
}

/** Lines of which each is told apart; where there are more, any may come. */
const MAX_LINES = 1024;

function distinct(lines: readonly string[], index: number, count: number): readonly string[] {
  const pieces = [...new Set(lines.slice(0, MAX_LINES).map((line) => piece(line, index, count)))];
  return lines.length > MAX_LINES ? [...pieces, DYNAMIC] : pieces;
}

function piece(line: string, index: number, count: number): string {
  const words = line.trim().split(/\s+/);
  return index === count - 1 ? words.slice(index).join(" ") : orEmpty(words[index]);
}
