import type { CompiledClause, Entries, Matcher } from "./compiled.ts";

/** Literals of all patterns, each once. */
export function patternLiterals(clauses: Entries<CompiledClause>): readonly string[] {
  const literals = new Set<string>();
  for (const clause of clauses) {
    for (const { tests } of [clause, ...(clause.unless ?? [])]) {
      for (const literal of tests.flatMap(([, matcher]) => literalsIn(matcher))) literals.add(literal);
    }
  }
  return [...literals];
}

function literalsIn(matcher: Matcher): readonly string[] {
  if (matcher.op === "pattern") return matcher.literals ?? [];
  if (matcher.op === "not") return literalsIn(matcher.of);
  return matcher.op === "any" || matcher.op === "all" ? matcher.of.flatMap(literalsIn) : [];
}
