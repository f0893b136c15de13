import { LiteralFinder } from "../literal-finder.ts";
import { isPlaceholder, looksRandom } from "./look.ts";
import { PROVIDERS, type Provider } from "./providers.ts";

/** A credential in a text; half-open range of UTF-16 offsets. */
export interface Secret {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

const finder = new LiteralFinder(() => [...new Set(PROVIDERS.flatMap((each) => each.literals))]);

const compiled = new Map<Provider, RegExp>();

function patternOf(provider: Provider): RegExp {
  let pattern = compiled.get(provider);
  if (pattern === undefined) {
    pattern = new RegExp(provider.pattern, provider.ignoreCase === true ? "gi" : "g");
    compiled.set(provider, pattern);
  }
  return pattern;
}

/** Credentials in the text, in order, not overlapping. Linear in the text's length. */
export function findSecrets(text: string): readonly Secret[] {
  const lower = text.toLowerCase();
  const literals = finder.find(lower);
  const found: Secret[] = [];
  for (const provider of PROVIDERS) {
    if (
      !provider.literals.some((literal) => (literals === undefined ? lower.includes(literal) : literals.has(literal)))
    )
      continue;
    for (const match of text.matchAll(patternOf(provider))) {
      const before = match.groups?.before?.length ?? 0;
      const secret = match[0].slice(before).trimEnd();
      if (!counts(secret, match[0].slice(0, before), provider)) continue;
      const start = match.index + before;
      // `password = getpass()`: the value is made by a call.
      if (provider.when !== undefined && text[start + secret.length] === "(") continue;
      found.push({ kind: provider.kind, start, end: start + secret.length });
    }
  }
  return joinOverlapping(found);
}

function counts(secret: string, before: string, provider: Provider): boolean {
  if (secret === "" || secret.startsWith("[redacted:")) return false;
  switch (provider.when) {
    case undefined:
      return true;
    case "key-block":
      return /[A-Za-z0-9+/=]{32}|MI[A-Z][A-Za-z0-9+/]{10}|b3BlbnNzaC1rZXkt/.test(
        secret.slice(secret.indexOf("KEY") + 3),
      );
    case "not-placeholder":
      return !isPlaceholder(secret);
    case "random":
      return !isPlaceholder(secret) && looksRandom(secret);
    case "password":
      // After a colon, plain words are prose or a type; $PWD is a folder.
      return (
        !isPlaceholder(secret) && !/^[~/]/.test(secret) && !(/:\s*$/.test(before) && /^[A-Za-z._[\]]+$/.test(secret))
      );
  }
}

/** Where two overlap, one range covers both under the name of the one that begins first, the longer one first. */
function joinOverlapping(found: readonly Secret[]): readonly Secret[] {
  const joined: Secret[] = [];
  for (const next of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last === undefined || next.start >= last.end) joined.push(next);
    else if (next.end > last.end) joined[joined.length - 1] = { ...last, end: next.end };
  }
  return joined;
}
