import type { CloudEffect } from "../../model/effect.ts";
import type { Draft } from "../context.ts";
import type { Field } from "../shell/value.ts";
import { isProduction } from "./cloud-words.ts";
import { behind, type OptionSyntax, type Parsed, parseArguments } from "./options.ts";
import type { Act, Invocation } from "./program.ts";
import { orEmpty } from "./text-of.ts";

/**
 * Command knowledge of command lines that work by sub-commands, one line per effect:
 * `action resource +tag: pattern, pattern`. A pattern is the sub-command's words (`a|b` either, `*` any one), then
 * `--option` (given), `--option=glob` (with such a value), `!--option` (not given), `@glob` (an operand like it).
 * The first line that fits counts. `none` as action: nothing happens.
 */
export interface Line {
  readonly action: string;
  readonly resource: string;
  readonly tags: readonly string[];
  /** Each word with its alternatives. */
  readonly words: readonly (readonly string[])[];
  readonly conditions: readonly string[];
}

/** What a pattern is held against: a whole invocation, or what follows one of its sub-commands. */
export interface View {
  readonly operands: readonly Field[];
  readonly parsed: Parsed;
  has(...names: readonly string[]): boolean;
  value(...names: readonly string[]): Field | undefined;
  values(...names: readonly string[]): readonly Field[];
}

export interface Table {
  readonly lines: readonly Line[];
}

/** Read when the program is first met: most calls meet none of them. */
export function table(text: string): Table {
  let lines: readonly Line[] | undefined;
  return {
    get lines() {
      lines ??= read(text);
      return lines;
    },
  };
}

function read(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (const row of text.split("\n")) {
    if (row.trim() === "") continue;
    const at = row.indexOf(": ");
    const [action = "", resource = "", ...tags] = row.slice(0, at).trim().split(/\s+/);
    for (const pattern of row.slice(at + 2).split(",")) {
      const words = pattern.trim().split(/\s+/);
      const isCondition = (word: string) => /^(?:--?|!|@)./.test(word);
      lines.push({
        action,
        resource,
        tags: tags.map((tag) => tag.slice(1)),
        words: words.filter((word) => !isCondition(word)).map((word) => word.toLowerCase().split("|")),
        conditions: words.filter(isCondition),
      });
    }
  }
  return lines;
}

/** The first line that fits, and the operands after its sub-command. */
export function firstLine({ lines }: Table, view: View): readonly [Line, readonly Field[]] | undefined {
  for (const line of lines) {
    if (!line.words.every((word, at) => isWord(word, view.operands[at]?.text))) continue;
    const rest = view.operands.slice(line.words.length);
    if (line.conditions.every((condition) => holds(condition, view, rest))) return [line, rest];
  }
  return undefined;
}

function isWord(alternatives: readonly string[], text: string | undefined): boolean {
  return text !== undefined && (alternatives[0] === "*" || alternatives.includes(text.toLowerCase()));
}

function holds(condition: string, view: View, rest: readonly Field[]): boolean {
  if (condition.startsWith("!")) return !holds(condition.slice(1), view, rest);
  if (condition.startsWith("@")) return rest.some((field) => likeGlob(condition.slice(1), field.text));
  const [name = "", wanted] = condition.split("=");
  if (wanted === undefined) return view.has(name);
  return view.values(name).some((field) => likeGlob(wanted, field.text));
}

/** `a*|b`: alternatives with `*` for any run; a lone `*` is itself, since any value at all is what `--option` says. */
function likeGlob(pattern: string, text: string): boolean {
  return pattern.split("|").some((one) => {
    if (one === "*") return text === "*";
    const parts = one.toLowerCase().split("*");
    if (parts.length === 1) return one.toLowerCase() === text.toLowerCase();
    let at = 0;
    const low = text.toLowerCase();
    for (const [index, part] of parts.entries()) {
      const found = index === 0 ? (low.startsWith(part) ? 0 : -1) : low.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return parts.at(-1) === "" || low.endsWith(orEmpty(parts.at(-1)));
  });
}

export type CloudDraft = Extract<Draft, { readonly kind: "cloud" }>;

/** A cloud effect of this call; production is read off all its names unless told. */
export function cloud(
  run: Pick<Invocation, "operands" | "parsed" | "state">,
  provider: string,
  action: string,
  resource: string,
  more: Partial<Pick<CloudEffect, "name" | "all" | "production" | "tags">> = {},
): CloudDraft {
  return {
    kind: "cloud",
    provider,
    action,
    resource,
    name: orEmpty(more.name),
    all: more.all ?? false,
    production: more.production ?? isProduction(run),
    tags: more.tags ?? [],
  };
}

/** The one act of a row that is a table. */
export function tableActs(provider: string, lines: Table): readonly Act[] {
  return [
    {
      does: (run) => {
        const draft = lineDraft(provider, lines, run, run);
        if (draft !== undefined) run.emit(draft);
        return undefined;
      },
    },
  ];
}

export function lineDraft(provider: string, lines: Table, view: View, run: Invocation): CloudDraft | undefined {
  const found = firstLine(lines, view);
  if (found === undefined || found[0].action === "none") return undefined;
  const [line, rest] = found;
  return cloud(run, provider, line.action, line.resource, {
    name: orEmpty(rest[0]?.text ?? view.value("name")?.text),
    all: line.tags.includes("all"),
    production: isProduction(run) || isProduction({ ...run, operands: view.operands, parsed: view.parsed }),
    tags: line.tags.filter((tag) => tag !== "all"),
  });
}

/** Arguments read anew by the syntax of a sub-command, where its letters mean something else than elsewhere. */
export function viewOf(args: readonly Field[], syntax: OptionSyntax): View {
  const parsed = parseArguments(args, syntax);
  const canonical = (name: string) => parsed.canonical(name.replace(/^-+/, ""));
  const values = (...names: readonly string[]) =>
    names.flatMap((name) => parsed.options.get(canonical(name)) ?? []).filter((value) => value !== undefined);
  return {
    operands: parsed.operands,
    parsed,
    has: (...names) => names.some((name) => parsed.options.has(canonical(name))),
    value: (...names) => values(...names).at(-1),
    values,
  };
}

/** The arguments after the n-th operand of the call. */
export function argumentsAfter(run: Invocation, operand: number): readonly Field[] {
  return run.args.slice(behind(run.parsed, operand));
}

export function fieldLike(field: Field, text: string): Field {
  return { ...field, text };
}
