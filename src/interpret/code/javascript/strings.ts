import type { Syntax } from "../syntax.ts";

/** A literal's parts: text with escapes undone, and the expressions between. ECMA-262 12.9.4, 12.9.6. */
export function scriptString(source: string, node: Syntax): readonly (string | Syntax)[] {
  return node.children.map((inner) => {
    if (inner.type === "template_substitution") return inner;
    const text = source.slice(inner.start, inner.end);
    return inner.type === "escape_sequence" ? unescaped(text) : text;
  });
}

const LETTERS: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
  "0": "\0",
};

function unescaped(written: string): string {
  const code = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]+)\})$/.exec(written);
  const hex = code?.[1] ?? code?.[2] ?? code?.[3];
  if (hex !== undefined) {
    const value = Number.parseInt(hex, 16);
    return value <= 0x10ffff ? String.fromCodePoint(value) : "";
  }
  if (/^\\[0-7]{1,3}$/.test(written)) return String.fromCharCode(Number.parseInt(written.slice(1), 8));
  const letter = written.slice(1);
  return LETTERS[letter] ?? letter;
}
