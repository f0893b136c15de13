import { findSecrets } from "./find.ts";

/** The text with every credential replaced by `[redacted:kind]`. Idempotent. */
export function redact(text: string): string {
  const secrets = findSecrets(text);
  if (secrets.length === 0) return text;
  let clean = "";
  let from = 0;
  for (const { kind, start, end } of secrets) {
    clean += `${text.slice(from, start)}[redacted:${kind}]`;
    from = end;
  }
  return clean + text.slice(from);
}
