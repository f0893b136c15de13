import rules from "#rules";
import { createMatcher, type RuleMatcher } from "../rules/match.ts";

let builtin: RuleMatcher | undefined;

/** The matchers of all rules in force, built-in ones first. */
export function matchersInForce(): readonly RuleMatcher[] {
  builtin ??= createMatcher(rules);
  return [builtin];
}
