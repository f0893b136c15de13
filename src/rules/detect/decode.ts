/** More of one text is not looked at by detectors of injection. */
export const MAX_DETECTED = 65_536;

/** Percent-encoding undone up to three times, with the overlong and full-width forms that lax decoders take for ASCII. */
export function percentDecoded(text: string): string {
  let at = text.slice(0, MAX_DETECTED);
  for (let round = 0; round < 3 && at.includes("%"); round++) {
    const next = at
      .replace(/%(?:c0%ae|e0%80%ae|u002e|uff0e)/gi, ".")
      .replace(/%(?:c0%af|e0%80%af|c1%9c|u2215|u2216|u002f|u005c|uff0f)/gi, "/")
      .replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (next === at) break;
    at = next;
  }
  return at;
}
