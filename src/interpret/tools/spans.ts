import type { Span } from "../../model/effect.ts";

/** Searches that find nothing before no more are made: each may run to the end of the text. */
const MAX_MISSES = 8;

/** Finds arguments in the JSON text of a call. Asked in the order of the text, so that all searches together are linear. */
export interface SpanFinder {
  /** The string's place, quotes apart; the whole text where it does not stand there as it is. */
  of(text: string): Span;
  readonly whole: Span;
}

export function spanFinder(json: string): SpanFinder {
  const whole = { start: 0, end: json.length };
  let from = 0;
  let misses = 0;
  return {
    whole,
    of(text) {
      if (text === "" || misses >= MAX_MISSES) return whole;
      const written = JSON.stringify(text);
      const at = json.indexOf(written, from);
      if (at < 0) {
        misses++;
        return whole;
      }
      from = at + written.length;
      return { start: at + 1, end: from - 1 };
    },
  };
}
