import { DYNAMIC, type Span } from "../../model/effect.ts";
import { type Context, emit, overLimit, type Source } from "../context.ts";
import { MAX_DEPTH } from "../limits.ts";
import type { CommandChanges } from "../programs/program.ts";
import { runProgram } from "../programs/run.ts";
import { assign, dangerousVariable } from "./assign.ts";
import { changedState } from "./changes.ts";
import type { Frame } from "./frame.ts";
import { nestedFrame } from "./frame.ts";
import type { Command, CompoundCommand, CompoundList, Redirected, Statement } from "./parse.ts";
import { parseShell } from "./parse.ts";
import { applyRedirections } from "./redirect.ts";
import { type ShellFunction, type ShellState, subshell } from "./state.ts";
import { type Field, firstValue, NO_STREAM, opaqueStream, type Stream } from "./value.ts";
import { type Expander, expandWord } from "./words.ts";

/** Ties the mutually recursive parts of the evaluator together. */
export interface Runner {
  readonly frame: Frame;
  readonly context: Context;
  statements(list: readonly Statement[], state: ShellState, stdin: Stream): Stream;
  node(
    node: Statement["command"] | CompoundCommand | CompoundList | Redirected,
    state: ShellState,
    stdin: Stream,
  ): Stream;
  expander(state: ShellState, stdin: Stream): Expander;
  /** The same evaluator over another text. */
  within(frame: Frame): Runner;
}

export function stateSource(state: ShellState, by: string): Omit<Source, "span"> {
  return { by, elevated: state.elevated, where: state.where, tags: state.tags };
}

/** Runs a simple command: assignments, redirections, expansion, then the function, alias or program of its name. */
export function runCommand(node: Command, state: ShellState, stdin: Stream, runner: Runner): Stream {
  const expander = runner.expander(state, stdin);
  const redirections = applyRedirections(node.redirects, state, stdin, runner);
  const assignments = node.prefix.filter((part) => part.type === "Assignment");
  if (node.name === undefined) {
    // Where the variable is exported already, an assignment alone reaches later programs too.
    for (const assignment of assignments) {
      const variable = assign(assignment, state, expander);
      dangerousVariable(assignment.name, variable, runner.context, {
        ...stateSource(state, "shell"),
        span: runner.frame.span(assignment.pos, assignment.end),
      });
    }
    // `$(<file)` is the file's content (bash manual 3.5.4).
    const reads = state.tags.includes("captured") && node.redirects.some((part) => part.operator === "<");
    return redirections.finish(reads ? redirections.stdin : NO_STREAM);
  }
  const expanded = aliased(node, state, runner);
  if (expanded !== undefined) {
    const printed = expanded.runner.statements(expanded.statements, expanded.state, redirections.stdin);
    state.cwd = expanded.state.cwd;
    return redirections.finish(printed);
  }
  const fields = [
    ...expandWord(node.name, expander),
    ...node.args.flatMap((arg) => (arg.type === "Word" ? expandWord(arg, expander) : [assignmentField(arg, expander)])),
  ];
  const span = runner.frame.span(node.pos, node.end);
  // Assignments before a command hold for that command alone (bash manual 3.7.4).
  const own = assignments.length > 0 ? subshell(state) : state;
  for (const assignment of assignments) {
    const variable = assign(assignment, own, expander);
    dangerousVariable(assignment.name, variable, runner.context, {
      ...stateSource(state, "shell"),
      span: runner.frame.span(assignment.pos, assignment.end),
    });
  }
  const printed = runFields(fields, own, redirections.stdin, runner, span, redirections.socket);
  if (own !== state) {
    state.cwd = own.cwd;
    state.positional = own.positional;
  }
  return redirections.finish(printed);
}

/** Runs an expanded command line. */
export function runFields(
  fields: readonly Field[],
  state: ShellState,
  stdin: Stream,
  runner: Runner,
  span: Span,
  socket?: string,
  changes: CommandChanges = {},
): Stream {
  const [first, ...args] = fields;
  if (first === undefined) return NO_STREAM;
  const { context } = runner;
  if (context.depth >= MAX_DEPTH) {
    overLimit(context, "limit-nesting", `more than ${MAX_DEPTH} commands inside commands`, { by: "shell", span });
    return opaqueStream();
  }
  context.depth++;
  try {
    return runAs(first, args, state, stdin, runner, span, socket, changes);
  } finally {
    context.depth--;
  }
}

function runAs(
  first: Field,
  args: readonly Field[],
  state: ShellState,
  stdin: Stream,
  runner: Runner,
  span: Span,
  socket: string | undefined,
  changes: CommandChanges,
): Stream {
  const body = changes.external === true ? undefined : state.functions.get(first.text);
  if (body !== undefined) return callFunction(first.text, body, args, state, stdin, runner);
  return runProgram(first, args, {
    state: changedState(state, changes),
    stdin: changes.stdin ?? stdin,
    runner,
    span,
    socket,
  });
}

/** The alias is replaced in the text and read again, as the shell does; a name is not expanded inside its own value. */
function aliased(
  node: Command,
  state: ShellState,
  runner: Runner,
): { readonly runner: Runner; readonly statements: readonly Statement[]; readonly state: ShellState } | undefined {
  const name = node.name;
  if (name === undefined || name.text !== name.value || state.calls.includes(`alias ${name.value}`)) return undefined;
  const value = state.aliases.get(name.value);
  if (value === undefined || value.includes(DYNAMIC)) return undefined;
  const text = value + runner.frame.source.slice(name.end, node.end);
  const script = parseShell(text);
  const first = script.commands[0]?.command;
  const own = subshell(state, { calls: [...state.calls, `alias ${name.value}`] });
  const frame = nestedFrame(runner.context.text, text, runner.frame.span(node.pos, node.end), runner.frame.depth + 1);
  return first === undefined ? undefined : { runner: runner.within(frame), statements: script.commands, state: own };
}

function assignmentField(node: Exclude<Command["args"][number], { type: "Word" }>, expander: Expander): Field {
  const variable = assign(node, expander.state, expander);
  const text =
    variable.kind === "array" ? `${node.name}=(${variable.values.join(" ")})` : `${node.name}=${firstValue(variable)}`;
  return { text, quoted: true, glob: false, taint: variable.taint, span: expander.frame.span(node.pos, node.end) };
}

function callFunction(
  name: string,
  body: ShellFunction,
  args: readonly Field[],
  state: ShellState,
  stdin: Stream,
  runner: Runner,
): Stream {
  if (state.calls.includes(name)) {
    // A function that starts itself again beside itself doubles without end: `:(){ :|:& };:`.
    if (state.forks) {
      const span = runner.frame.span(body.body.pos, body.body.end);
      emit(
        runner.context,
        { kind: "system", action: "fork-bomb", object: name },
        { ...stateSource(state, "shell"), span },
      );
    }
    return opaqueStream();
  }
  const inner = subshell(state, {
    calls: [...state.calls, name],
    positional: args.map((field) => field.text),
    variables: state.variables,
  });
  const printed = runner.within(body.frame).node(body.body, inner, stdin);
  state.cwd = inner.cwd;
  return printed;
}
