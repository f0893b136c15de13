/** What was changed since the last fold; a removed name is kept as GONE so that it hides the one below. */
const GONE = Symbol("removed");

type Changes<T> = Map<string, T | typeof GONE>;

/** Changes that a copy takes along; more are folded into the values below them. */
const MAX_CHANGES = 64;

/**
 * Names and their values in a shell, of which each subshell has its own: a copy is made of what has changed only, and only
 * when it is written to. A long script has as many subshells as commands, and a copy of all variables for each would cost
 * the square of its length.
 */
export class Bindings<T> {
  /** INVARIANT: never written to, so that any number of copies can share it. */
  #below: ReadonlyMap<string, T>;
  #changes: Changes<T>;
  #shared: boolean;

  constructor(from?: Bindings<T>) {
    this.#below = from === undefined ? new Map() : from.#below;
    this.#changes = from === undefined ? new Map() : from.#changes;
    this.#shared = from !== undefined;
    if (from !== undefined) from.#shared = true;
  }

  get(name: string): T | undefined {
    const changed = this.#changes.get(name);
    if (changed === undefined) return this.#below.get(name);
    return changed === GONE ? undefined : changed;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: T): void {
    this.#write(name, value);
  }

  delete(name: string): void {
    if (this.has(name)) this.#write(name, GONE);
  }

  clear(): void {
    this.#below = new Map();
    this.#changes = new Map();
    this.#shared = false;
  }

  /** Upper bound of how many there are. */
  get size(): number {
    return this.#below.size + this.#changes.size;
  }

  *[Symbol.iterator](): IterableIterator<readonly [string, T]> {
    for (const [name, value] of this.#below) if (!this.#changes.has(name)) yield [name, value];
    for (const [name, value] of this.#changes) if (value !== GONE) yield [name, value];
  }

  /** The names whose values may not be the same in this and in all of the others. */
  namesApart(others: readonly Bindings<T>[]): Iterable<string> {
    if (others.every((other) => other.#below === this.#below && other.#changes === this.#changes)) return [];
    const alike = others.every((other) => other.#below === this.#below);
    const names = new Set<string>();
    for (const one of [this, ...others]) {
      if (!alike) for (const name of one.#below.keys()) names.add(name);
      for (const name of one.#changes.keys()) names.add(name);
    }
    return names;
  }

  #write(name: string, value: T | typeof GONE): void {
    if (this.#shared) this.#separate();
    this.#changes.set(name, value);
  }

  #separate(): void {
    if (this.#changes.size < MAX_CHANGES) this.#changes = new Map(this.#changes);
    else {
      this.#below = new Map(this);
      this.#changes = new Map();
    }
    this.#shared = false;
  }
}
