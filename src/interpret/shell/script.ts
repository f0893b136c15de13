import type { Span } from "../../model/effect.ts";
import { DYNAMIC } from "../../model/effect.ts";
import { type Context, emit, overLimit, spend } from "../context.ts";
import { MAX_DEPTH, MAX_HERE_DOCUMENTS, MAX_NESTING, MAX_OPENERS, MAX_SHELL_TEXT } from "../limits.ts";
import { type Runner, runCommand, stateSource } from "./command.ts";
import { concat, loopNames, opaque, runCase, runIf, runLoop } from "./compound.ts";
import type { Frame } from "./frame.ts";
import {
  type CompoundCommand,
  type CompoundList,
  firstError,
  type PipelineNode,
  parseShell,
  type Redirected,
  type Statement,
} from "./parse.ts";
import { applyRedirections } from "./redirect.ts";
import { mergeBranches, type ShellState, subshell } from "./state.ts";
import { CLEAN, NO_STREAM, opaqueStream, type Stream } from "./value.ts";
import { type Expander, expandInside } from "./words.ts";

/** Interprets shell text: what it would do goes into the context, what it would print comes back. */
export function runShellText(text: string, frame: Frame, state: ShellState, context: Context, stdin: Stream): Stream {
  const whole = frame.span(0, text.length);
  if (frame.depth > MAX_NESTING) {
    return tooDeep(context, whole, `more than ${MAX_NESTING} shells inside shells`);
  }
  if (text.length > MAX_SHELL_TEXT || isHardToParse(text)) {
    overLimit(context, "limit-bytes", `shell text of ${text.length} characters`, { by: "shell", span: whole });
    return opaqueStream();
  }
  // A carriage return ends a line for the reader, not for bash; read it as one so that nothing hides behind it.
  const clean = text.includes("\r") ? text.replace(/\r\n?/g, (match) => (match.length === 2 ? " \n" : "\n")) : text;
  const script = parseShell(clean);
  const error = firstError(script);
  if (error !== undefined) {
    emit(
      context,
      { kind: "unknown", reason: "syntax-error", detail: error, certainty: "unknown" },
      { ...stateSource(state, "shell"), span: whole },
    );
  }
  return newRunner(frame, context).statements(script.commands, state, stdin);
}

function isHardToParse(text: string): boolean {
  let openers = 0;
  let hereDocuments = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 0x28 || c === 0x60 || c === 0x7b) openers++;
    else if (c === 0x0a) hereDocuments = 0;
    else if (c === 0x3c && text.charCodeAt(i + 1) === 0x3c) hereDocuments++;
    if (openers > MAX_OPENERS || hereDocuments > MAX_HERE_DOCUMENTS) return true;
  }
  return false;
}

export function newRunner(frame: Frame, context: Context): Runner {
  const runner: Runner = {
    frame,
    context,
    statements: (list, state, stdin) => runStatements(list, state, stdin, runner),
    node: (node, state, stdin) => runNode(node, state, stdin, runner),
    expander: (state, stdin) => newExpander(runner, state, stdin),
    within: (other) => newRunner(other, context),
  };
  return runner;
}

function newExpander(runner: Runner, state: ShellState, stdin: Stream): Expander {
  const { frame, context } = runner;
  const inner = (span: Span, source: string | undefined): Runner => {
    // Backtick scripts with escapes are parsed from their decoded text: offsets there are not the call's.
    const nested: Frame =
      source === undefined
        ? { ...frame, depth: frame.depth + 1 }
        : { source, span: () => span, depth: frame.depth + 1 };
    return newRunner(nested, context);
  };
  return {
    context,
    frame,
    state,
    substitute(script, span) {
      if (frame.depth >= MAX_NESTING || !spend(context)) return tooDeep(context, span, SUBSTITUTIONS);
      noteErrors(firstError(script), context, state, span);
      const captured = subshell(state, { tags: [...new Set([...state.tags, "captured"])] });
      return inner(span, script.source).statements(script.commands, captured, stdin);
    },
    processSubstitution(script, direction, span) {
      if (frame.depth >= MAX_NESTING || !spend(context)) {
        tooDeep(context, span, SUBSTITUTIONS);
        return DYNAMIC;
      }
      noteErrors(firstError(script), context, state, span);
      // Any number will do that no redirection uses and that no other substitution of the call has.
      const path = `/dev/fd/${1000 + state.files.size}`;
      const printed = inner(span, script.source).statements(
        script.commands,
        subshell(state),
        // What is written there is mostly what the program reads: `… | tee >(…)`.
        direction === ">" ? opaqueStream(stdin.taint) : NO_STREAM,
      );
      state.files.set(path, direction === "<" ? printed : NO_STREAM);
      return path;
    },
  };
}

function noteErrors(error: string | undefined, context: Context, state: ShellState, span: Span): void {
  if (error === undefined) return;
  emit(
    context,
    { kind: "unknown", reason: "syntax-error", detail: error, certainty: "unknown" },
    { ...stateSource(state, "shell"), span },
  );
}

const SUBSTITUTIONS = `more than ${MAX_NESTING} substitutions inside substitutions`;

function tooDeep(context: Context, span: Span, detail: string): Stream {
  overLimit(context, "limit-nesting", detail, { by: "shell", span });
  return opaqueStream();
}

function runStatements(list: readonly Statement[], state: ShellState, stdin: Stream, runner: Runner): Stream {
  let printed: Stream = NO_STREAM;
  for (const statement of list) {
    if (!spend(runner.context)) break;
    const where = statement.background === true ? subshell(state, { forks: true }) : state;
    printed = concat(printed, runNode(statement.command, where, stdin, runner));
  }
  return printed;
}

type Node = PipelineNode | Statement["command"] | CompoundCommand | CompoundList | Redirected;

function runNode(node: Node, state: ShellState, stdin: Stream, runner: Runner): Stream {
  const { context } = runner;
  if (!spend(context)) return opaqueStream();
  if (context.depth >= MAX_DEPTH)
    return tooDeep(context, runner.frame.span(node.pos, node.end), `more than ${MAX_DEPTH} commands inside commands`);
  context.depth++;
  try {
    return runAs(node, state, stdin, runner);
  } finally {
    context.depth--;
  }
}

function runAs(node: Node, state: ShellState, stdin: Stream, runner: Runner): Stream {
  switch (node.type) {
    case "Command":
      return runCommand(node, state, stdin, runner);
    case "Pipeline": {
      let stream = stdin;
      for (const [index, command] of node.commands.entries()) {
        const alone = node.commands.length === 1;
        stream = runNode(command, alone ? state : subshell(state, { forks: true }), stream, runner);
        if (index < node.commands.length - 1 && stream.empty) stream = opaqueStream(stream.taint);
      }
      return stream;
    }
    case "AndOr": {
      let printed: Stream = NO_STREAM;
      for (const [index, command] of node.commands.entries()) {
        if (index === 0) {
          printed = runNode(command, state, stdin, runner);
          continue;
        }
        // What follows && or || may run or not: keep both outcomes of its assignments.
        const before = subshell(state);
        printed = concat(printed, runNode(command, state, stdin, runner));
        const after = subshell(state);
        mergeBranches(state, [before, after]);
        // A later part of `cd x && …` is only reached in x.
        if (node.operators[index - 1] === "&&") state.cwd = after.cwd;
      }
      return printed;
    }
    case "Redirected": {
      const redirected = applyRedirections(node.redirects, state, stdin, runner);
      const printed = runNode(node.command, state, redirected.stdin, runner);
      return redirected.finish(printed);
    }
    case "Subshell":
      return runStatements(node.body.commands, subshell(state), stdin, runner);
    case "BraceGroup":
      return runStatements(node.body.commands, state, stdin, runner);
    case "CompoundList":
      return runStatements(node.commands, state, stdin, runner);
    case "Function":
      state.functions.set(node.name.value, { body: node.body, frame: runner.frame });
      return NO_STREAM;
    case "Coproc":
      return runNode(node.body, subshell(state, { forks: true }), NO_STREAM, runner);
    case "If":
      return runIf(node, state, stdin, runner);
    case "While": {
      runStatements(node.clause.commands, state, stdin, runner);
      const before = subshell(state);
      const printed = runStatements(node.body.commands, state, stdin, runner);
      mergeBranches(state, [before, subshell(state)]);
      return opaque(printed);
    }
    case "For":
    case "Select":
      return runLoop(node.name.value, node.wordlist, node.body, state, stdin, runner);
    case "ArithmeticFor":
      expandInside(node, runner.expander(state, stdin));
      for (const name of loopNames(node))
        state.variables.set(name, { kind: "scalar", values: [`0${DYNAMIC}`], taint: CLEAN });
      return opaque(runStatements(node.body.commands, state, stdin, runner));
    case "Case":
      return runCase(node, state, stdin, runner);
    case "TestCommand":
    case "ArithmeticCommand":
      expandInside(node, runner.expander(state, stdin));
      return NO_STREAM;
    default:
      return opaqueStream();
  }
}
