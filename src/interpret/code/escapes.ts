const LETTERS: Readonly<Record<string, string>> = {
  n: "\n", t: "\t", r: "\r", a: "\u0007", b: "\b", e: "\u001b", f: "\f", v: "\v", s: " ", "\n": "", "0": "\0",
}; // biome-ignore format: one table

/** One back-slash escape as C, Ruby, Perl and PHP write it: `\n`, `\x41`, `\u0041`, `\u{1F600}`, `\101`. */
export function unescaped(written: string): string {
  const code = /^\\(?:x\{?([0-9a-fA-F]{1,6})\}?|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})$/.exec(written);
  const hex = code?.[1] ?? code?.[2] ?? code?.[3];
  if (hex !== undefined) {
    const value = Number.parseInt(hex, 16);
    return value <= 0x10ffff ? String.fromCodePoint(value) : "";
  }
  const octal = /^\\([0-7]{1,3})$/.exec(written)?.[1];
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  const letter = written.slice(1);
  return LETTERS[letter] ?? letter;
}
