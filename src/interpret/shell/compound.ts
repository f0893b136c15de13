import { DYNAMIC } from "../../model/effect.ts";
import { MAX_ROUNDS } from "../limits.ts";
import type { Runner } from "./command.ts";
import { type Case, type CompoundCommand, type CompoundList, type SyntaxNode, type Word, walk } from "./parse.ts";
import { glob } from "./pattern.ts";
import { mergeBranches, type ShellState, subshell } from "./state.ts";
import { CLEAN, type Field, joinTaint, NO_STREAM, type Stream, type Taint, textStream } from "./value.ts";
import { expandToOne, expandWord } from "./words.ts";

export function concat(a: Stream, b: Stream): Stream {
  if (a.empty) return b;
  if (b.empty) return a;
  if (a.text === undefined || b.text === undefined)
    return { text: undefined, taint: joinTaint(shown(a), shown(b)), empty: false };
  return textStream(a.text + b.text, joinTaint(a.taint, b.taint));
}

export function opaque(stream: Stream): Stream {
  return stream.empty ? stream : { text: undefined, taint: shown(stream), empty: false };
}

/** A secret that was printed as it is stays one beside what is not known. */
function shown({ text, taint }: Stream): Taint {
  return taint.environment && text !== undefined ? { ...taint, picked: true } : taint;
}

export function runIf(
  node: Extract<CompoundCommand, { type: "If" }>,
  state: ShellState,
  stdin: Stream,
  runner: Runner,
): Stream {
  runner.statements(node.clause.commands, state, stdin);
  const branches = [node.then, ...node.elif.map((branch) => branch.then)];
  for (const branch of node.elif) runner.statements(branch.clause.commands, state, stdin);
  if (node.else !== undefined) branches.push(node.else);
  const outcomes: ShellState[] = node.else === undefined ? [subshell(state)] : [];
  let printed: Stream = NO_STREAM;
  for (const branch of branches) {
    const own = subshell(state);
    printed = concat(printed, runner.statements(branch.commands, own, stdin));
    outcomes.push(own);
  }
  mergeBranches(state, outcomes);
  return opaque(printed);
}

export function runCase(node: Case, state: ShellState, stdin: Stream, runner: Runner): Stream {
  const expander = runner.expander(state, stdin);
  const subject = expandToOne(node.word, expander).text;
  const outcomes: ShellState[] = [subshell(state)];
  let printed: Stream = NO_STREAM;
  for (const item of node.items) {
    const patterns = item.pattern.map((pattern) => expandToOne(pattern, expander).text);
    // A known subject takes one branch; fall-through terminators make it uncertain again.
    const known =
      !subject.includes(DYNAMIC) &&
      !node.items.some((other) => other.terminator === ";&" || other.terminator === ";;&");
    if (known && !patterns.some((pattern) => pattern.includes(DYNAMIC) || glob(pattern)(subject))) continue;
    const own = subshell(state);
    printed = concat(printed, runner.statements(item.body.commands, own, stdin));
    outcomes.push(own);
    if (known && patterns.some((pattern) => glob(pattern)(subject))) break;
  }
  mergeBranches(state, outcomes);
  return opaque(printed);
}

export function runLoop(
  name: string,
  words: readonly Word[] | undefined,
  body: CompoundList,
  state: ShellState,
  stdin: Stream,
  runner: Runner,
): Stream {
  const expander = runner.expander(state, stdin);
  const fields: readonly Field[] =
    words === undefined
      ? state.positional.map((text) => ({
          text,
          quoted: true,
          glob: false,
          taint: CLEAN,
          span: runner.frame.span(body.pos, body.end),
        }))
      : words.flatMap((word) => expandWord(word, expander));
  const taint = fields.reduce((all, field) => joinTaint(all, field.taint), CLEAN);
  if (fields.length === 0) return NO_STREAM;
  if (fields.length > MAX_ROUNDS) {
    state.variables.set(name, { kind: "any-of", values: fields.map((field) => field.text), taint });
    return opaque(runner.statements(body.commands, state, stdin));
  }
  let printed: Stream = NO_STREAM;
  for (const field of fields) {
    state.variables.set(name, { kind: "scalar", values: [field.text], taint: field.taint });
    printed = concat(printed, runner.statements(body.commands, state, stdin));
  }
  return printed;
}

export function loopNames(node: SyntaxNode): readonly string[] {
  const names = new Set<string>();
  walk(node, (child) => {
    if (child.type === "ArithmeticWord") for (const match of child.value.matchAll(/[A-Za-z_]\w*/g)) names.add(match[0]);
    return child.type !== "CompoundList";
  });
  return [...names];
}
