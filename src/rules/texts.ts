import type { LiteralFinder } from "../literal-finder.ts";
import type { TextDetector } from "./detectors.ts";
import { normalise } from "./normalise.ts";
import { wordsOf } from "./phrases.ts";
import type { Work } from "./work.ts";

/** What matchers ask of one text, worked out once per call and only when asked. */
export class TextFacts {
  readonly raw: string;
  readonly #finder: LiteralFinder;
  readonly #work: Work | undefined;
  #normal: string | undefined;
  #words: readonly string[] | undefined;
  #unquoted: readonly string[] | undefined;
  readonly #literals: { raw?: Literals; normal?: Literals } = {};
  #shown: Map<string, boolean> | undefined;

  constructor(raw: string, finder: LiteralFinder, work?: Work) {
    this.raw = raw;
    this.#finder = finder;
    this.#work = work;
  }

  get normal(): string {
    if (this.#normal === undefined) {
      this.#count(this.raw.length);
      this.#normal = normalise(this.raw);
    }
    return this.#normal;
  }

  get words(): readonly string[] {
    this.#words ??= wordsOf(this.normal);
    return this.#words;
  }

  /** Words that are said, and not only spoken of in quotation marks. */
  get unquotedWords(): readonly string[] {
    if (this.#unquoted === undefined) {
      const said = withoutQuotes(this.raw);
      this.#count(this.raw.length);
      this.#unquoted = said === this.raw ? this.words : wordsOf(normalise(said));
    }
    return this.#unquoted;
  }

  /** What the detector of this name says; several rules ask for the same. */
  shows(name: string, detectors: Readonly<Record<string, TextDetector>>): boolean {
    this.#shown ??= new Map();
    let answer = this.#shown.get(name);
    if (answer === undefined) {
      answer = Object.hasOwn(detectors, name) && detectors[name]?.(this.raw) === true;
      this.#shown.set(name, answer);
    }
    return answer;
  }

  /** Whether the text, or its normalised form, holds one of the lower-case ASCII literals, case ignored. */
  holdsOne(literals: readonly string[], normalised: boolean): boolean {
    const form = normalised ? "normal" : "raw";
    let known = this.#literals[form];
    if (known === undefined) {
      const text = foldCase(normalised ? this.normal : this.raw);
      this.#count(text.length);
      known = { text, found: this.#finder.find(text) };
      this.#literals[form] = known;
    }
    const { text, found } = known;
    if (found !== undefined) return literals.some((literal) => found.has(literal));
    return literals.some((literal) => {
      this.#count(text.length);
      return text.includes(literal);
    });
  }

  #count(units: number): void {
    if (this.#work !== undefined) this.#work.units += units;
  }
}

interface Literals {
  readonly text: string;
  /** Undefined: to be looked for one by one. */
  readonly found: ReadonlySet<string> | undefined;
}

// Under /iu the long s equals s, which toLowerCase does not say; the Kelvin sign is lower-cased to k.
function foldCase(text: string): string {
  return text.toLowerCase().replaceAll("ſ", "s");
}

const QUOTED =
  /"[^"\n]{1,300}"|(?<![\p{L}\p{N}])'[^'\n]{1,300}'(?![\p{L}\p{N}])|“[^“”\n]{1,300}”|«[^«»\n]{1,300}»|`[^`\n]{1,300}`|「[^「」\n]{1,300}」/gu;
const LEAST_AROUND = 3;

/** The text without what it quotes, unless it is hardly more than the quotation. */
function withoutQuotes(text: string): string {
  if (!/["'“«`「]/.test(text)) return text;
  const said = text.replace(QUOTED, " ; ");
  return said
    .trim()
    .split(/\s+/)
    .filter((word) => /\p{L}{2}/u.test(word)).length < LEAST_AROUND
    ? text
    : said;
}
