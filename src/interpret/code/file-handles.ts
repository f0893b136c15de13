import { DYNAMIC } from "../../model/effect.ts";
import { CLEAN, joinTaint } from "../shell/value.ts";
import { argument, content, type Where, wrote } from "./files.ts";
import type { Operation } from "./library.ts";
import { type Machine, type Place, pathsOf } from "./machine.ts";
import {
  asText,
  fieldOf,
  firstText,
  NULL,
  type ObjectValue,
  object,
  taintOf,
  text,
  UNKNOWN,
  type Value,
} from "./value.ts";

// Files that code opens first, and then reads, writes or closes.

/** Opens a file: the mode says whether it is written; what is done with it later is a method of "file". */
export function open(where: Where = 0, mode: Where = 1): Operation {
  return (of) => {
    const path = argument(of, where) ?? of.named.get("file");
    const given = argument(of, mode) ?? of.named.get("mode");
    const flags = given === undefined || given.kind === "function" ? "r" : firstText(given);
    return opened(of.machine, path, flags, of.at);
  };
}

export function opened(machine: Machine, path: Value | undefined, flags: string, at: Place): ObjectValue {
  const named = path ?? UNKNOWN;
  if (/a|>>/.test(flags)) wrote(machine, named, "append", undefined, at);
  else if (/[wx>]/.test(flags)) wrote(machine, named, "truncate", text(""), at);
  else if (flags.includes("+")) wrote(machine, named, "modify", undefined, at);
  else return object("file", { path: named, mode: text("r") }, content(machine, named, at).taint);
  return object("file", { path: named, mode: text("w") });
}

/** Text written to an open file: the file's known content grows, the write itself was told when it was opened. */
export const writeToFile: Operation = (of) => {
  const path = fieldOf(of.self, "path");
  if (path === undefined) return undefined;
  const written = of.args[0];
  const { files } = of.machine.invocation.state;
  for (const target of pathsOf(of.machine, path)) {
    const before = files.get(target.path);
    const more = asText(written);
    const one = more.texts.length === 1 ? more.texts[0] : undefined;
    const whole =
      one === undefined || one === DYNAMIC || (before !== undefined && before.text === undefined)
        ? undefined
        : (before?.text ?? "") + one;
    files.set(target.path, { text: whole, taint: joinTaint(before?.taint ?? CLEAN, taintOf(written)), empty: false });
    tellContent(of.machine, target.path, whole);
  }
  return NULL;
};

/** The effect of the opening learns what is written, so that rules see the content that they would see of a shell's redirection. */
function tellContent(machine: Machine, path: string, whole: string | undefined): void {
  if (whole === undefined) return;
  const { effects } = machine.invocation.context;
  for (let index = effects.length - 1; index >= 0 && index >= effects.length - 16; index--) {
    const one = effects[index];
    if (one?.kind !== "write" || one.target.path !== path) continue;
    effects[index] = { ...one, content: whole };
    return;
  }
}

export const readFromFile: Operation = (of) => {
  const path = fieldOf(of.self, "path");
  if (path === undefined) return undefined;
  const taint = taintOf(of.self);
  const [target] = pathsOf(of.machine, path);
  const known = of.machine.invocation.state.files.get(target.path)?.text;
  return text(known ?? DYNAMIC, taint);
};
