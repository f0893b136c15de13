import { type Expression, NotExpressible } from "./expression.ts";

/** Reads a Sigma condition (`selection and not 1 of filter_*`). Sigma specification 2.0, "Condition". */
export function readCondition(text: string, selections: ReadonlyMap<string, () => Expression>): Expression {
  if (text.includes("|")) throw new NotExpressible("its condition counts events, and a tool call is one event");
  const words = text.match(/\(|\)|[^\s()]+/g) ?? [];
  const reader = new Reader(words, selections);
  const expression = reader.any();
  if (reader.next !== undefined) throw new NotExpressible(`its condition cannot be read at \`${reader.next}\``);
  return expression;
}

const MAX_DEPTH = 32;

class Reader {
  readonly #words: readonly string[];
  readonly #selections: ReadonlyMap<string, () => Expression>;
  #at = 0;
  #depth = 0;

  constructor(words: readonly string[], selections: ReadonlyMap<string, () => Expression>) {
    this.#words = words;
    this.#selections = selections;
  }

  get next(): string | undefined {
    return this.#words[this.#at];
  }

  #takes(word: string): boolean {
    if (this.next?.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  any(): Expression {
    const parts = [this.#all()];
    while (this.#takes("or")) parts.push(this.#all());
    return parts.length === 1 ? (parts[0] as Expression) : { any: parts };
  }

  #all(): Expression {
    const parts = [this.#one()];
    while (this.#takes("and")) parts.push(this.#one());
    return parts.length === 1 ? (parts[0] as Expression) : { all: parts };
  }

  #one(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new NotExpressible("its condition is nested too deeply");
    const expression = this.#operand();
    this.#depth--;
    return expression;
  }

  #operand(): Expression {
    if (this.#takes("not")) return { not: this.#one() };
    if (this.#takes("(")) {
      const inner = this.any();
      if (!this.#takes(")")) throw new NotExpressible("its condition lacks a parenthesis");
      return inner;
    }
    const word = this.#words[this.#at++];
    if (word === undefined) throw new NotExpressible("its condition ends too early");
    if (this.#takes("of")) return this.#several(word.toLowerCase());
    const selection = this.#selections.get(word);
    if (selection === undefined) throw new NotExpressible(`its condition names \`${word}\`, which is not there`);
    return selection();
  }

  #several(quantity: string): Expression {
    const pattern = this.#words[this.#at++] ?? "";
    // Names that begin with an underscore are for other selections to use: the specification leaves them out of `them`.
    const names = [...this.#selections.keys()].filter((name) =>
      pattern === "them" ? !name.startsWith("_") : wildcard(pattern, name),
    );
    if (names.length === 0) throw new NotExpressible(`its condition names \`${pattern}\`, which is not there`);
    const parts = names.map((name) => (this.#selections.get(name) as () => Expression)());
    if (quantity === "all") return { all: parts };
    if (quantity === "1" || quantity === "any") return { any: parts };
    throw new NotExpressible(`its condition counts selections: \`${quantity} of ${pattern}\``);
  }
}

function wildcard(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return pattern === name;
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  return parts.length === 2 && name.length >= pattern.length - 1 && name.startsWith(first) && name.endsWith(last);
}
