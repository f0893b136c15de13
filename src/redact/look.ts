const PLACEHOLDER_WORDS = new Set(
  (
    "true false null none nil undefined string str number bool boolean int any object required optional empty default " +
    "example sample placeholder redacted hidden masked secret password passwd token todo tbd changeme change-me change_me " +
    "stdin prompt file path env admin root test tests testing user username guest demo dev local foo bar baz pass postgres mysql redis mongo minioadmin"
  ).split(" "),
);

/** References to a value that lies elsewhere, and texts that stand for one: `$TOKEN`, `<token>`, `process.env.X`, `your-api-key-here`, `xxxx`. */
export function isPlaceholder(value: string): boolean {
  if (/^(?:\$|<|\{\{|%[A-Za-z_]|@[A-Za-z./]|\[redacted:|#\{|\*|\.\.\.|…)/.test(value)) return true;
  if (
    /^(?:process\.env|os\.environ|os\.getenv|env[.[]|import\.meta|secrets?\.|vars\.|config\.|settings\.|self\.|this\.|Deno\.env|ENV\[)/i.test(
      value,
    )
  )
    return true;
  const plain = value.toLowerCase().replace(/[^a-z0-9_-]+$/, "");
  if (PLACEHOLDER_WORDS.has(plain)) return true;
  if (
    /^(?:your|my|the|some|insert|enter|replace|put|add|dummy|fake|mock|example|sample|placeholder|test)[_-]/.test(plain)
  )
    return true;
  if (/(?:^|[_-])(?:here|placeholder|example)$/.test(plain)) return true;
  return /^(.)\1*$/.test(value) || /^x{3,}/i.test(value);
}

/** As machines make credentials: long, of letters and digits mixed inside its parts, with few repetitions. */
export function looksRandom(value: string): boolean {
  if (value.length < 16) return false;
  // Names and versions fall into parts that are all letters or all digits: my-service-token-2, v1.2.3, 2026-01-31.
  const mixed = value
    .split(/[^A-Za-z0-9]+/)
    .some((part) => part.length >= 8 && /[A-Za-z]/.test(part) && /\d.*\d/.test(part));
  return mixed && entropy(value) >= 3;
}

/** Shannon entropy in bits per character. */
function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}
