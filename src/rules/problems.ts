/** Something wrong in a rule file. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** What is wrong, one line, lower case, no final period. */
  readonly message: string;
  /** What to do about it, in the same style. */
  readonly help?: string | undefined;
  readonly level: "error" | "warning";
}

export function formatProblem(problem: Problem): string {
  const { file, line, column, level, message, help } = problem;
  const text = `${file}:${line}:${column}: ${level === "warning" ? "warning: " : ""}${message}`;
  return help === undefined ? text : `${text}: ${help}`;
}

export class RuleError extends Error {
  override readonly name = "RuleError";
  readonly code = "E_RULES";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.problems = problems;
  }
}

/** The known word that is meant, if one is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(word, candidate);
    if (steps < least) [best, least] = [candidate, steps];
  }
  return best;
}

/** Edit distance (Levenshtein); words of rule files are short. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
