import { normalise } from "./normalise.ts";
import type { Work } from "./work.ts";

/**
 * Phrases of a dictionary, looked for word by word in normalised text. The number of phrases costs nothing: each word
 * of the text is looked up once, and only phrases that begin with it are followed.
 * INVARIANT: linear in the text: a phrase is followed for a number of words that depends on the phrase alone.
 */

/** Words that a lone `*` may stand for. */
const GAP = 3;
const MAX_PHRASES = 5000;

interface Choice {
  readonly tokens: readonly string[];
  /** The last token is only how the word starts. */
  readonly prefix: boolean;
}
type Element = "gap" | { readonly choices: readonly Choice[]; readonly optional: boolean };
type Phrase = readonly Element[];

export interface PhraseBook {
  readonly byWord: ReadonlyMap<string, readonly Phrase[]>;
  /** Phrases whose first word is only a beginning, by that beginning's first character. */
  readonly byPrefix: ReadonlyMap<string, readonly Phrase[]>;
}

// Scripts written without spaces: every character counts as a word.
const token =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}])[\p{L}\p{N}])+/gu;

/** Words of normalised text. */
export function wordsOf(normalised: string): readonly string[] {
  return normalised.match(token) ?? [];
}

/** Throws RangeError with one line for the dictionary's author. */
function parsePhrase(source: string): Phrase {
  const phrase: Element[] = [];
  for (const part of source.trim().split(/\s+/u)) {
    if (part === "*") phrase.push("gap");
    else {
      const optional = part.endsWith("?");
      const choices = (optional ? part.slice(0, -1) : part).split("|").flatMap(parseChoice);
      if (choices.length > 0) phrase.push({ choices, optional });
    }
  }
  for (const end of [phrase.at(0), phrase.at(-1)]) {
    if (end === undefined || end === "gap" || end.optional)
      throw new RangeError(`the phrase \`${source}\` is open: begin and end it with a word that is not optional`);
  }
  return phrase;
}

function parseChoice(source: string): readonly Choice[] {
  const prefix = source.endsWith("*");
  const tokens = wordsOf(normalise(prefix ? source.slice(0, -1) : source));
  return tokens.length === 0 ? [] : [{ tokens, prefix }];
}

export function phraseBook(phrases: readonly string[]): PhraseBook {
  if (phrases.length > MAX_PHRASES) throw new RangeError(`it holds more than ${MAX_PHRASES} phrases`);
  const byWord = new Map<string, Phrase[]>();
  const byPrefix = new Map<string, Phrase[]>();
  for (const phrase of phrases.map(parsePhrase)) {
    const first = phrase[0];
    if (first === undefined || first === "gap") continue;
    for (const { tokens, prefix } of first.choices) {
      const word = tokens[0] as string;
      const initial = prefix && tokens.length === 1;
      const [map, key] = initial ? [byPrefix, word.charAt(0)] : [byWord, word];
      const bucket = map.get(key);
      if (bucket === undefined) map.set(key, [phrase]);
      else if (bucket.at(-1) !== phrase) bucket.push(phrase);
    }
  }
  return { byWord, byPrefix };
}

export function holdsPhrase(book: PhraseBook, words: readonly string[], work?: Work): boolean {
  for (let at = 0; at < words.length; at++) {
    if (work !== undefined) work.units++;
    const word = words[at] as string;
    const exact = book.byWord.get(word);
    if (exact?.some((phrase) => follows(phrase, words, at, work))) return true;
    const begun = book.byPrefix.get(word.charAt(0));
    if (begun?.some((phrase) => follows(phrase, words, at, work))) return true;
  }
  return false;
}

/** Follows all ways through a phrase at once: after each element, the places where the next may begin. */
function follows(phrase: Phrase, words: readonly string[], start: number, work: Work | undefined): boolean {
  let places = new Set([start]);
  for (const element of phrase) {
    const next = new Set<number>();
    for (const place of places) {
      if (work !== undefined) work.units++;
      if (element === "gap") {
        for (let skipped = 0; skipped <= GAP && place + skipped <= words.length; skipped++) next.add(place + skipped);
        continue;
      }
      if (element.optional) next.add(place);
      for (const choice of element.choices) if (fits(choice, words, place)) next.add(place + choice.tokens.length);
    }
    if (next.size === 0) return false;
    places = next;
  }
  return true;
}

function fits(choice: Choice, words: readonly string[], place: number): boolean {
  const last = choice.tokens.length - 1;
  return choice.tokens.every((expected, i) => {
    const word = words[place + i];
    if (word === undefined) return false;
    return choice.prefix && i === last ? word.startsWith(expected) : word === expected;
  });
}
