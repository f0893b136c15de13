import type { CompiledRules, Entries, WholeRules } from "./compiled.ts";

// The compiled rules as the built program carries them, as text outside of its code: a call looks at a few rules, so the others are
// never parsed. Each line is JSON: the tables and the dictionaries' names first, then rules, clauses and dictionaries, one a line.

interface Header {
  readonly tables: Omit<WholeRules, "rules" | "clauses" | "dictionaries">;
  readonly rules: number;
  readonly clauses: number;
  readonly dictionaries: readonly string[];
}

/** Text of ASCII characters alone: a byte each, whatever the phrases are written in. */
export function embed({ rules, clauses, dictionaries, ...tables }: WholeRules): string {
  const names = Object.keys(dictionaries);
  const header: Header = { tables, rules: rules.length, clauses: clauses.length, dictionaries: names };
  const data = [header, ...rules, ...clauses, ...names.map((name) => dictionaries[name])];
  return data.map((each) => JSON.stringify(each).replace(/[^ -~]/g, escaped)).join("\n");
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

export function unpack(text: string): CompiledRules {
  const lines = text.split("\n");
  const header = JSON.parse(lines[0] as string) as Header;
  const clauses = 1 + header.rules;
  const dictionaries = clauses + header.clauses;
  return {
    ...header.tables,
    rules: new Lines(lines.slice(1, clauses)),
    clauses: new Lines(lines.slice(clauses, dictionaries)),
    dictionaries: parsedWhenRead(header.dictionaries, lines.slice(dictionaries)),
  };
}

class Lines<T> implements Entries<T> {
  readonly length: number;
  readonly #texts: readonly string[];
  readonly #parsed: T[] = [];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
    this.length = texts.length;
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

function parsedWhenRead(names: readonly string[], texts: readonly string[]): CompiledRules["dictionaries"] {
  const dictionaries: { [name: string]: unknown } = {};
  for (const [i, name] of names.entries()) {
    let data: unknown;
    const get = () => {
      data ??= JSON.parse(texts[i] as string);
      return data;
    };
    Object.defineProperty(dictionaries, name, { enumerable: true, get });
  }
  return dictionaries;
}
