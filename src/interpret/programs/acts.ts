import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import type { Act, Invocation, OperandUse, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Performs all acts of the row that fit this call, most rows have few. */
export function performActs(program: Program, invocation: Invocation): void {
  for (const act of program.acts ?? []) {
    const operands = fits(act, invocation);
    if (operands === undefined) continue;
    const drafts = typeof act.does === "function" ? act.does(invocation, operands) : act.does;
    if (drafts === undefined) continue;
    for (const draft of Array.isArray(drafts) ? (drafts as readonly Draft[]) : [drafts as Draft])
      invocation.emit(named(draft, operands));
  }
}

/** Fills an empty `name` or `object` of a template with the first operand after the sub-command. */
function named(draft: Draft, operands: readonly Field[]): Draft {
  const first = textOf(operands[0]);
  if ("name" in draft && draft.name === "") return { ...draft, name: first };
  if ("object" in draft && draft.object === "") return { ...draft, object: first } as Draft;
  return draft;
}

/** The operands after the act's sub-command, or undefined where the act does not fit. */
function fits(act: Act, invocation: Invocation): readonly Field[] | undefined {
  let rest = invocation.operands;
  if (act.sub !== undefined) {
    const matched = list(act.sub)
      .map((sub) => afterSub(sub, invocation.operands))
      .find((found) => found !== undefined);
    if (matched === undefined) return undefined;
    rest = matched;
  }
  if (act.flag !== undefined && !invocation.has(...list(act.flag))) return undefined;
  if (act.without !== undefined && invocation.has(...list(act.without))) return undefined;
  if (act.operand !== undefined) {
    const wanted = list(act.operand);
    if (!rest.some((field) => wanted.some((pattern) => simpleMatch(pattern, field.text)))) return undefined;
  }
  if (act.if !== undefined && !act.if(invocation)) return undefined;
  return rest;
}

function afterSub(sub: string, operands: readonly Field[]): readonly Field[] | undefined {
  const words = sub.split(" ");
  for (const [index, word] of words.entries()) {
    const text = operands[index]?.text;
    if (text === undefined) return undefined;
    if (word !== "*" && !word.split("|").includes(text.toLowerCase())) return undefined;
  }
  return operands.slice(words.length);
}

function simpleMatch(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  if (pattern.startsWith("*") && pattern.endsWith("*") && pattern.length > 1)
    return text.includes(pattern.slice(1, -1));
  if (pattern.endsWith("*")) return text.startsWith(pattern.slice(0, -1));
  return pattern.startsWith("*") && text.endsWith(pattern.slice(1));
}

function list<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Reads, writes and deletes what a row says its operands and path options are. */
export function useOperands(program: Program, invocation: Invocation): void {
  for (const use of program.operands ?? []) {
    const used = use.of === "first" ? invocation.operands.slice(0, 1) : invocation.operands;
    for (const field of used) usePath(invocation, field, use.use);
  }
  for (const word of program.paths?.split(" ") ?? []) {
    const [option = "", use = "read"] = word.split(":");
    for (const field of invocation.values(option.replace(/^-+/, "")))
      usePath(invocation, field, use as OperandUse["use"]);
  }
}

export function usePath(invocation: Invocation, field: Field, use: OperandUse["use"]): void {
  if (field.text === "" || field.text === "-") return;
  const target = invocation.path(field);
  invocation.emit(
    use === "read"
      ? { kind: "read", target, recursive: false, how: "content" }
      : { kind: "write", target, how: use === "write" ? "truncate" : use },
  );
}
