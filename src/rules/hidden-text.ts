/**
 * Characters that a person does not see and a model reads: text in tag characters or variation selectors, letters parted by
 * zero-width characters, and direction overrides that show a line in another order than it runs (CVE-2021-42574).
 */
const hidden: readonly RegExp[] = [
  // Tag characters, but for the flags of England, Scotland and Wales, which end with the cancel tag (UTS #51, ED-14a).
  /(?<!\u{1F3F4}[\u{E0020}-\u{E007E}]{0,8})[\u{E0000}-\u{E007F}]/u,
  // Variation selectors carry bytes when they follow one another; a visible character has at most one.
  /(?:\p{Variation_Selector}){2}/u,
  // Zero-width characters between Latin letters part a word; joiners belong to emoji and to Indic and Arabic scripts.
  /[A-Za-z][\u{200B}-\u{200D}\u{2060}-\u{2064}\u{FEFF}]+[A-Za-z]/u,
  /[\u{200B}\u{2060}-\u{2064}\u{FEFF}]{4}/u,
];
const overrides = /[\u{202A}\u{202B}\u{202D}\u{202E}\u{2066}-\u{2068}]/u;
const rightToLeft = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}]/u;
const plain = /^[\t\n\r -~]*$/;

export function hidesText(text: string): boolean {
  if (plain.test(text)) return false;
  return hidden.some((pattern) => pattern.test(text)) || (overrides.test(text) && !rightToLeft.test(text));
}
