import { DYNAMIC, type Span } from "../../model/effect.ts";
import { type Context, spend } from "../context.ts";
import { arithmetic } from "./arithmetic.ts";
import { expandBraces } from "./brace.ts";
import type { Frame } from "./frame.ts";
import { expandParameter } from "./parameter.ts";
import { type ParsedScript, type SyntaxNode, scriptOf, type Word, type WordPart, walk, wordsOf } from "./parse.ts";
import { isGlob, multiplied, type Piece } from "./pieces.ts";
import type { ShellState } from "./state.ts";
import { bounded, CLEAN, type Field, firstValue, joinTaint, type Stream, type Taint, type Variable } from "./value.ts";

/** What word expansion needs from the evaluator: running a substitution's script. */
export interface Expander {
  readonly context: Context;
  readonly frame: Frame;
  readonly state: ShellState;
  /** Runs the script in a subshell and gives what it prints. */
  substitute(script: ParsedScript, span: Span): Stream;
  /** Runs the script beside, for `<(…)` and `>(…)`; gives the path it is known by. */
  processSubstitution(script: ParsedScript, direction: "<" | ">", span: Span): string;
}

/** All fields that a word becomes: braces, tilde, parameters, substitutions, word splitting (bash manual 3.5). Globs stay. */
export function expandWord(word: Word, expander: Expander): readonly Field[] {
  const span = expander.frame.span(word.pos, word.end);
  const parts = word.parts;
  if (parts === undefined) {
    const text = word.text.startsWith("~") ? tilde(word.value, expander.state) : word.value;
    return [{ text, quoted: word.text !== word.value, glob: false, taint: taintIn(text, expander), span }];
  }
  if (parts.some((part) => part.type === "BraceExpansion")) {
    const words = expandBraces(word.text);
    if (words.length > 1 || words[0] !== word.text) {
      return words.flatMap((text) => (spend(expander.context) ? reparsed(text, expander, span) : []));
    }
  }
  return new Builder(expander, span).word(parts, word.text.startsWith("~")).finish();
}

/** The one field of a place where no word splitting happens (assignments, redirections, `case` words). */
export function expandToOne(word: Word, expander: Expander): Field {
  const span = expander.frame.span(word.pos, word.end);
  const parts = word.parts;
  if (parts === undefined) return expandWord(word, expander)[0] as Field;
  const fields = new Builder(expander, span, false).word(parts, word.text.startsWith("~")).finish();
  return fields.length === 1 ? (fields[0] as Field) : joinFields(fields, span);
}

/** What is written out comes from the line itself, but for what code put into it. */
function taintIn(text: string, { state }: Expander): Taint {
  return state.filled !== CLEAN && text.includes(DYNAMIC) ? state.filled : CLEAN;
}

function joinFields(fields: readonly Field[], span: Span): Field {
  return {
    text: fields.map((field) => field.text).join(" "),
    quoted: true,
    glob: fields.some((field) => field.glob),
    taint: fields.reduce((taint, field) => joinTaint(taint, field.taint), CLEAN),
    span,
  };
}

function reparsed(text: string, expander: Expander, span: Span): readonly Field[] {
  // After a command's name, so that none is taken for an assignment or a keyword.
  const [, ...words] = wordsOf(`: ${text}`);
  const frame: Frame = { source: `: ${text}`, span: () => span, depth: expander.frame.depth };
  return words.flatMap((word) => {
    // A brace that is left after expansion is literal text (`{a}`).
    if (word.parts?.some((part) => part.type === "BraceExpansion"))
      return [{ text: word.value, quoted: false, glob: false, taint: CLEAN, span }];
    return expandWord(word, { ...expander, frame });
  });
}

/** Runs the substitutions inside tests and arithmetic: `[[ $(rm x) ]]`, `(( $(…) ))`, `$(( $(…) ))`. */
export function expandInside(node: SyntaxNode, expander: Expander): void {
  walk(node, (child) => {
    if (!spend(expander.context)) return false;
    if (child.type === "Word") expandToOne(child, expander);
    else if (child.type === "CommandExpansion" || child.type === "ArithmeticCommandExpansion")
      expander.substitute(scriptOf(child), expander.frame.span(child.pos, child.end));
    else return child.type !== "CompoundList";
    return false;
  });
}

/** Expansion of a here-document's body or of text in double quotes: no splitting, no tilde. */
export function expandText(parts: readonly WordPart[], expander: Expander, span: Span): Field {
  // Neither knows quotes, globs or braces of its own (bash manual 3.6.6).
  const fields = new Builder(expander, span, false).quotedParts(parts as readonly QuotedPart[]).finish();
  return fields.length === 1 ? (fields[0] as Field) : joinFields(fields, span);
}

function tilde(text: string, state: ShellState): string {
  if (text === "~+" || text.startsWith("~+/")) return (state.cwd ?? DYNAMIC) + text.slice(2);
  if (text === "~-" || text.startsWith("~-/")) return (state.previousCwd ?? DYNAMIC) + text.slice(2);
  return text;
}

/** Text from which on putting words together counts as work, by as many characters. */
const LONG_TEXT = 16 * 1024;

const BLANKS = /[ \t\n]+/;
const NOTHING = /$^/;

/** Word splitting by IFS as the line sets it (bash manual 3.5.7). */
function separatorsOf(state: ShellState): RegExp {
  const set = state.variables.get("IFS");
  const text = set?.values[0];
  if (text === undefined || text.includes(DYNAMIC)) return BLANKS;
  if (text === "") return NOTHING;
  return new RegExp(`[${text.slice(0, 64).replace(/[\\\]^-]/g, "\\$&")}]+`);
}

type Expansion = Extract<
  WordPart,
  {
    readonly type:
      | "SimpleExpansion"
      | "ParameterExpansion"
      | "CommandExpansion"
      | "ArithmeticExpansion"
      | "ProcessSubstitution";
  }
>;
type QuotedPart = Expansion | Extract<WordPart, { readonly type: "Literal" }>;

class Builder {
  private readonly done: Field[] = [];
  private open: Piece[] = [{ text: "", quoted: false, glob: false, taint: CLEAN }];
  private readonly expander: Expander;
  private readonly span: Span;
  private readonly splits: boolean;

  constructor(expander: Expander, span: Span, splits = true) {
    this.expander = expander;
    this.span = span;
    this.splits = splits;
  }

  word(parts: readonly WordPart[], startsWithTilde: boolean): this {
    parts.forEach((part, index) => {
      if (index === 0 && startsWithTilde && part.type === "Literal")
        this.literal(tilde(part.value, this.expander.state), false);
      else this.part(part);
    });
    return this;
  }

  quotedParts(parts: readonly QuotedPart[]): this {
    for (const part of parts) {
      if (part.type === "Literal") this.literal(part.value, true);
      else this.expansion(part, true);
    }
    return this;
  }

  finish(): readonly Field[] {
    this.close();
    return this.done;
  }

  private part(part: WordPart): void {
    switch (part.type) {
      case "Literal":
        this.literal(part.value, false);
        break;
      case "SingleQuoted":
      case "AnsiCQuoted":
        this.literal(part.value, true);
        break;
      case "DoubleQuoted":
      case "LocaleString":
        this.literal("", true);
        this.quotedParts(part.parts);
        break;
      case "Glob":
        this.literal(part.text, false, true);
        break;
      case "ExtendedGlob":
        this.literal("*", false, true);
        break;
      case "BraceExpansion":
        this.literal(part.text, false);
        break;
      default:
        this.expansion(part, false);
    }
  }

  private expansion(part: Expansion, quoted: boolean): void {
    const { state, frame } = this.expander;
    switch (part.type) {
      case "SimpleExpansion":
        this.variable(
          expandParameter(part.text.slice(1), undefined, this.expander),
          quoted,
          part.text === "$@" || part.text === "$*",
        );
        break;
      case "ParameterExpansion":
        this.variable(expandParameter(part.parameter, part, this.expander), quoted, false);
        break;
      case "CommandExpansion": {
        const span = frame.span(part.pos, part.end);
        const stream = this.expander.substitute(scriptOf(part), span);
        const text = stream.text === undefined ? (stream.empty ? "" : DYNAMIC) : stream.text.replace(/\n+$/, "");
        this.value(text, quoted, stream.taint);
        break;
      }
      case "ArithmeticExpansion":
        if (/\$\(|`/.test(part.text.slice(1))) expandInside(part, this.expander);
        this.literal(arithmetic(part.text.replace(/^\$\(\(|\)\)$|^\$\[|\]$/g, ""), state), quoted);
        break;
      case "ProcessSubstitution": {
        const span = frame.span(part.pos, part.end);
        this.literal(this.expander.processSubstitution(scriptOf(part), part.operator, span), true);
      }
    }
  }

  private variable(variable: Variable | undefined, quoted: boolean, list: boolean): void {
    if (variable === undefined) {
      this.literal("", quoted);
      return;
    }
    if (variable.kind === "any-of") {
      const open = multiplied(this.open, variable, quoted);
      if (open === undefined) this.append(DYNAMIC, quoted, false, variable.taint);
      else this.open = open;
      return;
    }
    if (variable.kind === "array" || list) {
      variable.values.forEach((value, index) => {
        if (index > 0) this.close();
        this.value(value, quoted, variable.taint);
      });
      return;
    }
    this.value(firstValue(variable), quoted, variable.taint);
  }

  private value(text: string, quoted: boolean, taint: Taint): void {
    const separators = separatorsOf(this.expander.state);
    if (quoted || !this.splits || !separators.test(text)) {
      this.append(text, quoted, !quoted && isGlob(text), taint);
      return;
    }
    const words = text.split(separators);
    words.forEach((word, index) => {
      if (index > 0) this.close();
      if (word !== "") this.append(word, false, isGlob(word), taint);
    });
  }

  private literal(text: string, quoted: boolean, glob = false): void {
    this.append(text, quoted, glob, taintIn(text, this.expander));
  }

  private append(text: string, quoted: boolean, glob: boolean, taint: Taint): void {
    const { context } = this.expander;
    for (const piece of this.open) {
      const whole = piece.text + text;
      piece.text =
        text.length < LONG_TEXT || spend(context, Math.floor(whole.length / LONG_TEXT)) ? bounded(whole) : DYNAMIC;
      piece.quoted ||= quoted;
      piece.glob ||= glob;
      piece.taint = joinTaint(piece.taint, taint);
    }
  }

  private close(): void {
    for (const piece of this.open) {
      if (piece.text === "" && !piece.quoted) continue;
      if (this.done.length > 0 && !spend(this.expander.context)) break;
      this.done.push({ ...piece, span: this.span });
    }
    this.open = [{ text: "", quoted: false, glob: false, taint: CLEAN }];
  }
}
