import { findSecrets, type Secret } from "./find.ts";

/** Replacing one credential can lay bare the edge of the next; two rounds settle all but contrived texts. */
const MOST_ROUNDS = 16;

/** The text with every credential replaced by `[redacted:kind]`. Idempotent. */
export function redact(text: string): string {
  let clean = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const secrets = findSecrets(clean);
    if (secrets.length === 0) return clean;
    clean = replaceAll(clean, secrets);
  }
  return clean;
}

function replaceAll(text: string, secrets: readonly Secret[]): string {
  let clean = "";
  let from = 0;
  for (const { kind, start, end } of secrets) {
    clean += `${text.slice(from, start)}[redacted:${kind}]`;
    from = end;
  }
  return clean + text.slice(from);
}
