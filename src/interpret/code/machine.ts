import { DYNAMIC, type PathTarget, type Span } from "../../model/effect.ts";
import { type Draft, emit, spend } from "../context.ts";
import { MAX_KNOWN_TEXT } from "../limits.ts";
import { placed } from "../paths/placed.ts";
import type { CodeOrigin, Invocation } from "../programs/program.ts";
import { stateSource } from "../shell/command.ts";
import { type Frame, nestedFrame } from "../shell/frame.ts";
import { CLEAN, joinTaint, type Stream, type Taint } from "../shell/value.ts";
import type { Library } from "./library.ts";
import { asText, type Scope, type TextValue, text, type Value } from "./value.ts";

/** What a running program of any language is to the evaluator: its names, its place, and what it did so far. */
export interface Machine {
  readonly library: Library;
  readonly invocation: Invocation;
  readonly how: CodeOrigin;
  /** Of the code being run; code inside code points at the whole of it. */
  frame: Frame;
  readonly top: Scope;
  cwd: string | undefined;
  /** What it printed so far; undefined text once something unknown was printed. */
  printed: Stream;
  /** Bodies of functions being run, innermost last. */
  readonly running: object[];
  /** How often each function's body was run. */
  readonly runs: Map<object, number>;
  /** Values returned by the functions being run. */
  readonly returns: Value[][];
  /** Inside what may not run: an assignment adds a possibility. */
  conditional: number;
  /** Loops without end around this place. */
  endless: number;
  /** A process was split in two in the functions being run. */
  forks: boolean;
  /** Modules of which all names were imported. */
  readonly wild: string[];
  readonly remote: RemoteShell;
}

/** The parts of a remote shell, whose sum is one effect: a socket, a shell, and the one tied to the other. */
export interface RemoteShell {
  socket: "connected" | "listening" | undefined;
  /** To another machine. */
  away: boolean;
  shell: boolean;
  tied: boolean;
  told: boolean;
}

export function newMachine(library: Library, source: string, invocation: Invocation, how: CodeOrigin): Machine {
  const { context, frame } = invocation;
  return {
    library,
    invocation,
    how,
    frame: nestedFrame(context.text, source, how.span ?? invocation.span, frame.depth + 1),
    top: { names: new Map(), parent: undefined, outer: new Set() },
    cwd: invocation.state.cwd,
    printed: { text: "", taint: CLEAN, empty: true },
    running: [],
    runs: new Map(),
    returns: [],
    conditional: 0,
    endless: 0,
    forks: false,
    wild: [],
    remote: { socket: undefined, away: false, shell: false, tied: false, told: false },
  };
}

export interface Place {
  readonly start: number;
  readonly end: number;
}

export function spanAt(machine: Machine, at: Place): Span {
  return machine.frame.span(at.start, at.end);
}

/** Writes an effect down at the place of the code that brings it about. */
export function effect(machine: Machine, draft: Draft, at: Place): void {
  const { invocation } = machine;
  emit(invocation.context, draft, {
    ...stateSource(invocation.state, invocation.program),
    span: spanAt(machine, at),
  });
}

export function tooDeep(machine: Machine, at: Place): void {
  const last = machine.invocation.context.effects.at(-1);
  if (last?.kind === "unknown" && last.reason === "limit-nesting") return;
  const detail = `${machine.library.language} nested too deep`;
  effect(machine, { kind: "unknown", reason: "limit-nesting", detail, certainty: "unknown" }, at);
}

export function work(machine: Machine, amount = 1): boolean {
  return spend(machine.invocation.context, amount);
}

export type Paths = readonly [PathTarget, ...PathTarget[]];

/** The paths that a value may be; `link` acts on a final symlink itself. */
export function pathsOf(machine: Machine, value: Value | undefined, link = false): Paths {
  const { texts, wild } = asText(value);
  const [first, ...others] = texts;
  return [pathOf(machine, first, wild, link), ...others.map((one) => pathOf(machine, one, wild, link))];
}

function pathOf(machine: Machine, raw: string, wild: TextValue["wild"], link: boolean): PathTarget {
  const { invocation, cwd } = machine;
  const { state, context } = invocation;
  // No language but a shell expands `~` by itself: what means home says so, and becomes it, before it gets here.
  const written = raw.startsWith("~") ? `./${raw}` : raw.startsWith("file://") ? raw.slice(7) : raw;
  const target = placed(written === "" ? "." : written, cwd, context, {
    glob: wild !== undefined,
    followLast: !link,
    links: state.links,
    where: state.where,
  });
  // A variable of a program is not empty for being unknown, as one of a shell is.
  return { ...target, raw, ifEmpty: undefined };
}

/** Facts of the machine as texts; what is not known of it is DYNAMIC. */
export function cwdOf(machine: Machine): TextValue {
  return text(machine.cwd ?? DYNAMIC);
}

export function homeOf(machine: Machine): TextValue {
  return text(machine.invocation.context.world.home ?? DYNAMIC);
}

export function userOf(machine: Machine): TextValue {
  return text(machine.invocation.context.world.user ?? DYNAMIC);
}

export function tempOf(machine: Machine): TextValue {
  return text(machine.invocation.context.world.tempDirs[0] ?? "/tmp");
}

/** The path of the script that is run; of code without a file, what the language says instead. */
export function scriptOf(machine: Machine, otherwise: string = DYNAMIC): TextValue {
  return text(machine.how.target?.path ?? otherwise);
}

/** What the script is given. */
export function argumentsOf(machine: Machine): readonly TextValue[] {
  return (machine.how.positional ?? []).map((one) => text(one));
}

/** What the program puts out; what is not known makes all of it unknown. */
export function print(machine: Machine, value: TextValue, end: string): void {
  const before = machine.printed;
  const known = before.text !== undefined && value.texts.length === 1 && before.text.length < MAX_KNOWN_TEXT;
  const [one] = value.texts;
  machine.printed = {
    text: known && machine.conditional === 0 && one !== DYNAMIC ? before.text + one + end : undefined,
    taint: joinTaint(before.taint, value.taint),
    empty: false,
  };
}

/** The value of an environment variable, as far as the call tells. */
export function environmentValue(machine: Machine, name: string): TextValue {
  const { state, context } = machine.invocation;
  const { world } = context;
  const set = state.variables.get(name);
  if (set !== undefined) {
    const [first = "", ...others] = set.values;
    return { kind: "text", texts: [first, ...others], taint: set.taint };
  }
  const place: Readonly<Record<string, string | undefined>> = {
    HOME: world.home,
    USERPROFILE: world.home,
    USER: world.user,
    LOGNAME: world.user,
    USERNAME: world.user,
    PWD: machine.cwd,
    TMPDIR: world.tempDirs[0],
    TEMP: world.tempDirs[0],
    TMP: world.tempDirs[0],
  };
  const known = world.env(name) ?? place[name];
  if (known !== undefined) return { kind: "text", texts: [known], taint: CLEAN };
  return { kind: "text", texts: [DYNAMIC], taint: SECRET_NAME.test(name) ? secretNamed(name) : CLEAN };
}

const secretNamed = (name: string): Taint => ({ ...ENVIRONMENT, picked: true, secrets: [name] });

const SECRET_NAME = /SECRET|TOKEN|PASSW|API_?KEY|ACCESS_?KEY|PRIVATE|CREDENTIAL/i;
export const ENVIRONMENT: Taint = { ...CLEAN, environment: true };
