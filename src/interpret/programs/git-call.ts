import { DYNAMIC, type PathTarget, type Span } from "../../model/effect.ts";
import { isWithin } from "../paths/normalise.ts";
import { placed } from "../paths/placed.ts";
import type { Field } from "../shell/value.ts";
import { type OptionSyntax, type Parsed, parseArguments } from "./options.ts";
import type { Invocation } from "./program.ts";

/** One run of a git sub-command, options and operands read by the sub-command's own syntax. */
export interface GitCall {
  readonly run: Invocation;
  readonly sub: string;
  readonly args: readonly Field[];
  readonly parsed: Parsed;
  readonly operands: readonly Field[];
  /** Where git works: the shell's folder, moved by `-C`. */
  readonly cwd: string | undefined;
  /** The branch that is checked out there, as far as is known. */
  readonly branch: string | undefined;
  has(...names: readonly string[]): boolean;
  value(...names: readonly string[]): Field | undefined;
  values(...names: readonly string[]): readonly Field[];
  path(field: Field): PathTarget;
  emit(action: string, object: string, more?: GitDetails): void;
  /** Runs text as git does: through sh, in git's folder. */
  shell(text: string, span?: Span): void;
  command(fields: readonly Field[]): void;
}

export interface GitDetails {
  readonly value?: string;
  readonly protected?: boolean;
  readonly tags?: readonly string[];
}

/** How a sub-command reads its arguments and what it does; most only show and have no row. */
export interface GitSub extends OptionSyntax {
  readonly does: (call: GitCall) => void;
}

/** Branches that others build on, by the names that hosts and workflows give them. */
const PROTECTED =
  /^(?:main|master|trunk|mainline|develop|development|production|prod|staging|stable|gh-pages|releases?(?:[/-].+)?|hotfix(?:[/-].+)?)$/i;

/** `refs/heads/x` and `x` are the same branch. */
export function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, "");
}

export function isProtected(ref: string | undefined): boolean {
  return ref !== undefined && PROTECTED.test(branchName(ref).replace(/^(?:origin|upstream)\//, ""));
}

export function gitCall(
  run: Invocation,
  sub: string,
  args: readonly Field[],
  syntax: OptionSyntax,
  cwd: string | undefined,
): GitCall {
  const parsed = parseArguments(args, syntax);
  const given = (names: readonly string[]) =>
    names
      .flatMap((name) => parsed.options.get(parsed.canonical(name)) ?? [])
      .filter((value): value is Field => value !== undefined);
  const moved = cwd === run.state.cwd ? {} : { cwd };
  return {
    run,
    sub,
    args,
    parsed,
    operands: parsed.operands,
    cwd,
    // Asked for only where it decides: the answer is read from the disk.
    get branch() {
      return cwd === undefined ? undefined : run.context.world.git(cwd)?.branch;
    },
    has: (...names) => names.some((name) => parsed.options.has(parsed.canonical(name))),
    value: (...names) => given(names).at(-1),
    values: (...names) => given(names),
    path: (field) =>
      placed(field.text, cwd, run.context, {
        glob: field.glob,
        links: run.state.links,
        where: run.state.where,
      }),
    emit: (action, object, more = {}) =>
      gitEffect(
        run,
        action,
        object,
        isFresh(run, cwd) ? { ...more, tags: [...(more.tags ?? []), "fresh-repository"] } : more,
      ),
    shell: (text, span) =>
      void run.shell(text, { source: "inline", changes: moved, ...(span === undefined ? {} : { span }) }),
    command: (fields) => {
      if (fields.length > 0) run.command(fields, { external: true, ...moved });
    },
  };
}

/** A clone, or a repository below the temporary folder, that this very call has made: nobody's work is in it yet. */
function isFresh(run: Invocation, cwd: string | undefined): boolean {
  if (cwd === undefined || run.state.where !== "local") return false;
  return isMadeByMktemp(cwd) || [...run.state.repositories].some((folder) => isWithin(cwd, folder));
}

function isMadeByMktemp(path: string): boolean {
  return path.includes(`/tmp.${DYNAMIC}x`);
}

export function gitEffect(run: Invocation, action: string, object: string, more: GitDetails = {}, tool = "git"): void {
  run.emit({
    kind: "git",
    action,
    object,
    protected: more.protected ?? false,
    tool,
    ...(more.value === undefined ? {} : { value: more.value }),
    ...(more.tags === undefined ? {} : { tags: more.tags }),
  });
}
