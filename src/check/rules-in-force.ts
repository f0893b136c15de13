import rules from "#rules";
import { createMatcher, type RuleMatcher } from "../rules/match.ts";

let builtin: RuleMatcher | undefined;

/** The built-in rules, compiled once per process. */
export function builtinMatcher(): RuleMatcher {
  builtin ??= createMatcher(rules);
  return builtin;
}
