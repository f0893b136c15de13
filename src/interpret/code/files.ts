import { DYNAMIC, type WriteEffect } from "../../model/effect.ts";
import { CLEAN, joinTaint, type Stream, type Taint } from "../shell/value.ts";
import type { LibraryCall, Operation } from "./library.ts";
import { effect, type Machine, type Paths, type Place, pathsOf } from "./machine.ts";
import {
  asNumber,
  asText,
  eachText,
  firstText,
  isTrue,
  list,
  NULL,
  type TextValue,
  text,
  texts,
  type Value,
} from "./value.ts";

// What a library's calls do to files, written down the same way for all languages.

/** An argument by its place, `"self"`, or by its name. */
export type Where = number | "self" | string;

export function argument(of: LibraryCall, where: Where): Value | undefined {
  if (where === "self") return of.self;
  return typeof where === "number" ? of.args[where] : of.named.get(where);
}

/** An option of a trailing options object (`{ recursive: true }`), or a named argument. */
export function option(of: LibraryCall, name: string): Value | undefined {
  const named = of.named.get(name);
  if (named !== undefined) return named;
  for (const arg of of.args) if (arg.kind === "dict" && arg.entries.has(name)) return arg.entries.get(name);
  return undefined;
}

export function remove(
  where: Where,
  recursive: boolean | string = false,
  how: "remove" | "empty" = "remove",
): Operation {
  return (of) => {
    const value = argument(of, where) ?? of.named.get("path");
    const all = typeof recursive === "boolean" ? recursive : isTrue(option(of, recursive));
    for (const one of each(value)) removed(of.machine, one, all, how, of.at);
    return NULL;
  };
}

function each(value: Value | undefined): readonly Value[] {
  if (value?.kind === "list") return value.items;
  return value === undefined ? [] : [value];
}

export function removed(machine: Machine, value: Value, recursive: boolean, how: "remove" | "empty", at: Place): void {
  const wild = asText(value).wild;
  for (const target of pathsOf(machine, value, true)) {
    effect(machine, { kind: "delete", target, recursive: recursive || wild === "deep", how }, at);
  }
}

export function wrote(
  machine: Machine,
  path: Value | undefined,
  how: WriteEffect["how"],
  content: Value | undefined,
  at: Place,
): void {
  const { state } = machine.invocation;
  const known = content === undefined ? undefined : asText(content);
  const one = known?.texts.length === 1 && known.texts[0] !== DYNAMIC ? known.texts[0] : undefined;
  for (const target of pathsOf(machine, path)) {
    effect(machine, { kind: "write", target, how, ...(one === undefined ? {} : { content: one }) }, at);
    if (known === undefined || target.path.includes(DYNAMIC)) continue;
    const before = how === "append" ? state.files.get(target.path) : undefined;
    const whole = before === undefined ? one : appended(before, one);
    state.files.set(target.path, { text: whole, taint: joinTaint(before?.taint ?? CLEAN, known.taint), empty: false });
  }
}

/** What a file holds once more is written behind what was in it. */
function appended(before: Stream, more: string | undefined): string | undefined {
  return before.text === undefined || more === undefined ? undefined : before.text + more;
}

export function write(where: Where, how: WriteEffect["how"], content?: Where): Operation {
  return (of) => {
    const given = content === undefined ? undefined : argument(of, content);
    wrote(of.machine, argument(of, where) ?? of.named.get("path"), how, given, of.at);
    return NULL;
  };
}

/** Reads a file: what comes of it holds the file's content. */
export function read(where: Where): Operation {
  return (of) => content(of.machine, argument(of, where) ?? of.named.get("path"), of.at);
}

export function content(machine: Machine, path: Value | undefined, at: Place): TextValue {
  let taint: Taint = CLEAN;
  const found: string[] = [];
  for (const target of pathsOf(machine, path)) {
    const written = machine.invocation.state.files.get(target.path);
    if (target.path === "/dev/stdin") return stdinText(machine);
    if (written === undefined) {
      effect(machine, { kind: "read", target, recursive: target.glob, how: "content" }, at);
      taint = joinTaint(taint, { ...CLEAN, files: [target] });
    } else {
      taint = joinTaint(taint, written.taint);
      if (written.text !== undefined) found.push(written.text);
    }
  }
  const [first, ...others] = found;
  return first === undefined ? text(DYNAMIC, taint) : texts([first, ...others], { kind: "text", taint });
}

export function stdinText(machine: Machine): TextValue {
  const { stdin } = machine.invocation;
  const used = machine.how.source === "stdin";
  return text(used ? DYNAMIC : (stdin.text ?? DYNAMIC), used ? CLEAN : stdin.taint);
}

/** Lists a folder: names of it (`names`), or of all below it (`deep`). */
export function listing(where: Where, wild: "names" | "deep" | string, joined = false): Operation {
  return (of) => {
    const value = argument(of, where) ?? of.named.get("path");
    const deep = wild === "deep" || (wild !== "names" && isTrue(option(of, wild)));
    const folder = value === undefined || value === NULL ? text(".") : asText(value);
    for (const target of pathsOf(of.machine, folder)) {
      effect(of.machine, { kind: "read", target, recursive: deep, how: "list" }, of.at);
    }
    return list([below(folder, joined ? undefined : "*", deep ? "deep" : "names")]);
  };
}

/** All names below a folder, as a path (`folder/*`) or, with `name`, by themselves. */
export function below(folder: TextValue, name: string | undefined, wild: "names" | "deep"): TextValue {
  if (name !== undefined) return text(name, CLEAN, wild);
  return {
    ...texts(
      eachText(folder.texts, (one) => (one.endsWith("/") ? `${one}*` : `${one}/*`)),
      folder,
    ),
    wild,
  };
}

/** A glob pattern's matches. */
export function matches(where: Where): Operation {
  return (of) => {
    const pattern = asText(argument(of, where));
    return list([{ ...pattern, wild: pattern.texts.some((one) => one.includes("**")) ? "deep" : "names" }]);
  };
}

/** The source is taken away, the destination is written over. */
export function move(from: Where = 0, to: Where = 1): Operation {
  return (of) => {
    const { machine, at } = of;
    const [source, target] = [pathsOf(machine, argument(of, from), true), pathsOf(machine, argument(of, to))];
    for (const one of source) effect(machine, { kind: "delete", target: one, recursive: false, how: "move-away" }, at);
    for (const one of target) effect(machine, { kind: "write", target: one, how: "truncate", source: source[0] }, at);
    carry(machine, source, target);
    return NULL;
  };
}

export function copy(from: Where = 0, to: Where = 1): Operation {
  return (of) => {
    const { machine, at } = of;
    const [source, target] = [pathsOf(machine, argument(of, from)), pathsOf(machine, argument(of, to))];
    for (const one of source) effect(machine, { kind: "read", target: one, recursive: false, how: "content" }, at);
    for (const one of target) effect(machine, { kind: "write", target: one, how: "truncate", source: source[0] }, at);
    carry(machine, source, target);
    return NULL;
  };
}

/** What was known of one file is known of the other; a file of the disk is at least named as the source. */
function carry(machine: Machine, [source]: Paths, [target]: Paths): void {
  const { files } = machine.invocation.state;
  const unread: Stream = { text: undefined, taint: { ...CLEAN, files: [source] }, empty: false };
  files.set(target.path, files.get(source.path) ?? unread);
}

export function link(to: Where = 0, name: Where = 1): Operation {
  return (of) => {
    const { machine, at } = of;
    const [source] = pathsOf(machine, argument(of, to));
    for (const target of pathsOf(machine, argument(of, name), true)) {
      effect(machine, { kind: "write", target, how: "link", source }, at);
      machine.invocation.state.links.set(target.path, source.path);
    }
    return NULL;
  };
}

/** chmod: the mode as a number, or as the text of one. */
export function permission(where: Where = 0, mode: Where = 1): Operation {
  return (of) => {
    const given = argument(of, mode);
    const bits = asNumber(given) ?? Number.parseInt(firstText(given), 8);
    if (Number.isNaN(bits)) return NULL;
    const change =
      bits & 0o6000
        ? "setuid"
        : bits & 0o002
          ? "world-writable"
          : bits === 0
            ? "no-access"
            : bits & 0o111
              ? "executable"
              : "mode";
    for (const one of each(argument(of, where))) {
      for (const target of pathsOf(of.machine, one)) {
        effect(
          of.machine,
          { kind: "permission", target, recursive: asText(one).wild === "deep", change, value: bits.toString(8) },
          of.at,
        );
      }
    }
    return NULL;
  };
}

export function owner(where: Where = 0): Operation {
  return (of) => {
    for (const target of pathsOf(of.machine, argument(of, where)))
      effect(of.machine, { kind: "permission", target, recursive: false, change: "owner", value: "" }, of.at);
    return NULL;
  };
}
