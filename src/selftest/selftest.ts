import { type ExplainOptions, explain } from "../explain/explain.ts";
import { readRequest } from "../explain/request.ts";
import type { Verdict } from "../model/decision.ts";
import type { Vector } from "./vectors.ts";

export interface Result extends Vector {
  readonly verdict: Verdict;
  readonly rules: readonly string[];
  /** The verdict is what the vector expects. */
  readonly right: boolean;
}

/** Sends each vector through the policy and the rules in force, as under enforce; nothing of it is run. */
export async function selftest(
  vectors: readonly Vector[],
  cwd: string,
  options: ExplainOptions,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const vector of vectors) {
    const request = typeof vector.example === "string" ? { command: vector.example } : vector.example;
    const { decision } = await explain(readRequest(request, cwd).call, options);
    const stopped = decision.verdict === "ask" || decision.verdict === "deny";
    const right = vector.expect === "stop" ? stopped : decision.verdict === "allow";
    results.push({
      ...vector,
      verdict: decision.verdict,
      rules: decision.judged.map(({ finding }) => finding.rule),
      right,
    });
  }
  return results;
}
