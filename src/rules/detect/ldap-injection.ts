import { MAX_DETECTED, percentDecoded } from "./decode.ts";

/** RFC 4515: what may follow where a value's own bracket was closed. */
const GOES_ON = /\)\s{0,3}\(\s{0,3}(?:[|&!]|[a-z][\w-]{0,40}\s{0,3}(?:[~<>]?=|:=))|\)\s{0,3}%00|\*\)\s{0,3}\(|\)\(\|/i;

/** True where a value closes the filter around it and goes on with one of its own: `*)(uid=*`, `x)(|(cn=*` (CWE-90). */
export function holdsLdapInjection(text: string): boolean {
  if (!text.includes(")") && !/%29/.test(text)) return false;
  const plain = percentDecoded(text.slice(0, MAX_DETECTED));
  return GOES_ON.test(plain) && (closesTooEarly(plain) || goesOnAfterItsEnd(plain));
}

/** A filter of its own opens each bracket before it closes it. */
function closesTooEarly(text: string): boolean {
  let open = 0;
  for (const char of text) {
    if (char === "(") open++;
    else if (char === ")" && --open < 0) return true;
  }
  return false;
}

/** A whole filter, and after it a second one that is left open: `(uid=*)(&(x=y`. */
function goesOnAfterItsEnd(text: string): boolean {
  let open = 0;
  let ended = false;
  for (const char of text) {
    if (char === "(") open++;
    else if (char === ")" && --open === 0) ended = true;
  }
  return ended && open > 0 && text.trimStart().startsWith("(");
}
