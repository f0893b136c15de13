import { DYNAMIC } from "../../model/effect.ts";
import { Bindings } from "./bindings.ts";
import type { Frame } from "./frame.ts";
import type { CompoundCommand, CompoundList, Redirected } from "./parse.ts";
import { CLEAN, joinTaint, type Stream, type Taint, type Variable } from "./value.ts";

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly frame: Frame;
}

/** What a running shell knows. Cloned for subshells, shared by what runs in the same process. */
export interface ShellState {
  /** Absolute; undefined once a `cd` went somewhere unknown. */
  cwd: string | undefined;
  previousCwd: string | undefined;
  dirStack: readonly (string | undefined)[];
  readonly variables: Bindings<Variable>;
  readonly functions: Bindings<ShellFunction>;
  readonly aliases: Bindings<string>;
  positional: readonly string[];
  /** Files that this call wrote and whose text is known: path → content. Shared by all subshells. */
  readonly files: Map<string, Stream>;
  /** Links that this call made: link → what it points to. Shared. */
  readonly links: Map<string, string>;
  /** Folders of repositories that this call made. Shared. */
  readonly repositories: Set<string>;
  /** Names of functions being run, innermost last. */
  readonly calls: readonly string[];
  /** In a pipeline or in the background: what forks there multiplies. */
  readonly forks: boolean;
  /** The program that is no shell and runs this one: awk's system(), vim's `:!`, find's -exec. */
  readonly hostedBy: string | undefined;
  readonly elevated: boolean;
  readonly where: "local" | "remote" | "container";
  readonly tags: readonly string[];
  /** What code put into the line that is run, where the text says DYNAMIC. */
  readonly filled: Taint;
}

export function newState(cwd: string | undefined): ShellState {
  return {
    cwd,
    previousCwd: undefined,
    dirStack: [],
    variables: new Bindings(),
    functions: new Bindings(),
    aliases: new Bindings(),
    positional: [],
    files: new Map(),
    links: new Map(),
    repositories: new Set(),
    calls: [],
    forks: false,
    hostedBy: undefined,
    elevated: false,
    where: "local",
    tags: [],
    filled: CLEAN,
  };
}

export function subshell(state: ShellState, changes: Partial<ShellState> = {}): ShellState {
  return {
    ...state,
    variables: new Bindings(state.variables),
    functions: new Bindings(state.functions),
    aliases: new Bindings(state.aliases),
    ...changes,
  };
}

/** Folders that `pushd` remembers. */
const MAX_DIRECTORIES = 64;

export function pushDirectory(state: ShellState): void {
  state.dirStack = [...state.dirStack, state.cwd].slice(-MAX_DIRECTORIES);
}

/** The folder that was pushed last; undefined, which is anywhere, where none is left. */
export function popDirectory(state: ShellState): string | undefined {
  const last = state.dirStack.at(-1);
  state.dirStack = state.dirStack.slice(0, -1);
  return last;
}

/** After branches of which any may have run: a variable that they leave different is one of its values. */
export function mergeBranches(into: ShellState, branches: readonly ShellState[]): void {
  for (const name of into.variables.namesApart(branches.map((branch) => branch.variables))) {
    const seen = branches.map((branch) => branch.variables.get(name)).filter((value) => value !== undefined);
    const value = seen.every((one) => one === seen[0]) ? seen[0] : anyOf(seen);
    if (value !== undefined && value !== into.variables.get(name)) into.variables.set(name, value);
  }
  const moved = branches.filter((branch) => branch.cwd !== into.cwd).at(-1);
  if (moved !== undefined) into.cwd = moved.cwd;
  takeLast(
    into.functions,
    branches.map((branch) => branch.functions),
  );
  takeLast(
    into.aliases,
    branches.map((branch) => branch.aliases),
  );
}

function anyOf(seen: readonly Variable[]): Variable {
  const all = [...new Set(seen.flatMap((value) => value.values))];
  const values = all.length > MAX_ALTERNATIVES ? [...all.slice(0, MAX_ALTERNATIVES), DYNAMIC] : all;
  const kind = seen.some((value) => value.kind === "array") ? "array" : values.length === 1 ? "scalar" : "any-of";
  return { kind, values, taint: seen.map((value) => value.taint).reduce(joinTaint) };
}

function takeLast<T>(into: Bindings<T>, branches: readonly Bindings<T>[]): void {
  for (const name of into.namesApart(branches)) {
    const last = branches.findLast((branch) => branch.has(name))?.get(name);
    if (last !== undefined && last !== into.get(name)) into.set(name, last);
  }
}

/** Values that a variable may have; where there are more, it may have any. */
const MAX_ALTERNATIVES = 64;
