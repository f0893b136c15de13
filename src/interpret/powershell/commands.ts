import type { Draft } from "../context.ts";
import { joinTaint } from "../shell/value.ts";
import type { Cmdlet, CmdletCall } from "./cmdlet.ts";
import { findCmdlet } from "./cmdlets/registry.ts";
import { evaluate } from "./evaluate.ts";
import { runExternal } from "./external.ts";
import { bind, fitsParameters } from "./parameters.ts";
import { pathOf } from "./paths.ts";
import { note, type Session } from "./session.ts";
import { runBlock, runText } from "./statements.ts";
import type { Argument, CommandElement } from "./syntax.ts";
import { dynamic, each, known, NOTHING, textOf, type Value } from "./value.ts";

/** Runs a function, a cmdlet or a program by its name. */
export function runCommand(element: CommandElement, session: Session, input: Value | undefined): Value {
  const called = evaluate(element.name, session);
  if (called.block !== undefined) {
    const { rest } = bind(element, { names: "" }, session);
    return runBlock(called.block, session, { args: rest, ...(input === undefined ? {} : { input, item: input }) });
  }
  if (called.type === "scriptblock-text" || called.type === "scriptblock")
    return runText(called, session, "&", element);
  let printed: Value = NOTHING;
  for (const name of each(called)) printed = runNamed(name, element, session, input);
  return printed;
}

function runNamed(called: Value, element: CommandElement, session: Session, input: Value | undefined): Value {
  const text = called.text.trim();
  // `Microsoft.PowerShell.Management\Remove-Item` is Remove-Item.
  const name = text.toLowerCase().replace(/^[\w.]+\\(?=\w+-\w+$)/, "");
  const alias = session.aliases.get(name);
  const key = alias ?? name;
  if (/^(?:break|continue)$/.test(key)) return NOTHING;
  const own = session.functions.get(key);
  if (own?.block !== undefined) {
    const parameters = own.block.body.parameters.map((parameter) => `${parameter}=`).join(" ");
    const bound = bind(element, { names: key, parameters }, session);
    return runBlock(own.block, session, {
      args: bound.rest,
      named: bound.parameters,
      name: key,
      ...(input === undefined ? {} : { input, item: input }),
    });
  }
  const cmdlet = findCmdlet(key);
  if (cmdlet !== undefined && (key.includes("-") || isCmdletCall(key, cmdlet, element)))
    return runCmdlet(key, cmdlet, element, session, input);
  if (cmdlet === undefined && /^[a-z]+-[a-z]\w*$/.test(key) && VERBS.test(key))
    return runUnknown(text, element, session, input);
  const args = externalArguments(element.args, session);
  return runExternal(
    alias === undefined ? { ...called, text } : known(alias),
    args,
    session,
    element,
    false,
    {},
    input,
  );
}

/** Approved verbs (Get-Verb) of commands that change nothing that a row would not know. */
const VERBS =
  /^(?:add|approve|assert|backup|build|checkpoint|clear|close|compare|complete|compress|confirm|connect|convert|convertfrom|convertto|copy|debug|deploy|disable|disconnect|dismount|edit|enable|enter|exit|expand|export|find|foreach|format|get|grant|group|hide|import|initialize|install|invoke|join|limit|lock|measure|merge|mount|move|new|open|optimize|out|ping|pop|protect|publish|push|read|receive|redo|register|remove|rename|repair|request|reset|resize|resolve|restart|restore|resume|revoke|save|search|select|send|set|show|skip|sort|split|start|step|stop|submit|suspend|switch|sync|tee|test|trace|unblock|undo|uninstall|unlock|unprotect|unpublish|unregister|update|use|wait|watch|where|write)-/;

/**
 * Windows PowerShell gives some programs' names to cmdlets (rm, curl, sc), PowerShell 7 fewer, and on Unix none.
 * Options that the cmdlet does not have say that the program is meant.
 */
function isCmdletCall(name: string, cmdlet: Cmdlet, element: CommandElement): boolean {
  if (
    !/^(?:rm|rmdir|cp|mv|ls|cat|curl|wget|tee|sort|diff|ps|kill|mount|man|sleep|echo|pwd|date|mkdir|where|sc|start|r)$/.test(
      name,
    )
  )
    return true;
  const [first] = element.args;
  if (name === "sc" && first?.type === "value" && first.value.type === "text")
    return !/^(?:stop|delete|config|create|start|query\w*|failure|sd\w+|pause|continue|qc|\\\\.*)$/i.test(
      String(first.value.parts[0]),
    );
  if (/^(?:curl|wget)$/.test(name) && element.args.some((arg) => arg.type === "parameter" && arg.name.length < 2))
    return false;
  return fitsParameters(element, cmdlet);
}

function runCmdlet(
  key: string,
  cmdlet: Cmdlet,
  element: CommandElement,
  session: Session,
  input: Value | undefined,
): Value {
  const bound = bind(element, cmdlet, session);
  const own = fullName(key, cmdlet);
  const aliased = (parameter: string) => parameter.toLowerCase();
  const call: CmdletCall = {
    name: key,
    session,
    at: element,
    has: (parameter) => bound.parameters.has(aliased(parameter)),
    value: (parameter) => bound.parameters.get(aliased(parameter)),
    rest: bound.rest,
    words: bound.words,
    input,
    note: (draft) => note(session, draft, own, element),
    path: (value, options) => pathOf(value.text, session, options?.link === true, options?.literal === true),
  };
  call.note({ kind: "execute", program: own, args: bound.words.map((word) => word.text), certainty: "known" });
  if (call.has("WhatIf")) return dynamic();
  if (cmdlet.does !== undefined) {
    const place = cmdlet.positions?.split(" ")[0];
    const object = (place === undefined ? undefined : call.value(place)) ?? input;
    call.note(named(cmdlet.does, textOf(object)));
  }
  if (cmdlet.run !== undefined) return cmdlet.run(call) ?? NOTHING;
  const taint = [...bound.parameters.values(), ...bound.rest].reduce(
    (all, value) => joinTaint(all, value.taint),
    input?.taint ?? NOTHING.taint,
  );
  for (const value of [...bound.parameters.values(), ...bound.rest])
    if (value.block !== undefined) runBlock(value.block, session);
  return dynamic(taint);
}

/** The cmdlet's own name; an alias follows its cmdlet in the row. */
function fullName(key: string, cmdlet: Cmdlet): string {
  let own = key;
  for (const name of cmdlet.names.split(" ")) {
    if (name.includes("-")) own = name;
    if (name.toLowerCase() === key) return own;
  }
  return own;
}

function named(draft: Draft, object: string): Draft {
  return "object" in draft && draft.object === "" ? ({ ...draft, object } as Draft) : draft;
}

/** A cmdlet that no row knows: nothing is told of it but what runs inside its script blocks. */
function runUnknown(name: string, element: CommandElement, session: Session, input: Value | undefined): Value {
  const bound = bind(element, { names: name }, session);
  note(
    session,
    { kind: "execute", program: name, args: bound.words.map((word) => word.text), certainty: "unknown" },
    name,
    element,
  );
  for (const value of bound.words) if (value.block !== undefined) runBlock(value.block, session);
  return dynamic(input?.taint ?? NOTHING.taint);
}

/** Arguments as a program gets them. */
function externalArguments(args: readonly Argument[], session: Session): readonly Value[] {
  return args.flatMap((arg): readonly Value[] => {
    if (arg.type === "verbatim")
      return arg.text
        .split(/\s+/)
        .filter((text) => text !== "")
        .map((text) => known(text));
    if (arg.type === "value") return wordsOf(evaluate(arg.value, session));
    if (arg.value === undefined) return [known(`-${arg.name}`)];
    const value = evaluate(arg.value, session);
    return [known(`-${arg.name}:${value.text}`, value.taint)];
  });
}

function wordsOf(value: Value): readonly Value[] {
  if (value.block !== undefined) return [known(value.text)];
  return value.anyOf ? [dynamic(value.taint)] : value.nothing ? [] : each(value);
}
