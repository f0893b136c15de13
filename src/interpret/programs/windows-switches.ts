import type { Field } from "../shell/value.ts";
import type { Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/** Arguments of a Windows program: `/x`, `/x:value`, `-x`; Git Bash doubles the slash so as not to take it for a path. */
export interface Switches {
  /** Names in lower case, without what follows a colon. */
  readonly on: ReadonlySet<string>;
  readonly operands: readonly Field[];
  /** What follows `/x` or `/x:`. */
  value(...names: readonly string[]): Field | undefined;
}

const SWITCH = /^(?:\/{1,2}|-)([a-z?][\w-]*)(?::(.*))?$/is;

/** `valued` names the switches that take the next argument. */
export function readSwitches(run: Invocation, valued: readonly string[] = []): Switches {
  const on = new Set<string>();
  const values = new Map<string, Field>();
  const operands: Field[] = [];
  for (let i = 0; i < run.args.length; i++) {
    const field = run.args[i] as Field;
    const found = SWITCH.exec(field.text);
    if (found === null) {
      operands.push(field);
      continue;
    }
    const name = orEmpty(found[1]).toLowerCase();
    on.add(name);
    const next = run.args[i + 1];
    if (found[2] !== undefined) values.set(name, { ...field, text: found[2] });
    else if (valued.includes(name) && next !== undefined) {
      values.set(name, next);
      i++;
    }
  }
  return {
    on,
    operands,
    value: (...names) => names.map((name) => values.get(name)).find((value) => value !== undefined),
  };
}

/** All arguments as one text in lower case, to ask for words of commands that have a grammar of their own (netsh, wmic). */
export function line(run: Invocation): string {
  return run.args
    .map((field) => field.text)
    .join(" ")
    .toLowerCase();
}
