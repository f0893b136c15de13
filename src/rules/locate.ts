/** Where a key of a TOML document stands: line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the places of all keys and array elements of a document that has been parsed without error. Keys of the result are
 * paths as JSON, e.g. `["rule",2,"when","scope"]`.
 */
export function locate(source: string): ReadonlyMap<string, Place> {
  const reader = new Reader(source);
  const arrays = new Map<string, number>();
  let table: (string | number)[] = [];
  while (reader.skipBlank(true)) {
    if (reader.peek() !== "[") {
      reader.pair(table);
      continue;
    }
    const start = reader.at;
    const many = reader.peek(1) === "[";
    reader.at += many ? 2 : 1;
    table = withIndices(reader.key(), arrays, many);
    reader.note(table, start);
    reader.at += many ? 2 : 1;
  }
  return reader.places;
}

/** The nearest place that is known: of the path itself, else of what holds it. */
export function placeOf(places: ReadonlyMap<string, Place>, path: readonly (string | number)[]): Place {
  for (let length = path.length; length > 0; length--) {
    const place = places.get(JSON.stringify(path.slice(0, length)));
    if (place !== undefined) return place;
  }
  return { line: 1, column: 1 };
}

/** `[a.b]` inside the last `[[a]]` belongs to that element. */
function withIndices(keys: readonly string[], arrays: Map<string, number>, many: boolean): (string | number)[] {
  const path: (string | number)[] = [];
  for (const [i, key] of keys.entries()) {
    path.push(key);
    const name = JSON.stringify(path);
    if (many && i === keys.length - 1) arrays.set(name, (arrays.get(name) ?? -1) + 1);
    const index = arrays.get(name);
    if (index !== undefined) path.push(index);
  }
  return path;
}

class Reader {
  at = 0;
  readonly places = new Map<string, Place>();
  readonly #source: string;
  readonly #lines: number[] = [0];

  constructor(source: string) {
    this.#source = source;
    for (let i = source.indexOf("\n"); i >= 0; i = source.indexOf("\n", i + 1)) this.#lines.push(i + 1);
  }

  peek(ahead = 0): string {
    return this.#source.charAt(this.at + ahead);
  }

  note(path: readonly (string | number)[], offset: number): void {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    this.places.set(JSON.stringify(path), { line: low + 1, column: offset - (this.#lines[low] as number) + 1 });
  }

  /** Skips blanks and comments; false at the end. */
  skipBlank(lines: boolean): boolean {
    const blank = lines ? /(?:[ \t\r\n]|#[^\n]*)*/y : /[ \t]*/y;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.#source)?.[0].length ?? 0;
    return this.at < this.#source.length;
  }

  /** A dotted key. */
  key(): string[] {
    const keys: string[] = [];
    for (;;) {
      this.skipBlank(false);
      if (`"'`.includes(this.peek())) keys.push(this.string());
      else {
        const bare = /[A-Za-z0-9_-]*/y;
        bare.lastIndex = this.at;
        const name = bare.exec(this.#source)?.[0] ?? "";
        this.at += name.length;
        keys.push(name);
      }
      this.skipBlank(false);
      if (this.peek() !== ".") return keys;
      this.at++;
    }
  }

  pair(table: readonly (string | number)[]): void {
    const start = this.at;
    const path = [...table, ...this.key()];
    this.note(path, start);
    // A key must take some text, or a document that was not parsed before would hold this loop.
    this.at = Math.max(this.at + 1, start + 1);
    this.value(path);
  }

  value(path: readonly (string | number)[]): void {
    this.skipBlank(false);
    const char = this.peek();
    if (char === "[" || char === "{") this.#nested(path, char === "[" ? "]" : "}");
    else if (`"'`.includes(char) && char !== "") this.string();
    else {
      const scalar = /[^,\]}\n#]*/y;
      scalar.lastIndex = this.at;
      this.at += scalar.exec(this.#source)?.[0].length ?? 0;
    }
  }

  #nested(path: readonly (string | number)[], close: string): void {
    this.at++;
    for (let index = 0; this.skipBlank(true) && this.peek() !== close; index++) {
      if (close === "]") {
        this.note([...path, index], this.at);
        this.value([...path, index]);
      } else this.pair(path);
      this.skipBlank(true);
      if (this.peek() === ",") this.at++;
      else if (this.peek() !== close) return;
    }
    this.at++;
  }

  /** Skips a string of any of the four kinds; gives its raw inside. */
  string(): string {
    const quote = this.peek();
    const triple = this.#source.startsWith(quote.repeat(3), this.at);
    const fence = triple ? quote.repeat(3) : quote;
    const start = this.at + fence.length;
    for (this.at = start; this.at < this.#source.length; this.at++) {
      if (quote === '"' && this.peek() === "\\") this.at++;
      else if (this.#source.startsWith(fence, this.at)) break;
    }
    const inside = this.#source.slice(start, this.at);
    this.at += fence.length;
    while (triple && this.peek() === quote) this.at++;
    return inside;
  }
}
