import { MAX_DETECTED, percentDecoded } from "./decode.ts";

/** Sums that only a template engine would work out; what a probe begins with. */
const PROBES: readonly RegExp[] = [
  /\{\{[\s-]{0,4}['"]?\d{1,9}['"]?\s{0,3}[*+]\s{0,3}['"]?\d{1,9}['"]?[\s-]{0,4}\}\}/,
  /[$#@*%~]\{\{?\s{0,3}\d{1,9}\s{0,3}[*+]\s{0,3}\d{1,9}\s{0,3}\}/,
  /<%[=-]?\s{0,3}\d{1,9}\s{0,3}[*+]\s{0,3}\d{1,9}\s{0,3}%>/,
  /[%$]\{\s{0,3}\(?#[\w.]{1,30}\s{0,3}=|@ognl\.|\$\{\{<%\[%|#set\s?\(\s?\$\w{1,20}\s?=\s?\$?\w{0,20}\.?(?:class|inspect|getClass)/,
  /@\(\d{1,9}\s?\*\s?\d{1,9}\)/,
  /\{\{\s{0,3}(?:config(?:\.items\(\)|\[|\.SECRET_KEY|\s{0,3}\}\})|self\.__|lipsum\b|cycler\b|joiner\b|request\.application|get_flashed_messages|settings\.SECRET_KEY)/,
];

/** Where a template begins, and what reaches from there to the interpreter (CWE-1336, CWE-917). */
const OPENS = /\{\{|\{%|[$#%*@]\{|<%|#set\s?\(|\{php\}|\{[0-9a-z_]{0,20}\./i;
const REACHES =
  /__(?:class|mro|bases?|subclasses|globals|builtins|import|init|getattribute)__|\bT\(\s?java\.|getRuntime\(\)|\.getClass\(\)|\$class\.inspect|freemarker\.template\.utility|#_memberAccess|@java\.lang\.|java\.lang\.(?:Runtime|ProcessBuilder)|constructor\.constructor\(|process\.mainModule|global\.process|require\(\s?['"]child_process|_self\.env|\|\s?(?:filter|map|sort|reduce)\(\s?['"](?:system|exec|passthru)|<%[=-]?\s{0,3}(?:system|exec|`|File\.|IO\.|Dir\.|Kernel|open\()|#\{\s{0,3}(?:system|exec|`|%x|File\.|IO\.)|\{%\s{0,3}import os\b|<%\s{0,3}import os\b|\{(?:php\}|system\()|\$\{\s{0,3}(?:self\.module|T\()/;

/** True where a value would be worked out by a template engine or an expression language on a server. Linear. */
export function holdsTemplateInjection(text: string): boolean {
  if (!/[{<@%#]/.test(text)) return false;
  const plain = percentDecoded(text.slice(0, MAX_DETECTED));
  return PROBES.some((pattern) => pattern.test(plain)) || (REACHES.test(plain) && OPENS.test(plain));
}
