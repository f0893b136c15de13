import { detectNosqlInjection, detectSqlInjection } from "../interpret/sql/injection.ts";
import { findSecrets } from "../redact/find.ts";
import { hidesText } from "./hidden-text.ts";

/** Finds something in a text that neither phrases nor one pattern can say. Pure, and linear in the text. */
export type TextDetector = (text: string) => boolean;

/** By the name that a rule asks for with `{ detect = "…" }`; a new detector is a row here. */
export const detectors: Readonly<Record<string, TextDetector>> = {
  secret: (text) => findSecrets(text).length > 0,
  "hidden-text": hidesText,
  "sql-injection": detectSqlInjection,
  "nosql-injection": detectNosqlInjection,
};
