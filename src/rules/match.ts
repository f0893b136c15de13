import type { Finding, Severity } from "../model/decision.ts";
import type { Effect, EffectKind, Span } from "../model/effect.ts";
import type { CompiledRule, CompiledRules, Condition, Expression } from "./compiled.ts";
import { Evaluator, type LinearEngine, type MatchContext, type Texts } from "./evaluate.ts";
import { fieldValue } from "./values.ts";

/** Compiled rules, ready to be held against the effects of calls. */
export interface RuleMatcher {
  /** Findings in no particular order. Pure: same effects and context, same findings. */
  match(effects: readonly Effect[], context: MatchContext): readonly Finding[];
}

const MAX_EVIDENCE = 160;
const ranks: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** `linear` is needed only where rules carry patterns written by users. */
export function createMatcher(compiled: CompiledRules, linear?: LinearEngine): RuleMatcher {
  const evaluator = new Evaluator(compiled, linear);
  const lookup = new Lookup(compiled);
  return {
    match(effects, context) {
      const texts = evaluator.newTexts(context);
      const hits = new Map<number, number[]>();
      for (const [i, effect] of effects.entries()) {
        for (const number of lookup.candidates(effect)) {
          if (context.work !== undefined) context.work.units++;
          const clause = compiled.clauses.at(number);
          if (clause === undefined || !meets(clause, effect, evaluator, texts)) continue;
          if (clause.unless?.some((exception) => applies(exception, effect, evaluator, texts))) continue;
          const list = hits.get(number);
          if (list === undefined) hits.set(number, [i]);
          else list.push(i);
        }
      }
      const rules = new Set<number>();
      for (const number of hits.keys()) for (const rule of compiled.rulesOf[number] ?? []) rules.add(rule);
      const findings: Finding[] = [];
      for (const number of rules) {
        const rule = compiled.rules.at(number) as CompiledRule;
        const matched = matchedBy(rule.when, hits);
        if (matched !== undefined) findings.push(finding(rule, matched, effects, context));
      }
      return findings;
    },
  };
}

/** Findings of several layers' rules together, by severity and then by id. */
export function matchRules(
  matchers: readonly RuleMatcher[],
  effects: readonly Effect[],
  context: MatchContext,
): readonly Finding[] {
  return matchers
    .flatMap((matcher) => matcher.match(effects, context))
    .sort((a, b) => ranks[a.severity] - ranks[b.severity] || (a.rule < b.rule ? -1 : 1));
}

function meets(condition: Condition, effect: Effect, evaluator: Evaluator, texts: Texts): boolean {
  return condition.tests.every(([field, matcher]) => evaluator.holds(matcher, fieldValue(effect, field), texts));
}

function applies(condition: Condition, effect: Effect, evaluator: Evaluator, texts: Texts): boolean {
  return condition.kinds.includes(effect.kind) && meets(condition, effect, evaluator, texts);
}

/** The clauses that an effect can match at all; made per kind when the first effect of the kind comes. */
class Lookup {
  readonly #compiled: CompiledRules;
  readonly #kinds = new Map<
    EffectKind,
    { always: readonly number[]; keyed: [string, Map<string, readonly number[]>][] }
  >();

  constructor(compiled: CompiledRules) {
    this.#compiled = compiled;
  }

  candidates(effect: Effect): readonly number[] {
    const kind = this.#kind(effect.kind);
    const found = [...kind.always];
    for (const [field, byValue] of kind.keyed) {
      const value = fieldValue(effect, field);
      if (typeof value === "string") found.push(...(byValue.get(value) ?? []));
      else if (Array.isArray(value)) for (const element of new Set(value)) found.push(...(byValue.get(element) ?? []));
    }
    // A clause stands under each value that it takes, and an effect may have several of them.
    return found.length > 1 ? [...new Set(found)] : found;
  }

  #kind(kind: EffectKind) {
    let made = this.#kinds.get(kind);
    if (made === undefined) {
      const { always, keyed } = this.#compiled.index[kind] ?? { always: [], keyed: {} };
      made = {
        always,
        keyed: Object.entries(keyed).map(([field, values]) => [field, new Map(Object.entries(values))]),
      };
      this.#kinds.set(kind, made);
    }
    return made;
  }
}

/** The effects by which an expression holds; undefined where it does not. */
function matchedBy(
  expression: Expression,
  hits: ReadonlyMap<number, readonly number[]>,
): readonly number[] | undefined {
  if (typeof expression === "number") return hits.get(expression);
  if ("not" in expression) return matchedBy(expression.not, hits) === undefined ? [] : undefined;
  if ("flow" in expression) {
    const from = matchedBy(expression.flow[0], hits);
    const to = matchedBy(expression.flow[1], hits);
    if (from === undefined || to === undefined) return undefined;
    const first = Math.min(...from);
    const last = Math.max(...to);
    return first < last ? [...from.filter((i) => i < last), ...to.filter((i) => i > first)] : undefined;
  }
  const parts = ("all" in expression ? expression.all : expression.any).map((part) => matchedBy(part, hits));
  const holding = parts.filter((part) => part !== undefined);
  if ("all" in expression ? holding.length < parts.length : holding.length === 0) return undefined;
  return holding.flat();
}

function finding(
  rule: CompiledRule,
  matched: readonly number[],
  effects: readonly Effect[],
  context: MatchContext,
): Finding {
  const indices = [...new Set(matched)].sort((a, b) => a - b);
  const spans = indices.map((i) => (effects[i] as Effect).span).sort((a, b) => a.start - b.start || a.end - b.end);
  const [span = { start: 0, end: 0 }] = spans;
  const { id, title, category, severity, catastrophic, exemptable, loses, advice, layer } = rule;
  return {
    rule: id,
    title,
    category,
    severity,
    catastrophic,
    exemptable,
    loses,
    advice,
    effects: indices,
    span,
    evidence: evidenceAt(span, context),
    layer,
  };
}

/** INVARIANT: secrets are taken out before the text is cut, or half a secret would stay unrecognised. */
function evidenceAt(span: Span, { text, redact }: MatchContext): string {
  const whole = text.slice(span.start, span.end);
  const shown = redact(whole).slice(0, 8 * MAX_EVIDENCE);
  const chars = [...shown.replace(/\s+/g, " ").trim()];
  return chars.length > MAX_EVIDENCE ? `${chars.slice(0, MAX_EVIDENCE - 1).join("")}…` : chars.join("");
}
