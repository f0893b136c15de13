const TAGS = /[\u{E0020}-\u{E007E}]/gu;
/** Flags of England, Scotland and Wales: five letters and the cancel tag (UTS #51, ED-14a). */
const FLAG = /\u{1F3F4}[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{3,6}\u{E007F}/gu;
const SELECTORS = /\p{Variation_Selector}{6}/u;
const ZERO_WIDTH_BITS = /[\u200B-\u200D\u2060-\u2064\uFEFF]{8}/;
const LEAST = 4;

/** True where a whole message is written in characters that nobody sees: tags, variation selectors, zero-width bits. */
export function smugglesText(text: string): boolean {
  if (/^[\t\n\r -~]*$/.test(text)) return false;
  if (SELECTORS.test(text) || ZERO_WIDTH_BITS.test(text)) return true;
  return (text.replace(FLAG, "").match(TAGS)?.length ?? 0) >= LEAST;
}
