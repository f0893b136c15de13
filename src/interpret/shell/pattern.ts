import { DYNAMIC } from "../../model/effect.ts";
import { MAX_KNOWN_TEXT } from "../limits.ts";

// Shell patterns (bash manual 3.5.8.1), and what `${x#…}` and `${x/…}` do with them.

export function removed(text: string, operator: string, pattern: string): string {
  const longest = operator.length === 2;
  const lengths = Array.from({ length: Math.min(text.length, 4096) + 1 }, (_, n) => n);
  if (longest) lengths.reverse();
  const literal = !/[*?[]/.test(pattern);
  if (operator.startsWith("#")) {
    if (literal) return text.startsWith(pattern) ? text.slice(pattern.length) : text;
    const test = glob(pattern);
    const n = lengths.find((length) => test(text.slice(0, length)));
    return n === undefined ? text : text.slice(n);
  }
  if (literal) return text.endsWith(pattern) ? text.slice(0, text.length - pattern.length) : text;
  const test = glob(pattern);
  const n = lengths.find((length) => test(text.slice(text.length - length)));
  return n === undefined ? text : text.slice(0, text.length - n);
}

/** A text that replacing could make longer than this is not followed (UTF-16 units). */
const MAX_REPLACED = 4 * MAX_KNOWN_TEXT;

export function replaced(text: string, operator: string, pattern: string, replacement: string): string {
  if (pattern === "") return text;
  if (/[*?[]/.test(pattern)) return DYNAMIC;
  if (operator === "//") {
    const longest = (text.length / pattern.length) * replacement.length;
    return longest > MAX_REPLACED ? DYNAMIC : text.replaceAll(pattern, replacement);
  }
  if (operator === "/#") return text.startsWith(pattern) ? replacement + text.slice(pattern.length) : text;
  if (operator === "/%") return text.endsWith(pattern) ? text.slice(0, -pattern.length) + replacement : text;
  const at = text.indexOf(pattern);
  return at < 0 ? text : text.slice(0, at) + replacement + text.slice(at + pattern.length);
}

/** Shell pattern match by backtracking over the last star only: linear in text × pattern. */
export function glob(pattern: string): (text: string) => boolean {
  return (text) => {
    let [p, t, star, mark] = [0, 0, -1, 0];
    while (t < text.length) {
      const c = pattern[p];
      if (c === "*") {
        star = p++;
        mark = t;
        continue;
      }
      const end = c === "[" ? inBracket(pattern, p, text.charAt(t)) : undefined;
      if (end === undefined ? c === "?" || (c !== undefined && c === text[t]) : end > 0) {
        p = (end ?? p) + 1;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else return false;
    }
    while (pattern[p] === "*") p++;
    return p === pattern.length;
  };
}

/** Index of the closing bracket if `c` is in the set at `at`, -1 if it is not, undefined if this is no bracket expression. */
function inBracket(pattern: string, at: number, c: string): number | undefined {
  const negated = pattern[at + 1] === "!" || pattern[at + 1] === "^";
  const from = at + (negated ? 2 : 1);
  const end = pattern.indexOf("]", from + 1);
  if (end < 0) return undefined;
  let member = false;
  for (let i = from; i < end; i++) {
    if (pattern[i + 1] === "-" && i + 2 < end) {
      if (c >= pattern.charAt(i) && c <= pattern.charAt(i + 2)) member = true;
      i += 2;
    } else if (pattern[i] === c) member = true;
  }
  return member !== negated ? end : -1;
}
