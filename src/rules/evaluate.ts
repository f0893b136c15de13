import { LiteralFinder } from "../literal-finder.ts";
import type { CompiledRules, Matcher, PatternMatcher } from "./compiled.ts";
import type { TextDetector } from "./detectors.ts";
import {
  matchesHost,
  matchesPathGlob,
  matchesWordGlob,
  type PathGlob,
  type Places,
  parsePathGlob,
  parseWordGlob,
  type WordGlob,
} from "./globs.ts";
import { patternLiterals } from "./pattern-literals.ts";
import { holdsPhrase, type PhraseBook, phraseBook } from "./phrases.ts";
import { TextFacts } from "./texts.ts";
import type { Value } from "./values.ts";
import type { Work } from "./work.ts";

/** Runs expressions that users wrote in linear time; re2js, loaded only where such rules exist. */
export type LinearEngine = (source: string, ignoreCase: boolean) => { test(text: string): boolean };

export interface MatchContext extends Places {
  /** The text of the call's input that spans index into. */
  readonly text: string;
  /** Those of detectors.ts. */
  readonly detectors: Readonly<Record<string, TextDetector>>;
  /** Takes secrets out of evidence. */
  readonly redact: (text: string) => string;
  readonly work?: Work | undefined;
}

/** Holds values against matchers; keeps what it parsed and compiled for the next call. */
export class Evaluator {
  readonly #dictionaries: { readonly [name: string]: unknown };
  readonly #finder: LiteralFinder;
  readonly #linear: LinearEngine | undefined;
  readonly #patterns = new Map<PatternMatcher, { test(text: string): boolean }>();
  readonly #books = new Map<string, PhraseBook>();
  readonly #wordGlobs = new Map<string, WordGlob>();
  readonly #pathGlobs = new Map<string, PathGlob>();

  constructor({ dictionaries, clauses }: CompiledRules, linear?: LinearEngine) {
    this.#dictionaries = dictionaries;
    this.#finder = new LiteralFinder(() => patternLiterals(clauses));
    this.#linear = linear;
  }

  /** Texts that one call asks about, shared by all its rules. */
  newTexts(context: MatchContext): Texts {
    return new Texts(context, this.#finder);
  }

  holds(matcher: Matcher, value: Value, texts: Texts): boolean {
    switch (matcher.op) {
      case "not":
        return !this.holds(matcher.of, value, texts);
      case "any":
        return matcher.of.some((part) => this.holds(part, value, texts));
      case "all":
        return matcher.of.every((part) => this.holds(part, value, texts));
      case "exists":
        return (value !== undefined) === matcher.be;
      case "is":
        if (Array.isArray(value)) return matcher.values.some((wanted) => value.includes(wanted));
        return value !== undefined && matcher.values.includes(value as string | boolean);
    }
    if (value === undefined || typeof value === "boolean") return false;
    if (typeof value === "string") return this.#holdsString(matcher, value, texts);
    return value.some((element) => this.#holdsString(matcher, element, texts));
  }

  #holdsString(
    matcher: Exclude<Matcher, { op: "not" | "any" | "all" | "exists" | "is" }>,
    value: string,
    texts: Texts,
  ): boolean {
    const { context } = texts;
    switch (matcher.op) {
      case "longer":
        return value.length > matcher.than;
      case "host":
        return matcher.hosts.some((host) => matchesHost(host, value, context.work));
      case "glob":
        return matcher.globs.some((glob) =>
          matchesWordGlob(kept(this.#wordGlobs, glob, parseWordGlob), value, context.work),
        );
      case "path":
        return matcher.globs.some((glob) =>
          matchesPathGlob(kept(this.#pathGlobs, glob, parsePathGlob), value, context, context.work),
        );
      case "phrases":
        return holdsPhrase(
          kept(this.#books, matcher.dictionary, (name) => this.#book(name)),
          matcher.unquoted ? texts.of(value).unquotedWords : texts.of(value).words,
          context.work,
        );
      case "detect":
        return texts.of(value).shows(matcher.name, context.detectors);
      case "pattern": {
        const facts = texts.of(value);
        if (matcher.literals !== undefined && !facts.holdsOne(matcher.literals, matcher.normalised)) return false;
        return kept(this.#patterns, matcher, (pattern) => this.#compile(pattern)).test(
          matcher.normalised ? facts.normal : value,
        );
      }
    }
  }

  #compile({ source, ignoreCase, engine }: PatternMatcher): { test(text: string): boolean } {
    if (engine === "native") return new RegExp(source, ignoreCase ? "iu" : "u");
    if (this.#linear === undefined)
      throw new TypeError("a rule's pattern needs the linear engine, which was not loaded");
    return this.#linear(source, ignoreCase);
  }

  #book(name: string): PhraseBook {
    return phraseBook(phrasesOf(this.#dictionaries[name]));
  }
}

export function phrasesOf(dictionary: unknown): readonly string[] {
  const phrases =
    typeof dictionary === "object" && dictionary !== null && "phrases" in dictionary ? dictionary.phrases : [];
  return Array.isArray(phrases) ? phrases.filter((phrase) => typeof phrase === "string") : [];
}

export class Texts {
  readonly context: MatchContext;
  readonly #finder: LiteralFinder;
  readonly #facts = new Map<string, TextFacts>();

  constructor(context: MatchContext, finder: LiteralFinder) {
    this.context = context;
    this.#finder = finder;
  }

  of(text: string): TextFacts {
    return kept(this.#facts, text, (raw) => new TextFacts(raw, this.#finder, this.context.work));
  }
}

function kept<K, V>(map: Map<K, V>, key: K, make: (key: K) => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make(key);
    map.set(key, value);
  }
  return value;
}
