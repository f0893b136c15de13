/**
 * Brings text to one form before phrases are looked for in it, so that a look-alike, an invisible character or a
 * compatibility form does not hide them. For matching only; nothing shown to a person goes through it.
 */

// Letters that look like a Latin one in common fonts (Unicode TR39 confusables, those of everyday scripts).
const lookAlikes: Readonly<Record<string, string>> = {
  // Cyrillic
  ...pairs("аa вb еe кk мm нh оo рp сc тt уy хx ѕs іi јj ԁd ӏl ԛq ԝw һh ɡg ո n ѵv ғf"),
  // Greek
  ...pairs("αa βb εe ηn ιi κk νv οo ρp τt υu χx ωw γy μu"),
  // Armenian and others
  ...pairs("աw օo սu հh ցg զq յj ⅼl ı i ꞓc ʟl ɴn ʀr ɪi ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ᴊj ᴋk ᴍm ᴏo ᴘp ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz"),
};

function pairs(row: string): Record<string, string> {
  const letters = [...row.replaceAll(" ", "")];
  const out: Record<string, string> = {};
  for (let i = 0; i + 1 < letters.length; i += 2) out[letters[i] as string] = letters[i + 1] as string;
  return out;
}

const lookAlike = new RegExp(`[${Object.keys(lookAlikes).join("")}]`, "gu");
// Format characters (zero width, bidirectional, tags), variation selectors, fillers, and marks on letters.
const invisible = /[\p{Cf}\p{Mn}\p{Me}\u{115F}\u{1160}\u{17B4}\u{17B5}\u{3164}\u{FFA0}\u{E0000}-\u{E0FFF}]/gu;
const plain = /^[\t\n\r -~]*$/;

/** INVARIANT: normal text stays as it is, so a phrase and the text that holds it meet in one form. */
export function normalise(text: string): string {
  if (plain.test(text)) return collapse(text.toLowerCase());
  const bare = text.normalize("NFKD").replace(invisible, "").toLowerCase();
  const latin = bare.replace(lookAlike, (letter) => lookAlikes[letter] as string);
  return collapse(latin.normalize("NFKC"));
}

function collapse(text: string): string {
  return text.replace(/\s+/gu, " ").trim();
}
