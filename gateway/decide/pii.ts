/** A kind of personal data: a pattern, and a checksum where there is one, so that a mere number is none. */
interface PiiKind {
  readonly type: string;
  readonly pattern: RegExp;
  readonly holds?: (match: string) => boolean;
}

const KINDS: readonly PiiKind[] = [
  { type: "email", pattern: /(?<![\w.%+-])[\w.%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w-])/g },
  { type: "payment-card", pattern: /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])/g, holds: passesLuhn },
  {
    type: "iban",
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
    holds: isIban,
  },
  { type: "us-ssn", pattern: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g },
];

export interface PiiCount {
  readonly pii_type: string;
  readonly count: number;
}

/** How much personal data of each kind is in a text; the data itself is not given. Linear: every repetition is bounded. */
export function countPii(text: string): PiiCount[] {
  return KINDS.map(({ type, pattern, holds }) => ({
    pii_type: type,
    count: [...text.matchAll(pattern)].filter(([match]) => holds?.(match) ?? true).length,
  })).filter(({ count }) => count > 0);
}

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(match: string): boolean {
  const digits = [...match.replace(/\D/g, "")].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0 && new Set(digits).size > 1;
}

/** ISO 13616: the first four to the end, letters as numbers, and the whole leaves 1 when divided by 97. */
function isIban(match: string): boolean {
  const compact = match.replaceAll(" ", "");
  const moved = compact.slice(4) + compact.slice(0, 4);
  let rest = 0;
  for (const char of moved)
    for (const digit of String(Number.parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}
