import type { CodeOrigin, Invocation } from "../programs/program.ts";
import { CLEAN, type Stream } from "../shell/value.ts";
import { evaluate } from "./evaluate.ts";
import { parseWith } from "./grammars.ts";
import type { Library } from "./library.ts";
import { effect, type Machine, newMachine, type Place, tooDeep } from "./machine.ts";
import type { Code } from "./tree.ts";
import { UNKNOWN, type Value } from "./value.ts";

/** Code longer than this is not parsed (UTF-16 units). */
const MAX_CODE = 64 * 1024;

/** Interprets a whole program of a language and says what it prints. */
export function interpretSource(
  library: Library,
  source: string,
  invocation: Invocation,
  how: CodeOrigin,
): Stream | undefined {
  const machine = newMachine(library, source, invocation, how);
  const whole = { start: 0, end: source.length };
  const code = lowered(machine, source, whole);
  if (code === undefined) return undefined;
  evaluate(code, machine.top, machine);
  const { printed } = machine;
  return printed.empty ? { text: undefined, taint: CLEAN, empty: false } : printed;
}

/** Runs code in the names of the code that runs it (eval, exec). */
export function runSource(machine: Machine, source: string, at: Place): Value {
  const code = lowered(machine, source, at);
  if (code === undefined) return UNKNOWN;
  const { frame } = machine;
  const span = frame.span(at.start, at.end);
  machine.frame = { source, span: () => span, depth: frame.depth + 1 };
  const value = evaluate(code, machine.top, machine);
  machine.frame = frame;
  return value;
}

/** The code as a tree; undefined, and an honest unknown, where it cannot be had. */
function lowered(machine: Machine, written: string, at: Place): Code | undefined {
  const { library, invocation } = machine;
  const source = library.prepare?.(written) ?? written;
  const unread = (reason: string, detail: string) =>
    effect(machine, { kind: "unknown", reason, detail, certainty: "unknown" }, at);
  if (source.length > MAX_CODE) {
    unread("limit-bytes", `${library.language} longer than ${MAX_CODE} characters`);
    return undefined;
  }
  if (library.read !== undefined) return library.read(source);
  const root = parseWith(library.grammar, source);
  if (root === undefined) invocation.context.needs.add(library.grammar);
  if (root === undefined || root === null) {
    unread("dynamic-code", library.language);
    return undefined;
  }
  if (root.tooDeep === true) tooDeep(machine, at);
  return library.lower(source, root);
}
