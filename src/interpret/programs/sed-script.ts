import { orEmpty } from "./text-of.ts";
export const SED_ADDRESS = String.raw`(?:(?:\d+|\$|/(?:[^/\\]|\\.)*/I?)(?:,(?:[+~]?\d+|\$|/(?:[^/\\]|\\.)*/I?))?)?\s*!?\s*`;

export interface Substitution {
  readonly pattern: string;
  readonly replacement: string;
  readonly flags: string;
}

/** Each `s` command of a script of sed(1), whatever its delimiter. */
export function substitutions(text: string): readonly Substitution[] {
  const out: Substitution[] = [];
  const starts = new RegExp(String.raw`(?:^|[;{\n])\s*${SED_ADDRESS}s([^\w\s;{}\\])`, "g");
  for (const match of text.matchAll(starts)) {
    const delimiter = match[1] ?? "/";
    const parts: string[] = [""];
    let at = (match.index ?? 0) + match[0].length;
    for (; at < text.length && parts.length < 3; at++) {
      const c = text.charAt(at);
      if (c === "\\") parts[parts.length - 1] += c + text.charAt(++at);
      else if (c === delimiter) parts.push("");
      else parts[parts.length - 1] += c;
    }
    const rest = orEmpty(/^[^;}\n]*/.exec(text.slice(at))?.[0]);
    out.push({ pattern: orEmpty(parts[0]), replacement: orEmpty(parts[1]), flags: orEmpty(parts[2]) + rest });
  }
  return out;
}
