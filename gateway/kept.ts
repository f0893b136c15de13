/** Values that count for a while; when there are too many, those that were put in first go. */
export class Kept<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #ms: number;
  readonly #most: number;
  readonly #now: () => number;

  constructor(ms: number, most: number, now: () => number) {
    this.#ms = ms;
    this.#most = most;
    this.#now = now;
  }

  get(key: string): { readonly value: T } | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.until > this.#now()) return entry;
    this.#entries.delete(key);
    return undefined;
  }

  set(key: string, value: T, until = this.#now() + this.#ms): void {
    this.#entries.delete(key);
    if (this.#entries.size >= this.#most) this.#entries.delete(this.#entries.keys().next().value ?? "");
    this.#entries.set(key, { value, until });
  }

  clear(): void {
    this.#entries.clear();
  }
}
