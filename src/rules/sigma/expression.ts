/** What a Sigma rule asks, in fields of one effect. */
export interface Ask {
  readonly field: "program" | "args" | "path" | "by";
  /** A glob of the rule language; path globs for `path`. */
  readonly glob: string;
}

export type Expression =
  | { readonly ask: Ask }
  | { readonly all: readonly Expression[] }
  | { readonly any: readonly Expression[] }
  | { readonly not: Expression };

/** Asks that must all hold, or must not hold, for the same effect. */
export type Clause = readonly (Ask & { readonly negated: boolean })[];

/** Why a rule, or a file, cannot be taken over: one clause, shown as it is. */
export class NotExpressible extends Error {
  override readonly name = "NotExpressible";
}

const MAX_CLAUSES = 64;

/** The disjunction of clauses that the expression is; each clause speaks of a single effect, as Sigma does of a single event. */
export function clausesOf(expression: Expression, negated = false): readonly Clause[] {
  if ("ask" in expression) return [[{ ...expression.ask, negated }]];
  if ("not" in expression) return clausesOf(expression.not, !negated);
  const conjunction = "all" in expression;
  const parts = (conjunction ? expression.all : expression.any).map((part) => clausesOf(part, negated));
  if (conjunction === negated) return limited(parts.flat());
  return parts.reduce<readonly Clause[]>(
    (sums, part) => limited(sums.flatMap((sum) => part.map((clause) => merged(sum, clause)))),
    [[]],
  );
}

function merged(left: Clause, right: Clause): Clause {
  const known = new Set(left.map(keyOf));
  return [...left, ...right.filter((ask) => !known.has(keyOf(ask)))];
}

function keyOf({ field, glob, negated }: Clause[number]): string {
  return `${field} ${negated} ${glob}`;
}

function limited(clauses: readonly Clause[]): readonly Clause[] {
  if (clauses.length > MAX_CLAUSES) throw new NotExpressible(`it stands for more than ${MAX_CLAUSES} clauses`);
  return clauses;
}
