import type { PathTarget, Span } from "../../model/effect.ts";
import type { Context, Draft } from "../context.ts";
import type { Frame } from "../shell/frame.ts";
import type { ShellState } from "../shell/state.ts";
import type { Field, Stream } from "../shell/value.ts";
import type { OptionSyntax, Parsed } from "./options.ts";

/** One run of a program, as its row sees it. */
export interface Invocation {
  /** The row's first name, e.g. "rm" for /bin/rm or busybox rm. */
  readonly program: string;
  /** The name it was called by. */
  readonly name: string;
  readonly args: readonly Field[];
  readonly parsed: Parsed;
  readonly operands: readonly Field[];
  readonly stdin: Stream;
  readonly span: Span;
  readonly context: Context;
  readonly state: ShellState;
  readonly frame: Frame;
  /** Any of these options is given (any alias, without dashes). */
  has(...names: readonly string[]): boolean;
  /** Last value of the first of these options that has one. */
  value(...names: readonly string[]): Field | undefined;
  values(...names: readonly string[]): readonly Field[];
  /** A path argument as a target; `link: true` acts on a final symlink itself. */
  path(field: Field, options?: { readonly link?: boolean }): PathTarget;
  emit(draft: Draft): void;
  /** Interprets text as a shell would run it. */
  shell(text: string, how: CodeOrigin): Stream;
  /** Runs an argument list as a command (`sudo rm -rf x`). */
  command(fields: readonly Field[], changes?: CommandChanges): Stream;
  /** Interprets code of another language: python, javascript, perl, ruby, powershell, sql, awk … */
  code(language: string, text: string | undefined, how: CodeOrigin): Stream;
  /** The script file's text, when it is readable, small, or was written earlier in the call. */
  readFile(target: PathTarget): Stream | undefined;
}

export interface CodeOrigin {
  readonly source: "inline" | "remote" | "decoded" | "file" | "stdin" | "variable" | "unknown";
  readonly span?: Span;
  readonly stream?: Stream;
  readonly target?: PathTarget;
  readonly positional?: readonly string[];
  /** `$0`. */
  readonly zero?: string;
  readonly changes?: CommandChanges;
  /** Runs in the calling shell itself (eval, source). */
  readonly inPlace?: boolean;
}

export interface CommandChanges {
  readonly elevated?: boolean;
  readonly where?: "local" | "remote" | "container";
  readonly cwd?: string | undefined;
  readonly tags?: readonly string[];
  readonly stdin?: Stream;
  /** `NAME=value` words that hold for this command. */
  readonly variables?: readonly Field[];
  /** Looked up as a program only, not as a function or alias (`command`, `env`, `xargs`). */
  readonly external?: boolean;
}

/** Something that a program does when it is called in a certain way. */
export interface Act {
  /** Sub-command words: "push", "stash drop|clear", "compute instances delete"; `*` stands for any one word. */
  readonly sub?: string | readonly string[];
  /** One of these options is given. */
  readonly flag?: string | readonly string[];
  /** None of these is given. */
  readonly without?: string | readonly string[];
  /** An operand (after the sub-command) equals one of these, or matches with `*`. */
  readonly operand?: string | readonly string[];
  /** Any further condition. */
  readonly if?: (invocation: Invocation) => boolean;
  readonly does:
    | Draft
    | readonly Draft[]
    | ((invocation: Invocation, operands: readonly Field[]) => Draft | readonly Draft[] | undefined);
}

/** How the operands of a plain program are used. */
export interface OperandUse {
  readonly of: "all" | "first";
  readonly use: "read" | "write" | "append" | "modify" | "mkdir";
}

/** A row of command knowledge. */
export interface Program extends OptionSyntax {
  readonly names: readonly string[];
  /** All operands, from the first on, are a command of their own (sudo, nohup, nice …). */
  readonly wraps?: CommandChanges | true;
  /** Operands to skip before the wrapped command (timeout's duration). */
  readonly skip?: number;
  /** `NAME=value` words come before the wrapped command (env, sudo). */
  readonly assigns?: boolean;
  readonly operands?: readonly OperandUse[];
  /** Options whose values are paths, and what is done with them: "-o:write -i:read". */
  readonly paths?: string;
  readonly acts?: readonly Act[];
  /** What it prints is known: its arguments, or its input changed. */
  readonly run?: (invocation: Invocation) => Stream | undefined;
  /** Only informs: what it is given is data (echo, man, which …), no `unknown-program` and no acts. */
  readonly inert?: true;
  /** Options with which nothing is done, beyond --help and --version. */
  readonly dryRun?: string | readonly string[];
  /** Not in all cases the program that the name says: do not take an unknown program's operand for it. */
  readonly commonWord?: true;
}
