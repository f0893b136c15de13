const UNITS: Readonly<Record<string, number>> = {
  h: 60 * 60 * 1000,
  d: 24 * 60 * 60 * 1000,
  w: 7 * 24 * 60 * 60 * 1000,
};

/** Milliseconds of "36h", "14d" or "2w"; undefined for anything else. */
export function spanOf(text: string): number | undefined {
  const found = /^(\d{1,4})([hdw])$/.exec(text);
  const length = Number(found?.[1]) * (UNITS[found?.[2] ?? ""] ?? Number.NaN);
  return length > 0 ? length : undefined;
}

/** The moment that "14d" (before `now`) or a date such as 2027-01-31 (UTC) names, in milliseconds since 1970. */
export function sinceOf(text: string, now: number): number | undefined {
  const span = spanOf(text);
  if (span !== undefined) return now - span;
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
