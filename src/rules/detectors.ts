import { detectNosqlInjection, detectSqlInjection } from "../interpret/sql/injection.ts";
import { findSecrets } from "../redact/find.ts";
import { holdsCommandInjection } from "./detect/command-injection.ts";
import { disguisesOrder } from "./detect/disguised-order.ts";
import { holdsLdapInjection } from "./detect/ldap-injection.ts";
import { traversesPath } from "./detect/path-traversal.ts";
import { smugglesText } from "./detect/smuggled-text.ts";
import { holdsTemplateInjection } from "./detect/template-injection.ts";
import { hidesText } from "./hidden-text.ts";

/** Finds something in a text that neither phrases nor one pattern can say. Pure, and linear in the text. */
export type TextDetector = (text: string) => boolean;

/**
 * By the name that a rule asks for with `{ detect = "…" }`; a new detector is a row here. Each is named inside a function, so that
 * the built program reads its file when it is asked for.
 */
export const detectors: Readonly<Record<string, TextDetector>> = {
  secret: (text) => findSecrets(text).length > 0,
  "hidden-text": (text) => hidesText(text),
  "sql-injection": (text) => detectSqlInjection(text),
  "nosql-injection": (text) => detectNosqlInjection(text),
  "command-injection": (text) => holdsCommandInjection(text),
  "ldap-injection": (text) => holdsLdapInjection(text),
  "path-traversal": (text) => traversesPath(text),
  "template-injection": (text) => holdsTemplateInjection(text),
  "smuggled-text": (text) => smugglesText(text),
  "disguised-order": (text) => disguisesOrder(text),
};
