import type { Severity } from "../model/decision.ts";
import type { EffectKind } from "../model/effect.ts";

/** A list that is asked for one entry at a time; an array is one. */
export interface Entries<T> extends Iterable<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** What the build leaves of the rules, made for looking up and not for reading. */
export interface CompiledRules {
  readonly rules: Entries<CompiledRule>;
  /** Every clause once, however many rules share it. */
  readonly clauses: Entries<CompiledClause>;
  /** The rules that a match of a clause can bring about, by clause. */
  readonly rulesOf: readonly (readonly number[])[];
  readonly index: { readonly [kind in EffectKind]?: KindIndex };
  readonly packs: readonly CompiledPack[];
  /** Files of rules/dictionaries by stem, verbatim. */
  readonly dictionaries: { readonly [name: string]: unknown };
}

/** Fresh from the compiler: plain JSON. */
export interface WholeRules extends CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly clauses: readonly CompiledClause[];
}

export interface CompiledPack {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly category: string;
}

export interface CompiledRule {
  readonly id: string;
  readonly title: string;
  readonly category: string;
  readonly severity: Severity;
  readonly catastrophic: boolean;
  readonly exemptable: boolean;
  readonly loses: string;
  readonly advice: string;
  readonly layer: string;
  readonly when: Expression;
}

/** Which clauses of a kind an effect can match at all. */
export interface KindIndex {
  /** Clauses without a literal to look them up by. */
  readonly always: readonly number[];
  /** Field → value → clauses that need the field to have that value. Each clause stands under one field only. */
  readonly keyed: { readonly [field: string]: { readonly [value: string]: readonly number[] } };
}

/** A number is a clause. */
export type Expression =
  | number
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] }
  | { readonly not: Expression }
  | { readonly flow: readonly [from: Expression, to: Expression] };

export interface Condition {
  readonly kinds: readonly EffectKind[];
  readonly tests: readonly Test[];
}

export interface CompiledClause extends Condition {
  /** Effects that match one of these do not count. */
  readonly unless?: readonly Condition[];
}

export type Test = readonly [field: string, matcher: Matcher];

export type Matcher =
  /** Equal to, or holding, one of these. */
  | { readonly op: "is"; readonly values: readonly (string | boolean)[] }
  | { readonly op: "not"; readonly of: Matcher }
  | { readonly op: "any"; readonly of: readonly Matcher[] }
  | { readonly op: "all"; readonly of: readonly Matcher[] }
  | { readonly op: "exists"; readonly be: boolean }
  | { readonly op: "longer"; readonly than: number }
  | { readonly op: "glob"; readonly globs: readonly string[] }
  | { readonly op: "path"; readonly globs: readonly string[] }
  | { readonly op: "host"; readonly hosts: readonly string[] }
  | PatternMatcher
  /** `unquoted`: what is set in quotation marks is spoken of and not said. */
  | { readonly op: "phrases"; readonly dictionary: string; readonly unquoted: boolean }
  | { readonly op: "detect"; readonly name: string };

export interface PatternMatcher {
  readonly op: "pattern";
  readonly source: string;
  readonly ignoreCase: boolean;
  readonly normalised: boolean;
  /** Lower-case literals of which any match must hold one; absent where none is sure. */
  readonly literals?: readonly string[];
  /** native: checked at build for linear time. linear: written by users, run on re2js. */
  readonly engine: "native" | "linear";
}

export function emptyRules(): WholeRules {
  return { rules: [], clauses: [], rulesOf: [], index: {}, packs: [], dictionaries: {} };
}
