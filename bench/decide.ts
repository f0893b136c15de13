import { compilePacks } from "../src/rules/build.ts";
import type { CompiledRules, Expression, KindIndex, WholeRules } from "../src/rules/compiled.ts";
import { createMatcher } from "../src/rules/match.ts";
import { readCorpus } from "../test/corpus/corpus.ts";
import { judge } from "../test/rules/judge.ts";
import { type Figures, figures } from "./figures.ts";

const ROUNDS = 6;
const FEW = 300;
const MANY = 1000;

export interface Decided {
  readonly calls: number;
  readonly rules: number;
  /** Microseconds of one decision, over all calls and rounds. */
  readonly figures: Figures;
  /** Total time with 1,000 rules by that with 300, in the same rounds. */
  readonly manyByFew: number;
}

/** Decides every labelled call of the corpora in this process: from the call to its verdict, without reading or writing files. */
export async function decisions(packs: string): Promise<Decided> {
  const whole = await compilePacks(packs);
  const calls = readCorpus().map(({ example }) => example);
  const shipped = [createMatcher(whole)];
  const few = [createMatcher(copies(whole, rulesUpTo(whole, FEW), 1))];
  const many = [createMatcher(copies(whole, rulesUpTo(whole, MANY / 2), 2))];
  const samples: number[] = [];
  let fewMs = 0;
  let manyMs = 0;
  const timed = (matchers: Parameters<typeof judge>[1], call: (typeof calls)[number]) => {
    const started = performance.now();
    judge(call, matchers);
    return performance.now() - started;
  };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const call of calls) {
      const [own, less, more] = [timed(shipped, call), timed(few, call), timed(many, call)];
      if (round === 0) continue; // compiles
      samples.push(own * 1000);
      fewMs += less;
      manyMs += more;
    }
  }
  return { calls: calls.length, rules: whole.rules.length, figures: figures(samples), manyByFew: manyMs / fewMs };
}

/** Every n-th rule, so that all packs are among them. */
function rulesUpTo(whole: WholeRules, count: number): readonly number[] {
  const step = whole.rules.length / Math.min(count, whole.rules.length);
  return Array.from({ length: Math.min(count, whole.rules.length) }, (_, i) => Math.floor(i * step));
}

/** The chosen rules, each so many times with clauses of its own: nothing is shared that different rules would not share. */
function copies(whole: WholeRules, chosen: readonly number[], times: number): CompiledRules {
  const size = whole.clauses.length;
  const shifted = (expression: Expression, by: number): Expression => {
    if (typeof expression === "number") return expression + by;
    if ("all" in expression) return { all: expression.all.map((each) => shifted(each, by)) };
    if ("any" in expression) return { any: expression.any.map((each) => shifted(each, by)) };
    if ("not" in expression) return { not: shifted(expression.not, by) };
    const [from, to] = expression.flow;
    return { flow: [shifted(from, by), shifted(to, by)] };
  };
  const offsets = Array.from({ length: times }, (_, i) => i * size);
  const places = new Map(chosen.map((rule, i) => [rule, i]));
  const used = (clause: number) => whole.rulesOf[clause]?.some((rule) => places.has(rule)) ?? false;
  const everywhere = (clauses: readonly number[]) =>
    offsets.flatMap((by) => clauses.filter(used).map((clause) => clause + by));
  const keyed = (index: KindIndex): KindIndex => ({
    always: everywhere(index.always),
    keyed: mapped(index.keyed, (values) => mapped(values, everywhere)),
  });
  return {
    ...whole,
    rules: offsets.flatMap((by, copy) =>
      chosen.flatMap((rule) => {
        const one = whole.rules[rule];
        return one === undefined ? [] : [{ ...one, id: `${one.id}-${copy}`, when: shifted(one.when, by) }];
      }),
    ),
    clauses: offsets.flatMap(() => [...whole.clauses]),
    rulesOf: offsets.flatMap((_, copy) =>
      whole.rulesOf.map((rules) =>
        rules.flatMap((rule) => {
          const place = places.get(rule);
          return place === undefined ? [] : [place + copy * chosen.length];
        }),
      ),
    ),
    index: mapped(whole.index as Readonly<Record<string, KindIndex>>, keyed) as CompiledRules["index"],
  };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
