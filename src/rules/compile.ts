import type { EffectKind } from "../model/effect.ts";
import type { Draft } from "./clauses.ts";
import type {
  CompiledClause,
  CompiledPack,
  CompiledRule,
  CompiledRules,
  Expression,
  KindIndex,
  Matcher,
  WholeRules,
} from "./compiled.ts";
import type { Problem } from "./problems.ts";
import type { PackHeader, RuleSource } from "./schema.ts";

/** A rule that has passed all checks. */
export interface CheckedRule {
  readonly source: RuleSource;
  readonly pack: PackHeader;
  readonly layer: string;
  readonly when: Draft;
  /** Where its id stands. */
  readonly place: Pick<Problem, "file" | "line" | "column">;
}

/** Lays the rules out for looking up. Same rules in another order give the same rules, clauses and index. */
export function compileRules(
  checked: readonly CheckedRule[],
  dictionaries: CompiledRules["dictionaries"],
  packs: readonly PackHeader[],
): WholeRules {
  const table = new ClauseTable();
  const ordered = [...checked].sort((a, b) => (a.source.id < b.source.id ? -1 : 1));
  const rules = ordered.map((rule) => layOut(rule, table));
  const rulesOf = table.clauses.map((): number[] => []);
  for (const [i, rule] of rules.entries()) for (const clause of bringsAbout(rule.when)) rulesOf[clause]?.push(i);
  return {
    rules,
    clauses: table.clauses,
    rulesOf,
    index: buildIndex(table.clauses),
    packs: packs.map(header),
    dictionaries,
  };
}

function layOut({ source, pack, layer, when }: CheckedRule, table: ClauseTable): CompiledRule {
  const { id, title, severity, catastrophic, exemptable, loses, advice } = source;
  return {
    id,
    title,
    category: pack.category,
    severity,
    catastrophic,
    // INVARIANT: what is catastrophic is never exemptable.
    exemptable: exemptable && !catastrophic,
    loses,
    advice,
    layer,
    when: numbered(when, table),
  };
}

function header({ id, title, version, category }: PackHeader): CompiledPack {
  return { id, title, version, category };
}

class ClauseTable {
  readonly clauses: CompiledClause[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(clause: CompiledClause): number {
    const name = JSON.stringify(clause);
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.clauses.push(clause) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

function numbered(draft: Draft, table: ClauseTable): Expression {
  if ("clause" in draft) return table.numberOf(draft.clause);
  if ("all" in draft) return { all: draft.all.map((part) => numbered(part, table)) };
  if ("any" in draft) return { any: draft.any.map((part) => numbered(part, table)) };
  if ("not" in draft) return { not: numbered(draft.not, table) };
  return { flow: [numbered(draft.flow[0], table), numbered(draft.flow[1], table)] };
}

/** The clauses without a match of which the expression cannot hold, or by which it can come to hold. */
function bringsAbout(expression: Expression): ReadonlySet<number> {
  if (typeof expression === "number") return new Set([expression]);
  if ("not" in expression) return new Set();
  const parts = "all" in expression ? expression.all : "any" in expression ? expression.any : expression.flow;
  return new Set(parts.flatMap((part) => [...bringsAbout(part)]));
}

/**
 * Puts each clause under the one field whose literal values are rarest among all clauses of the kind, so that an effect
 * meets few clauses however many rules there are.
 */
function buildIndex(clauses: readonly CompiledClause[]): CompiledRules["index"] {
  const byKind = new Map<EffectKind, number[]>();
  for (const [number, { kinds }] of clauses.entries()) {
    for (const kind of kinds) byKind.set(kind, [...(byKind.get(kind) ?? []), number]);
  }
  const entries = [...byKind].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([kind, numbers]) => [kind, indexKind(clauses, numbers)]));
}

function indexKind(clauses: readonly CompiledClause[], numbers: readonly number[]): KindIndex {
  const frequency = new Map<string, number>();
  for (const number of numbers) {
    for (const [field, values] of literalsOf(clauses[number] as CompiledClause)) {
      for (const value of values) frequency.set(`${field}\n${value}`, (frequency.get(`${field}\n${value}`) ?? 0) + 1);
    }
  }
  const always: number[] = [];
  const keyed = new Map<string, Map<string, number[]>>();
  for (const number of numbers) {
    const [best] = literalsOf(clauses[number] as CompiledClause)
      .map(([field, values]) => ({
        field,
        values,
        crowd: values.reduce((sum, value) => sum + (frequency.get(`${field}\n${value}`) as number), 0),
      }))
      .sort((a, b) => a.crowd - b.crowd || (a.field < b.field ? -1 : 1));
    if (best === undefined) {
      always.push(number);
      continue;
    }
    const values = keyed.get(best.field) ?? new Map<string, number[]>();
    keyed.set(best.field, values);
    for (const value of best.values) values.set(value, [...(values.get(value) ?? []), number]);
  }
  return {
    always,
    keyed: Object.fromEntries([...keyed].map(([field, values]) => [field, Object.fromEntries(values)])),
  };
}

/** Fields that a clause needs to have one of a few literal values. */
function literalsOf(clause: CompiledClause): readonly (readonly [field: string, values: readonly string[]])[] {
  return clause.tests.flatMap(([field, matcher]) => {
    const values = neededLiterals(matcher);
    return values === undefined ? [] : [[field, values] as const];
  });
}

function neededLiterals(matcher: Matcher): readonly string[] | undefined {
  if (matcher.op === "is")
    return matcher.values.every((value) => typeof value === "string") ? (matcher.values as string[]) : undefined;
  if (matcher.op === "all") return matcher.of.map(neededLiterals).find((values) => values !== undefined);
  if (matcher.op !== "any") return undefined;
  const parts = matcher.of.map(neededLiterals);
  return parts.every((part) => part !== undefined) ? [...new Set(parts.flat())] : undefined;
}
