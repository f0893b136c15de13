/** Texts after which building the search for all literals at once has paid for itself. */
const WARM = 32;
/** A text so long that it pays at once, in UTF-16 units. */
const LONG = 16_384;

/** Finds which of its literals, which are lower-case, a text holds, in one pass however many there are. */
export class LiteralFinder {
  readonly #literals: () => readonly string[];
  #search: { readonly pattern: RegExp; readonly heads: ReadonlyMap<string, readonly string[]> } | undefined;
  #asked = 0;

  /** The literals are asked for once, when there is enough to search. */
  constructor(literals: () => readonly string[]) {
    this.#literals = literals;
  }

  /** The literals that lower-case `text` holds; undefined while asking for them one by one is cheaper. */
  find(text: string): ReadonlySet<string> | undefined {
    this.#asked++;
    if (this.#search === undefined && this.#asked <= WARM && text.length < LONG) return undefined;
    this.#search ??= searchFor(this.#literals());
    const { pattern, heads } = this.#search;
    const found = new Set<string>();
    pattern.lastIndex = 0;
    // INVARIANT: the next search starts one place on and not behind the match, or an overlapping literal would be missed.
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      for (const head of heads.get(match[0]) ?? []) found.add(head);
      if (found.size === heads.size) break;
      pattern.lastIndex = match.index + 1;
    }
    return found;
  }
}

/** The longest literal at a place is found; those that it begins with are there, too. */
function searchFor(literals: readonly string[]) {
  const longestFirst = [...literals].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const heads = new Map(literals.map((literal) => [literal, literals.filter((other) => literal.startsWith(other))]));
  const source = longestFirst.map((literal) => literal.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&")).join("|");
  // Without any literal nothing may be found: an empty alternation would match everywhere.
  return { pattern: new RegExp(source === "" ? "(?!)" : source, "g"), heads };
}
