import { DYNAMIC } from "../../model/effect.ts";
import { overLimit, spend } from "../context.ts";
import { MAX_DEPTH, MAX_ROUNDS } from "../limits.ts";
import { runExternal } from "../powershell/external.ts";
import { pathOf } from "../powershell/paths.ts";
import { note, type Session } from "../powershell/session.ts";
import { capped, dynamic, fromStream, known, NOTHING, type Value } from "../powershell/value.ts";
import { stateSource } from "../shell/command.ts";
import { joinTaint } from "../shell/value.ts";
import { expand } from "./expand.ts";
import { type CmdCall, INTERNAL } from "./internal.ts";
import { parseCmd } from "./parse.ts";
import type { CmdNode, CmdRedirection } from "./syntax.ts";

type Command = Extract<CmdNode, { type: "command" }>;

export function runNodes(nodes: readonly CmdNode[], session: Session, input?: Value): Value {
  const { context } = session;
  if (context.depth >= MAX_DEPTH) {
    const span = session.frame.span(0, session.frame.source.length);
    overLimit(context, "limit-nesting", "commands inside commands", { ...stateSource(session.state, "cmd"), span });
    return dynamic();
  }
  context.depth++;
  let printed: Value = NOTHING;
  for (const node of nodes) {
    if (!spend(context)) break;
    const value = runNode(node, session, input);
    if (!value.nothing)
      printed = printed.nothing
        ? value
        : known(capped(`${printed.text}\n${value.text}`), joinTaint(printed.taint, value.taint));
  }
  context.depth--;
  return printed;
}

/** Characters that are read again for one unit of the budget. */
const CHARACTERS = 8;

function runText(text: string, session: Session, input?: Value): Value {
  if (!spend(session.context, 1 + Math.floor(text.length / CHARACTERS))) return dynamic();
  return runNodes(parseCmd(text).nodes, session, input);
}

function runNode(node: CmdNode, session: Session, input: Value | undefined): Value {
  switch (node.type) {
    case "command":
      return runCommand(node, session, input);
    case "list":
      return redirected(node.redirections, runNodes(node.items, session, input), session);
    case "pipe": {
      let value = input;
      for (const stage of node.stages) value = runNode(stage, session, value);
      return value ?? NOTHING;
    }
    case "if":
      return runNodes(node.branches, session, input);
    case "for":
      return runFor(node, session, input);
  }
}

/** `for %f in (*.log) do …`: the pattern itself stands for each file that it finds. */
function runFor(node: Extract<CmdNode, { type: "for" }>, session: Session, input: Value | undefined): Value {
  if (node.body === undefined) return NOTHING;
  const name = `for ${node.variable}`;
  let items: readonly Value[] = node.items.map((item) => expand(item.text, session));
  if (node.flags.includes("/l")) items = [dynamic()];
  else if (node.flags.includes("/f")) {
    const command = /^\s*['`]([\s\S]*)['`]\s*$/.exec(node.set)?.[1];
    const read = command === undefined ? undefined : runText(command, session);
    const file = command === undefined && !/^\s*"/.test(node.set) ? items[0] : undefined;
    if (file !== undefined)
      note(
        session,
        { kind: "read", target: pathOf(file.text, session), recursive: false, how: "content" },
        "for",
        node,
      );
    // Tokens of a line: one word that is known stays known.
    items = [read !== undefined && /^\S+$/.test(read.text) ? read : dynamic(read?.taint)];
  } else if (node.flags.includes("/r")) {
    const folder = node.option === "" ? "." : expand(node.option, session).text.replace(/[\\/]$/, "");
    items = items.map((item) => ({ ...item, text: item.text === "." ? folder : `${folder}/${item.text}` }));
  }
  let printed: Value = NOTHING;
  for (const item of items.length > MAX_ROUNDS ? [dynamic()] : items) {
    if (!spend(session.context)) break;
    session.variables.set(name, item);
    printed = runNode(node.body, session, input);
  }
  session.variables.delete(name);
  return printed;
}

function runCommand(node: Command, session: Session, input: Value | undefined): Value {
  const [first, ...rest] = node.words;
  const expanded = expand(first.text, session);
  // A variable may hold a command with its switches.
  const [text = "", ...more] =
    first.text.includes("%") || first.text.includes("!") ? expanded.text.trim().split(/\s+/) : [expanded.text];
  const args = [...more.map((word) => known(word, expanded.taint)), ...rest.map((word) => expand(word.text, session))];
  const from = node.redirections.find((one) => one.kind === "in");
  const stdin = from === undefined ? input : readInput(from, session, node);
  const name = text
    .toLowerCase()
    .replace(/\.$|[\\/]$/, (end) => (/^(?:echo|cd|dir|type|del)$/i.test(text.slice(0, -end.length)) ? "" : end));
  const glued = /^(?:cd|chdir)(?=[\\.])/.exec(name)?.[0];
  const key = glued ?? name;
  const run = Object.hasOwn(INTERNAL, key) ? INTERNAL[key] : undefined;
  if (/(?:^|[\\/])cmd(?:\.exe)?$/.test(name)) {
    const inner = nestedArguments(node.tail, session);
    if (inner !== undefined)
      return redirected(node.redirections, runExternal(known("cmd"), inner, session, node, false, {}, stdin), session);
  }
  if (run === undefined)
    return redirected(
      node.redirections,
      runExternal({ ...expanded, text: inFolder(text, session) }, args, session, node, false, {}, stdin),
      session,
    );
  const call: CmdCall = {
    name: key,
    args: glued === undefined ? args : [known(name.slice(glued.length))],
    tail: expand(node.tail, session),
    input: stdin,
    session,
    at: node,
    run: (inner) => runText(inner, session, stdin),
  };
  note(
    session,
    { kind: "execute", program: key, args: call.args.map((arg) => arg.text), certainty: "known" },
    key,
    node,
  );
  return redirected(node.redirections, run(call), session);
}

/** After /c or /k all is one text, of which the first and the last quote go (`cmd /?`). */
function nestedArguments(tail: string, session: Session): readonly Value[] | undefined {
  const line = tail.trim();
  const found = /^(?:\/[^\s"/]+\s*)*?\/([ck])\s*/i.exec(line);
  const text = line.slice(found?.[0].length);
  if (found === null || text === "") return undefined;
  return [
    known(`/${found[1]}`),
    expand(text.startsWith('"') ? text.slice(1).replace(/"([^"]*)$/, "$1") : text, session),
  ];
}

/** cmd.exe looks for a program in the current folder first. */
function inFolder(text: string, session: Session): string {
  if (/[\\/]/.test(text) || !/\.(?:bat|cmd|ps1|exe|com|vbs|js)$/i.test(text)) return text;
  const { path } = pathOf(text, session);
  return session.state.files.has(path) || session.context.world.stat(path) === "file" ? `./${text}` : text;
}

function readInput(redirection: CmdRedirection, session: Session, at: Command): Value {
  const target = pathOf(expand(redirection.target.text, session).text, session);
  note(session, { kind: "read", target, recursive: false, how: "content" }, "cmd", at);
  const written = session.state.files.get(target.path);
  return written === undefined ? dynamic() : fromStream(written);
}

function redirected(redirections: readonly CmdRedirection[], value: Value, session: Session): Value {
  let left = value;
  for (const one of redirections) {
    if (one.kind === "in") continue;
    const name = expand(one.target.text, session);
    if (one.stream === "1") left = NOTHING;
    if (/^(?:nul|con)$/i.test(name.text)) continue;
    const target = pathOf(name.text, session);
    const content = one.stream === "1" && !value.text.includes(DYNAMIC) ? value.text : undefined;
    const how = one.kind === "append" ? "append" : "truncate";
    note(session, { kind: "write", target, how, ...(content === undefined ? {} : { content }) }, "cmd", one.target);
    if (one.stream === "1") {
      const before = how === "append" ? session.state.files.get(target.path)?.text : undefined;
      const text = before === undefined || content === undefined ? content : `${before}\n${content}`;
      session.state.files.set(target.path, { text, taint: value.taint, empty: false });
    }
  }
  return left;
}
