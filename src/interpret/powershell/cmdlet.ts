import type { PathTarget } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import type { Session } from "./session.ts";
import { NOTHING, type Value } from "./value.ts";

/** A row of knowledge about a PowerShell command. */
export interface Cmdlet {
  /** The name, then its aliases. */
  readonly names: string;
  /** `Name=` takes a value, `Name` is a switch; aliases are joined by `|`. */
  readonly parameters?: string;
  /** Parameters that are given by place, in order; the last one takes all that is left. */
  readonly positions?: string;
  /** Effects that it always has; an empty `object` or `name` becomes the first value by place. */
  readonly does?: Draft;
  readonly run?: (call: CmdletCall) => Value | undefined;
}

/** One run of a cmdlet, as its row sees it. */
export interface CmdletCall {
  /** The name as it was written, in lower case. */
  readonly name: string;
  readonly session: Session;
  readonly at: { readonly start: number; readonly end: number };
  has(parameter: string): boolean;
  value(parameter: string): Value | undefined;
  /** Values without a name that no place took, and those of the last place. */
  readonly rest: readonly Value[];
  /** All arguments as they were written, for names that are both a cmdlet and a program. */
  readonly words: readonly Value[];
  /** What comes through the pipeline; undefined at its start. */
  readonly input: Value | undefined;
  note(draft: Draft): void;
  path(value: Value, options?: { readonly link?: boolean; readonly literal?: boolean }): PathTarget;
}

/** A parameter's value, or else what comes through the pipeline. */
export function taken(call: CmdletCall, parameter: string): Value {
  return call.value(parameter) ?? call.input ?? NOTHING;
}
