import { emit } from "../context.ts";
import { MAX_NESTING, MAX_SHELL_TEXT } from "../limits.ts";
import { newSession } from "../powershell/session.ts";
import { known, toStream } from "../powershell/value.ts";
import type { CodeOrigin, Invocation } from "../programs/program.ts";
import { stateSource } from "../shell/command.ts";
import { nestedFrame } from "../shell/frame.ts";
import { subshell } from "../shell/state.ts";
import type { Stream } from "../shell/value.ts";
import { parseCmd } from "./parse.ts";
import { runNodes } from "./run.ts";

/** Reads cmd.exe commands or a batch file and writes down what they would do. Never throws; bounded by the context's budget. */
export function interpretCmd(text: string, invocation: Invocation, how: CodeOrigin): Stream | undefined {
  const { context, state, frame } = invocation;
  const at = how.span ?? invocation.span;
  const source = { ...stateSource(state, "cmd"), span: at };
  const unknown = (reason: string, detail: string): undefined => {
    emit(context, { kind: "unknown", reason, detail, certainty: "unknown" }, source);
  };
  if (frame.depth >= MAX_NESTING) return unknown("limit-nesting", `more than ${MAX_NESTING} shells inside shells`);
  if (text.length > MAX_SHELL_TEXT) return unknown("limit-bytes", `cmd text of ${text.length} characters`);
  // A batch file that starts itself twice doubles without end.
  if (/%~?0\s*\|\s*%~?0/.test(text)) emit(context, { kind: "system", action: "fork-bomb", object: "%0" }, source);
  const { nodes, tooDeep } = parseCmd(text);
  if (tooDeep) unknown("limit-nesting", "parentheses nested too deep");
  const tags =
    how.stream?.taint.decoded === true && !state.tags.includes("encoded") ? [...state.tags, "encoded"] : state.tags;
  const session = newSession(context, nestedFrame(context.text, text, at, frame.depth + 1), subshell(state, { tags }));
  for (const [name, value] of state.variables) {
    const [only] = value.values;
    if (value.kind === "scalar" && only !== undefined)
      session.variables.set(name.toLowerCase(), known(only, value.taint));
  }
  return toStream(runNodes(nodes, session));
}
