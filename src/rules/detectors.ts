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

/** By the name that a rule asks for with `{ detect = "…" }`; a new detector is a row here. */
export const detectors: Readonly<Record<string, TextDetector>> = {
  secret: (text) => findSecrets(text).length > 0,
  "hidden-text": hidesText,
  "sql-injection": detectSqlInjection,
  "nosql-injection": detectNosqlInjection,
  "command-injection": holdsCommandInjection,
  "ldap-injection": holdsLdapInjection,
  "path-traversal": traversesPath,
  "template-injection": holdsTemplateInjection,
  "smuggled-text": smugglesText,
  "disguised-order": disguisesOrder,
};
