import type { CompiledRules, Entries, WholeRules } from "./compiled.ts";

/** The compiled rules as the built program carries them: a call looks at a few of them, so the others stay text. */
export interface EmbeddedRules {
  /** A rule as JSON in each line. */
  readonly rules: string;
  /** A clause as JSON in each line. */
  readonly clauses: string;
  /** Everything that is needed as a whole, as JSON. */
  readonly tables: string;
  /** Each dictionary as JSON. */
  readonly dictionaries: { readonly [name: string]: string };
}

export function embed({ rules, clauses, dictionaries, ...tables }: WholeRules): EmbeddedRules {
  const lines = (entries: readonly unknown[]) => entries.map((entry) => JSON.stringify(entry)).join("\n");
  return {
    rules: lines(rules),
    clauses: lines(clauses),
    tables: JSON.stringify(tables),
    dictionaries: Object.fromEntries(Object.entries(dictionaries).map(([name, data]) => [name, JSON.stringify(data)])),
  };
}

export function unpack({ rules, clauses, tables, dictionaries }: EmbeddedRules): CompiledRules {
  return {
    ...(JSON.parse(tables) as Omit<WholeRules, "rules" | "clauses" | "dictionaries">),
    rules: new Lines(rules),
    clauses: new Lines(clauses),
    dictionaries: parsedWhenRead(dictionaries),
  };
}

class Lines<T> implements Entries<T> {
  readonly length: number;
  readonly #texts: readonly string[];
  readonly #parsed: T[] = [];

  constructor(text: string) {
    this.#texts = text === "" ? [] : text.split("\n");
    this.length = this.#texts.length;
  }

  at(index: number): T | undefined {
    const text = this.#texts[index];
    if (text === undefined) return undefined;
    this.#parsed[index] ??= JSON.parse(text) as T;
    return this.#parsed[index];
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as T;
  }
}

function parsedWhenRead(texts: { readonly [name: string]: string }): CompiledRules["dictionaries"] {
  const dictionaries: { [name: string]: unknown } = {};
  for (const [name, text] of Object.entries(texts)) {
    let data: unknown;
    const get = () => {
      data ??= JSON.parse(text);
      return data;
    };
    Object.defineProperty(dictionaries, name, { enumerable: true, get });
  }
  return dictionaries;
}
