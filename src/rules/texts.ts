import { normalise } from "./normalise.ts";
import { wordsOf } from "./phrases.ts";
import type { Work } from "./work.ts";

/** What matchers ask of one text, worked out once per call and only when asked. */
export class TextFacts {
  readonly raw: string;
  readonly #work: Work | undefined;
  #normal: string | undefined;
  #words: readonly string[] | undefined;
  readonly #holds = new Map<string, boolean>();
  readonly #lower: { raw?: string; normal?: string } = {};

  constructor(raw: string, work?: Work) {
    this.raw = raw;
    this.#work = work;
  }

  get normal(): string {
    this.#count(this.raw.length);
    this.#normal ??= normalise(this.raw);
    return this.#normal;
  }

  get words(): readonly string[] {
    this.#words ??= wordsOf(this.normal);
    return this.#words;
  }

  /** Whether the text, or its normalised form, holds one of the lower-case ASCII literals, case ignored. */
  holdsOne(literals: readonly string[], normalised: boolean): boolean {
    return literals.some((literal) => {
      const name = (normalised ? "n" : "r") + literal;
      let holds = this.#holds.get(name);
      if (holds === undefined) {
        holds = this.#lowered(normalised).includes(literal);
        this.#count(this.raw.length);
        this.#holds.set(name, holds);
      }
      return holds;
    });
  }

  #lowered(normalised: boolean): string {
    if (normalised) {
      this.#lower.normal ??= foldCase(this.normal);
      return this.#lower.normal;
    }
    this.#lower.raw ??= foldCase(this.raw);
    return this.#lower.raw;
  }

  #count(units: number): void {
    if (this.#work !== undefined) this.#work.units += units;
  }
}

// Under /iu the long s equals s, which toLowerCase does not say; the Kelvin sign is lower-cased to k.
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll("ſ", "s");
}
