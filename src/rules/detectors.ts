/** Finds something in a text that neither phrases nor one pattern can say. Pure, and linear in the text. */
export type TextDetector = (text: string) => boolean;

/** Detectors by the name that a rule asks for with `{ detect = "…" }`; a name that has no detector never matches. */
export type Detectors = ReadonlyMap<string, TextDetector>;

/** The names that rules may use: a new detector is a row here and an entry where the detectors are put together. */
export const detectorNames: readonly string[] = [
  "secret",
  "sql-injection",
  "hidden-text",
  "encoded-text",
  "path-traversal",
  "personal-data",
];
