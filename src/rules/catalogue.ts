import texts from "#packs";
import rules from "#rules";
import { readRules } from "./read.ts";
import type { RuleSource } from "./schema.ts";

/** A built-in rule with everything that its author wrote. */
export interface CatalogueRule {
  readonly source: RuleSource;
  readonly category: string;
  readonly file: string;
  readonly line: number;
}

/** All built-in rules with their examples and texts; for commands, never for a hook call. */
export function catalogue(): readonly CatalogueRule[] {
  const phrases = new Set(Object.keys(rules.dictionaries).filter((name) => name.startsWith("phrases-")));
  return Object.entries(texts).flatMap(([name, text]) => {
    const file = readRules(name, text, { layer: "builtin", phrases, engine: "native", compiles: () => undefined });
    return file.rules.map(({ source, place }) => ({
      source,
      category: file.pack?.category ?? "",
      file: name,
      line: place.line,
    }));
  });
}
