import { type CheckedRule, compileRules } from "../../src/rules/compile.ts";
import type { WholeRules } from "../../src/rules/compiled.ts";
import { readRules } from "../../src/rules/read.ts";

/** Reads a rule file as one of the built-in packs. */
export function readPack(source: string, phrases: readonly string[] = []) {
  return readRules("rules/x.toml", source, {
    layer: "builtin",
    phrases: new Set(phrases),
    engine: "native",
    compiles: (pattern) => {
      try {
        new RegExp(pattern, "u");
        return undefined;
      } catch (error) {
        return (error as Error).message;
      }
    },
  });
}

export const head = `[pack]
id = "x"
title = "X"
version = "1.0.0"
category = "x"
`;

/** A rule with everything but what it asks. */
export function ruleText(id: string, asks: string, severity = "high"): string {
  return `
[[rule]]
id = "${id}"
title = "T"
loses = "l"
severity = "${severity}"
maturity = "stable"
advice = "a"
${asks}
[rule.examples]
stop = ["a", "aa"]
leave = ["b", "bb"]
`;
}

/** Compiles rules given as TOML lines of `when` and `unless`; throws with the problems. */
export function compileText(
  asks: Readonly<Record<string, string>>,
  dictionaries: Record<string, unknown> = {},
): WholeRules {
  const source =
    head +
    Object.entries(asks)
      .map(([id, lines]) => ruleText(id, lines))
      .join("");
  const { rules, problems, pack } = readPack(source, Object.keys(dictionaries));
  if (problems.length > 0 || pack === undefined) throw new Error(JSON.stringify(problems, null, 1));
  return compileRules(rules, dictionaries, [pack]);
}

export function compileChecked(rules: readonly CheckedRule[]): WholeRules {
  return compileRules(rules, {}, []);
}
