import type { Frame } from "./frame.ts";
import type { CompoundCommand, CompoundList, Redirected } from "./parse.ts";
import { joinTaint, type Stream, type Variable } from "./value.ts";

export interface ShellFunction {
  readonly body: CompoundCommand | Redirected | CompoundList;
  readonly frame: Frame;
}

/** What a running shell knows. Cloned for subshells, shared by what runs in the same process. */
export interface ShellState {
  /** Absolute; undefined once a `cd` went somewhere unknown. */
  cwd: string | undefined;
  previousCwd: string | undefined;
  dirStack: (string | undefined)[];
  readonly variables: Map<string, Variable>;
  readonly functions: Map<string, ShellFunction>;
  readonly aliases: Map<string, string>;
  positional: readonly string[];
  /** Files that this call wrote and whose text is known: path → content. Shared by all subshells. */
  readonly files: Map<string, Stream>;
  /** Links that this call made: link → what it points to. Shared. */
  readonly links: Map<string, string>;
  /** Names of functions being run, innermost last. */
  readonly calls: readonly string[];
  /** In a pipeline or in the background: what forks there multiplies. */
  readonly forks: boolean;
  readonly elevated: boolean;
  readonly where: "local" | "remote" | "container";
  readonly tags: readonly string[];
}

export function newState(cwd: string | undefined): ShellState {
  return {
    cwd,
    previousCwd: undefined,
    dirStack: [],
    variables: new Map(),
    functions: new Map(),
    aliases: new Map(),
    positional: [],
    files: new Map(),
    links: new Map(),
    calls: [],
    forks: false,
    elevated: false,
    where: "local",
    tags: [],
  };
}

export function subshell(state: ShellState, changes: Partial<ShellState> = {}): ShellState {
  return {
    ...state,
    dirStack: [...state.dirStack],
    variables: new Map(state.variables),
    functions: new Map(state.functions),
    aliases: new Map(state.aliases),
    ...changes,
  };
}

/** After branches of which any may have run: a variable that they leave different is one of its values. */
export function mergeBranches(into: ShellState, branches: readonly ShellState[]): void {
  const names = new Set(branches.flatMap((branch) => [...branch.variables.keys()]));
  for (const name of names) {
    const seen = branches.map((branch) => branch.variables.get(name)).filter((value) => value !== undefined);
    const [first] = seen;
    if (first === undefined) continue;
    if (seen.every((value) => value === first)) {
      into.variables.set(name, first);
      continue;
    }
    const values = [...new Set(seen.flatMap((value) => value.values))].slice(0, MAX_ALTERNATIVES);
    const kind = seen.some((value) => value.kind === "array") ? "array" : values.length === 1 ? "scalar" : "any-of";
    into.variables.set(name, { kind, values, taint: seen.map((value) => value.taint).reduce(joinTaint) });
  }
  const moved = branches.filter((branch) => branch.cwd !== into.cwd).at(-1);
  if (moved !== undefined) into.cwd = moved.cwd;
  for (const branch of branches) {
    for (const [name, body] of branch.functions) into.functions.set(name, body);
    for (const [name, text] of branch.aliases) into.aliases.set(name, text);
  }
}

/** Values a variable may have at most before it counts as dynamic. */
const MAX_ALTERNATIVES = 64;
