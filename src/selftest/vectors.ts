import { catalogue } from "../rules/catalogue.ts";
import type { Example } from "../rules/schema.ts";
import everyday from "./everyday.json" with { type: "json" };
import { VARIATIONS } from "./variations.ts";

/** One call of the self-test. */
export interface Vector {
  readonly category: string;
  /** The rule whose example it is; "" for everyday work. */
  readonly rule: string;
  readonly variation: string;
  readonly example: Example;
  readonly expect: "stop" | "silence";
}

/** Examples that need files, links or another platform around them show nothing on this machine. */
function isPlain(example: Example): boolean {
  return (
    typeof example === "string" ||
    !["files", "folders", "links", "git", "platform", "env"].some((key) => Object.hasOwn(example, key))
  );
}

/** Attacks: every plain example of a rule that must ask or deny, and one changing spelling of each shell command. */
export function attacks(category?: string): readonly Vector[] {
  const rules = catalogue().filter(
    ({ source }) => source.maturity === "stable" && (source.severity === "critical" || source.severity === "high"),
  );
  const vectors: Vector[] = [];
  let turn = 0;
  for (const { source, category: own } of rules) {
    if (category !== undefined && own !== category) continue;
    for (const example of source.examples.stop.filter(isPlain)) {
      vectors.push({ category: own, rule: source.id, variation: "plain", example, expect: "stop" });
      if (typeof example !== "string") continue;
      const variation = VARIATIONS[turn++ % VARIATIONS.length];
      const command = variation?.spell(example);
      if (variation !== undefined && command !== undefined)
        vectors.push({ category: own, rule: source.id, variation: variation.name, example: command, expect: "stop" });
    }
  }
  return vectors;
}

/** Ordinary work that must pass without a word. */
export function ordinary(): readonly Vector[] {
  return everyday.map((command) => ({
    category: "everyday",
    rule: "",
    variation: "plain",
    example: command,
    expect: "silence" as const,
  }));
}
