import { DYNAMIC } from "../../model/effect.ts";
import { overLimit, spend } from "../context.ts";
import { MAX_NESTING, MAX_ROUNDS } from "../limits.ts";
import { dangerousVariable } from "../shell/assign.ts";
import { stateSource } from "../shell/command.ts";
import { nestedFrame } from "../shell/frame.ts";
import { scalar } from "../shell/value.ts";
import { runCommand } from "./commands.ts";
import { evaluate, noteCode } from "./evaluate.ts";
import { binary } from "./operators.ts";
import { parsePowerShell } from "./parse.ts";
import { pathOf } from "./paths.ts";
import { note, type Session, spanOf } from "./session.ts";
import type { Block, Element, Expression, Redirection, Statement } from "./syntax.ts";
import { alternatives, dynamic, each, gathered, list, NOTHING, type Value } from "./value.ts";

/** Runs statements one after the other; what they leave is the value of all. */
export function runStatements(statements: readonly Statement[], session: Session, input?: Value): Value {
  const out: Value[] = [];
  for (const statement of statements) {
    if (!spend(session.context)) break;
    const value = runStatement(statement, session, input);
    if (!value.nothing) out.push(value);
  }
  return out.length === 0 ? NOTHING : gathered(out);
}

export function runStatement(statement: Statement, session: Session, input?: Value): Value {
  switch (statement.type) {
    case "pipeline": {
      let value = input;
      for (const element of statement.elements) {
        if (!spend(session.context)) return dynamic();
        value = redirected(element, runElement(element, session, value), session);
      }
      return value ?? NOTHING;
    }
    case "assignment":
      runAssignment(statement, session);
      return NOTHING;
    case "function":
      session.functions.set(statement.name, { ...NOTHING, block: { body: statement.block, frame: session.frame } });
      return NOTHING;
    case "foreach":
      return runForEach(statement.name, runStatements(statement.list, session), statement.block, session);
    case "control": {
      const heads = statement.heads.map((head) => runStatements(head, session));
      if (statement.word === "for" || statement.word === "while") forgetAssigned(statement.heads, session);
      const before = new Map(session.variables);
      const [subject] = heads;
      if (statement.word === "switch" && subject !== undefined) session.variables.set("_", subject);
      const values = statement.blocks.map((block) => runStatements(block.statements, session));
      if (/^(?:if|elseif|else|while|for|do|switch|clause|catch|trap)$/.test(statement.word)) merge(before, session);
      return list(values.filter((value) => !value.nothing));
    }
  }
}

/** `$a = $b = 'x'` hands the value on. */
function runAssignment(statement: Extract<Statement, { type: "assignment" }>, session: Session): Value {
  const { to, operator, value: from } = statement;
  const value =
    from === undefined
      ? NOTHING
      : from.type === "assignment"
        ? runAssignment(from, session)
        : runStatement(from, session);
  assign(to, operator, value, session);
  return value;
}

/** After a block that may have run or not, a variable is what it was or what the block made of it. */
function merge(before: ReadonlyMap<string, Value>, session: Session): void {
  for (const [name, value] of session.variables) {
    const earlier = before.get(name);
    if (earlier !== undefined && earlier !== value) session.variables.set(name, alternatives([earlier, value]));
  }
}

/** A loop's counter has no one value. */
function forgetAssigned(heads: readonly (readonly Statement[])[], session: Session): void {
  for (const statement of heads.flat())
    if (statement.type === "assignment" && statement.to.type === "variable")
      session.variables.set(statement.to.name, dynamic());
}

function runElement(element: Element, session: Session, input: Value | undefined): Value {
  if (element.type === "command") return runCommand(element, session, input);
  return evaluate(element.expression, session);
}

function runForEach(name: string, values: Value, block: Block, session: Session): Value {
  const items = each(values);
  const rounds =
    items.length > MAX_ROUNDS ? [alternatives(items)] : items.length === 0 && values !== NOTHING ? [dynamic()] : items;
  const out: Value[] = [];
  for (const item of rounds) {
    session.variables.set(name, item);
    out.push(runStatements(block.statements, session));
  }
  return list(out.filter((value) => !value.nothing));
}

export interface BlockInput {
  readonly args?: readonly Value[];
  readonly named?: ReadonlyMap<string, Value>;
  /** What comes through the pipeline, one by one as `$_`. */
  readonly item?: Value;
  readonly input?: Value;
  readonly name?: string;
}

/** Runs a script block in a scope of its own. */
export function runBlock(block: NonNullable<Value["block"]>, session: Session, given: BlockInput = {}): Value {
  const depth = session.calls.length;
  if (depth > MAX_NESTING) {
    const source = {
      ...stateSource(session.state, "powershell"),
      span: block.frame.span(0, block.frame.source.length),
    };
    overLimit(session.context, "limit-nesting", `more than ${MAX_NESTING} script blocks inside script blocks`, source);
    return dynamic();
  }
  if (given.name !== undefined && session.calls.includes(given.name)) return dynamic();
  const variables = new Map(session.variables);
  const args = given.args ?? [];
  variables.set("args", list(args));
  let at = 0;
  for (const parameter of block.body.parameters) {
    const value = given.named?.get(parameter) ?? args[at];
    if (given.named?.get(parameter) === undefined) at++;
    if (value !== undefined) variables.set(parameter, value);
  }
  if (given.item !== undefined) {
    variables.set("_", given.item);
    variables.set("psitem", given.item);
  }
  if (given.input !== undefined) variables.set("input", given.input);
  const inner: Session = { ...session, frame: block.frame, variables, calls: [...session.calls, given.name ?? ""] };
  return runStatements(block.body.statements, inner, given.input);
}

/** Runs text as code in the session itself: Invoke-Expression and its like. */
export function runText(value: Value, session: Session, by: string, at: { start: number; end: number }): Value {
  let out: Value = NOTHING;
  for (const one of each(value)) {
    if (one.block !== undefined) {
      out = runBlock(one.block, session);
      continue;
    }
    if (!noteCode(one, session, by, at)) {
      out = dynamic(one.taint);
      continue;
    }
    if (session.frame.depth >= MAX_NESTING) {
      const source = { ...stateSource(session.state, by), span: spanOf(session, at) };
      overLimit(session.context, "limit-nesting", `more than ${MAX_NESTING} shells inside shells`, source);
      return dynamic();
    }
    const frame = nestedFrame(session.context.text, one.text, spanOf(session, at), session.frame.depth + 1);
    const tags =
      one.taint.decoded && !session.state.tags.includes("encoded")
        ? [...session.state.tags, "encoded"]
        : session.state.tags;
    const state = tags === session.state.tags ? session.state : { ...session.state, tags };
    out = runStatements(parsePowerShell(one.text).statements, { ...session, frame, state });
  }
  return out;
}

function assign(to: Expression, operator: string, value: Value, session: Session): void {
  const target = to.type === "cast" ? to.of : to;
  if (target.type === "array") {
    for (const [index, item] of target.items.entries())
      assign(item, "=", value.items?.[index] ?? dynamic(value.taint), session);
    return;
  }
  if (target.type !== "variable") {
    if (target.type === "member" || target.type === "index") evaluate(target.of, session);
    if (target.type === "index" && target.of.type === "variable")
      setEntry(target.of.name, evaluate(target.at, session).text, value, session);
    return;
  }
  const name = target.name.replace(/^(?:global|script|local|private|using|variable):/, "");
  const before = session.variables.get(name);
  const next =
    operator === "=" || before === undefined
      ? value
      : operator === "+="
        ? binary("+", before, value)
        : dynamic(value.taint);
  session.variables.set(name, next);
  if (name.startsWith("env:"))
    dangerousVariable(target.name.slice(4).toUpperCase(), scalar(next.text, next.taint), session.context, {
      ...stateSource(session.state, "powershell"),
      span: spanOf(session, to),
    });
}

function setEntry(name: string, key: string, value: Value, session: Session): void {
  const table = session.variables.get(name);
  if (table?.table === undefined) return;
  session.variables.set(name, { ...table, table: new Map([...table.table, [key.toLowerCase(), value]]) });
}

/** `> file`: what was printed goes there instead. */
function redirected(element: Element, value: Value, session: Session): Value {
  let left = value;
  for (const redirection of element.redirections) left = redirect(redirection, left, session);
  return left;
}

function redirect(redirection: Redirection, value: Value, session: Session): Value {
  const name = evaluate(redirection.target, session);
  const success = redirection.stream === "1" || redirection.stream === "*";
  const left = success ? NOTHING : value;
  if (name.nothing || name.text === "" || /^nul$/i.test(name.text)) return left;
  const target = pathOf(name.text, session);
  const content = success && !value.text.includes(DYNAMIC) ? value.text : undefined;
  note(
    session,
    {
      kind: "write",
      target,
      how: redirection.append ? "append" : "truncate",
      ...(content === undefined ? {} : { content }),
    },
    "powershell",
    redirection,
  );
  if (success) session.state.files.set(target.path, { text: content, taint: value.taint, empty: false });
  return left;
}
