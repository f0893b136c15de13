import type { Parse } from "./grammar-loader.ts";
import type { Syntax } from "./syntax.ts";

const loaded = new Map<string, Parse>();
const failed = new Set<string>();

/** Parses with a grammar that is loaded already; undefined where it has to be loaded first, null where it cannot be. */
export function parseWith(grammar: string, text: string): Syntax | undefined | null {
  if (failed.has(grammar)) return null;
  return loaded.get(grammar)?.(text);
}

/** Loads grammars by the names of their files ("python", "typescript"). Never rejects: a grammar that cannot be had leaves its code an honest unknown. */
export async function loadGrammars(names: Iterable<string>): Promise<void> {
  const wanted = [...names].filter((name) => !loaded.has(name) && !failed.has(name));
  if (wanted.length === 0) return;
  const { loadGrammar } = await import("./grammar-loader.ts");
  for (const name of wanted) {
    try {
      loaded.set(name, await loadGrammar(name));
    } catch {
      failed.add(name);
    }
  }
}
