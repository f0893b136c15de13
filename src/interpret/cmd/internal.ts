import { DYNAMIC } from "../../model/effect.ts";
import { runExternal } from "../powershell/external.ts";
import { pathOf } from "../powershell/paths.ts";
import { note, type Session } from "../powershell/session.ts";
import { dynamic, fromStream, known, NOTHING, type Value } from "../powershell/value.ts";
import { dangerousVariable } from "../shell/assign.ts";
import { stateSource } from "../shell/command.ts";
import { popDirectory, pushDirectory } from "../shell/state.ts";
import { CLEAN, joinTaint, scalar } from "../shell/value.ts";

/** One run of a command that cmd.exe has inside. */
export interface CmdCall {
  readonly name: string;
  readonly args: readonly Value[];
  /** All after the name as one text, quotes kept. */
  readonly tail: Value;
  readonly input: Value | undefined;
  readonly session: Session;
  readonly at: { readonly start: number; readonly end: number };
  run(text: string): Value;
}

type Internal = (call: CmdCall) => Value;

/** Commands that cmd.exe runs itself (`help`); those that print or steer change nothing. */
export const INTERNAL: Readonly<Record<string, Internal>> = {
  del: remove, erase: remove, rd: removeFolder, rmdir: removeFolder, copy: (call) => transfer(call, false), move: (call) => transfer(call, true), ren: rename, rename, type: read, md: makeFolder, mkdir: makeFolder,
  mklink: link, cd: go, chdir: go, pushd: go, popd: back, set, echo: (call) => known(call.tail.text, call.tail.taint), call: runCall, start, path: (call) => setVariable(call, "path", call.tail), dir: list,
  ...Object.fromEntries(
    "rem title color pause setlocal endlocal shift ver vol date time prompt cls verify break assoc ftype doskey goto exit off".split(" ").map((name) => [name, () => NOTHING]),
  ),
}; // biome-ignore format: one table

/** Switches as single letters (`/s/q`, `/F`), and everything else. */
function switches(call: CmdCall): { readonly on: ReadonlySet<string>; readonly operands: readonly Value[] } {
  const on = new Set<string>();
  const operands: Value[] = [];
  for (const arg of call.args) {
    const found = /^(?:\/{1,2}(?:[a-z?]{1,2}(?::\S*)?))+$/i.exec(arg.text);
    if (found === null) operands.push(arg);
    else for (const one of arg.text.toLowerCase().split("/")) if (one !== "") on.add(one.charAt(0));
  }
  return {
    on,
    operands: operands
      .flatMap((arg) =>
        /[,;]/.test(arg.text) && !/[\\/ ]/.test(arg.text)
          ? arg.text.split(/[,;]/).map((text) => ({ ...arg, text }))
          : [arg],
      )
      .filter((arg) => arg.text !== ""),
  };
}

/** `del folder` empties the folder; `/s` goes into all below. */
function remove(call: CmdCall): Value {
  const { on, operands } = switches(call);
  for (const path of operands)
    note(
      call.session,
      {
        kind: "delete",
        target: pathOf(path.text, call.session, true),
        recursive: on.has("s"),
        how: "remove",
        tags: on.has("f") || on.has("q") ? ["forced"] : [],
      },
      call.name,
      call.at,
    );
  return NOTHING;
}

function removeFolder(call: CmdCall): Value {
  const { on, operands } = switches(call);
  const tags = on.has("s") ? (on.has("q") ? ["forced"] : []) : ["only-empty"];
  for (const path of operands)
    note(
      call.session,
      { kind: "delete", target: pathOf(path.text, call.session, true), recursive: on.has("s"), how: "remove", tags },
      call.name,
      call.at,
    );
  return NOTHING;
}

function transfer(call: CmdCall, moves: boolean): Value {
  const { operands } = switches(call);
  const [from, to = known(".")] = operands;
  if (from === undefined) return NOTHING;
  const target = pathOf(to.text, call.session);
  // `copy a+b c` joins files; `copy con x` writes what is typed.
  for (const name of from.text.split("+").filter((text) => !/^(?:con|)$/i.test(text))) {
    const source = pathOf(name, call.session, moves);
    if (/^nul$/i.test(name)) {
      note(call.session, { kind: "write", target, how: "truncate", content: "", tags: ["empty"] }, call.name, call.at);
      return NOTHING;
    }
    if (moves)
      note(call.session, { kind: "delete", target: source, recursive: true, how: "move-away" }, call.name, call.at);
    else note(call.session, { kind: "read", target: source, recursive: false, how: "content" }, call.name, call.at);
    if (!/^nul$/i.test(to.text))
      note(call.session, { kind: "write", target, how: "truncate", source }, call.name, call.at);
    const content = call.session.state.files.get(source.path);
    if (content !== undefined) call.session.state.files.set(target.path, content);
  }
  return NOTHING;
}

function rename(call: CmdCall): Value {
  const [from, to] = switches(call).operands;
  if (from === undefined || to === undefined) return NOTHING;
  const source = pathOf(from.text, call.session, true);
  const folder = source.path.slice(0, source.path.lastIndexOf("/") + 1);
  note(call.session, { kind: "delete", target: source, recursive: false, how: "move-away" }, call.name, call.at);
  note(
    call.session,
    { kind: "write", target: pathOf(folder + to.text, call.session), how: "truncate", source },
    call.name,
    call.at,
  );
  return NOTHING;
}

function read(call: CmdCall): Value {
  let out: Value = NOTHING;
  for (const path of switches(call).operands.filter(({ text }) => !/^nul$/i.test(text))) {
    const target = pathOf(path.text, call.session);
    note(call.session, { kind: "read", target, recursive: false, how: "content" }, call.name, call.at);
    const written = call.session.state.files.get(target.path);
    const value = written === undefined ? dynamic({ ...CLEAN, files: [target] }) : fromStream(written);
    out = { ...value, taint: joinTaint(out.taint, joinTaint(value.taint, { ...CLEAN, files: [target] })) };
  }
  return out;
}

function list(call: CmdCall): Value {
  const { on, operands } = switches(call);
  for (const path of operands.length === 0 ? [known(".")] : operands)
    note(
      call.session,
      { kind: "read", target: pathOf(path.text, call.session), recursive: on.has("s"), how: "list" },
      call.name,
      call.at,
    );
  return dynamic();
}

function makeFolder(call: CmdCall): Value {
  for (const path of switches(call).operands)
    note(call.session, { kind: "write", target: pathOf(path.text, call.session), how: "mkdir" }, call.name, call.at);
  return NOTHING;
}

function link(call: CmdCall): Value {
  const [name, to] = switches(call).operands;
  if (name === undefined || to === undefined) return NOTHING;
  const [target, source] = [pathOf(name.text, call.session, true), pathOf(to.text, call.session)];
  note(call.session, { kind: "write", target, how: "link", source }, call.name, call.at);
  call.session.state.links.set(target.path, source.path);
  return NOTHING;
}

function go(call: CmdCall): Value {
  const { state } = call.session;
  const path = call.args.find((arg) => !/^\/d$/i.test(arg.text));
  if (call.name === "pushd") pushDirectory(state);
  if (path !== undefined) state.cwd = path.text.includes(DYNAMIC) ? undefined : pathOf(path.text, call.session).path;
  return NOTHING;
}

function back(call: CmdCall): Value {
  call.session.state.cwd = popDirectory(call.session.state);
  return NOTHING;
}

/** What stands before the first `=` and is longer names no variable. */
const MAX_VARIABLE = 200;

/** `set X=…`, `set "X=…"`; /a counts, /p asks. */
function set(call: CmdCall): Value {
  const text = call.tail.text.trim();
  const counts = /^\/a\b/i.test(text);
  const asks = /^\/p\b/i.test(text);
  const plain = text.replace(/^\/[ap]\s*/i, "").replace(/^"([\s\S]*?)"?\s*$/, "$1");
  const cut = plain.indexOf("=");
  if (cut < 1 || cut > MAX_VARIABLE)
    return text === "" ? { ...dynamic({ ...CLEAN, environment: true }), text: DYNAMIC } : dynamic();
  return setVariable(
    call,
    plain.slice(0, cut).trim(),
    counts || asks ? dynamic() : known(plain.slice(cut + 1), call.tail.taint),
  );
}

function setVariable(call: CmdCall, name: string, value: Value): Value {
  call.session.variables.set(name.toLowerCase(), value);
  const span = call.session.frame.span(call.at.start, call.at.end);
  dangerousVariable(name.toUpperCase(), scalar(value.text, value.taint), call.session.context, {
    ...stateSource(call.session.state, "cmd"),
    span,
  });
  return NOTHING;
}

/** Runs another batch file, a label, or the line again after one more expansion. */
function runCall(call: CmdCall): Value {
  if (call.tail.text.startsWith(":")) return NOTHING;
  return call.run(call.tail.text.replaceAll("%%", "%"));
}

const START_SWITCH =
  /^\/(?:b|i|min|max|wait|separate|shared|low|normal|high|realtime|abovenormal|belownormal|d\S*|node|affinity|machine)$/i;

function start(call: CmdCall): Value {
  // A first quoted word is the window's title.
  const titled = /^\s*"/.test(call.tail.text);
  const words = call.args.slice(titled ? 1 : 0);
  let at = 0;
  for (let word = words[at]; word !== undefined && START_SWITCH.test(word.text); word = words[at])
    at += /^\/(?:d|node|affinity)$/i.test(word.text) ? 2 : 1;
  const [program, ...args] = words.slice(at);
  if (program === undefined || /^https?:\/\//i.test(program.text)) return NOTHING;
  if (Object.hasOwn(INTERNAL, program.text.toLowerCase()))
    return call.run([program, ...args].map((word) => word.text).join(" "));
  return runExternal(program, args, call.session, call.at);
}
