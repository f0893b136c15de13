import { DYNAMIC } from "../../model/effect.ts";
import { emit } from "../context.ts";
import { MAX_NESTING, MAX_SHELL_TEXT } from "../limits.ts";
import type { CodeOrigin, Invocation } from "../programs/program.ts";
import { stateSource } from "../shell/command.ts";
import { nestedFrame } from "../shell/frame.ts";
import { subshell } from "../shell/state.ts";
import { CLEAN, type Stream } from "../shell/value.ts";
import { parsePowerShell } from "./parse.ts";
import { newSession } from "./session.ts";
import { runStatements } from "./statements.ts";
import { fromStream, known, list, toStream, type Value } from "./value.ts";

/** Reads PowerShell and writes down what it would do. Never throws; work is bounded by the context's budget. */
export function interpretPowerShell(text: string, invocation: Invocation, how: CodeOrigin): Stream | undefined {
  const { context, state, frame } = invocation;
  const at = how.span ?? invocation.span;
  const source = { ...stateSource(state, "powershell"), span: at };
  const unknown = (reason: string, detail: string): undefined => {
    emit(context, { kind: "unknown", reason, detail, certainty: "unknown" }, source);
  };
  if (frame.depth >= MAX_NESTING) return unknown("limit-nesting", `more than ${MAX_NESTING} shells inside shells`);
  if (text.length > MAX_SHELL_TEXT) return unknown("limit-bytes", `PowerShell text of ${text.length} characters`);
  const script = parsePowerShell(withVariables(text));
  if (script.tooDeep) unknown("limit-nesting", "brackets nested too deep");
  const tags =
    how.stream?.taint.decoded === true && !state.tags.includes("encoded") ? [...state.tags, "encoded"] : state.tags;
  const inner = subshell(state, { tags });
  const session = newSession(context, nestedFrame(context.text, text, at, frame.depth + 1), inner);
  // Variables of the shell around it reach it as environment only where they are set in the same call.
  for (const [name, value] of state.variables) {
    const [only] = value.values;
    if (value.kind === "scalar" && only !== undefined)
      session.variables.set(`env:${name.toLowerCase()}`, known(only, value.taint));
  }
  session.variables.set("args", list((how.positional ?? []).map((arg) => known(arg))));
  if (how.source === "stdin") session.variables.set("input", known(DYNAMIC, CLEAN));
  const input = how.source === "stdin" || invocation.stdin.empty ? undefined : lines(fromStream(invocation.stdin));
  return toStream(runStatements(script.statements, session, input));
}

/** A variable that the shell around it took for its own, and that is assigned or asked here: `"$client = New-Object …"`. */
function withVariables(text: string): string {
  return text.includes(DYNAMIC) ? text.replace(/\uFFFC(?=\s{0,9}=(?![=>])|\.[A-Za-z])/g, "$$taken") : text;
}

/** What another program printed comes line by line. */
function lines(value: Value): Value {
  return value.text.includes("\n") ? list(value.text.split("\n").map((text) => known(text, value.taint))) : value;
}
