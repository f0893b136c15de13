import type { Syntax } from "../syntax.ts";

/** A literal's parts: text with escapes undone, and the expressions between. Python reference 2.4.1. */
export function pythonString(source: string, node: Syntax): readonly (string | Syntax)[] {
  const start = node.children.find((inner) => inner.type === "string_start");
  const prefix = start === undefined ? "" : source.slice(start.start, start.end).toLowerCase();
  const raw = prefix.includes("r");
  const template = prefix.includes("f");
  const out: (string | Syntax)[] = [];
  for (const inner of node.children) {
    if (inner.type === "interpolation") out.push(inner);
    if (inner.type !== "string_content") continue;
    const content = source.slice(inner.start, inner.end);
    const plain = template ? content.replace(/\{\{/g, "{").replace(/\}\}/g, "}") : content;
    out.push(raw ? plain : unescaped(plain));
  }
  return out;
}

const LETTERS: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  a: "\u0007",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};

function unescaped(content: string): string {
  return content.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, hex?: string, four?: string, eight?: string, octal?: string, letter?: string) => {
      const code = hex ?? four ?? eight;
      if (code !== undefined) return character(Number.parseInt(code, 16));
      if (octal !== undefined) return character(Number.parseInt(octal, 8));
      if (letter === "\\" || letter === "'" || letter === '"') return letter;
      return LETTERS[letter ?? ""] ?? whole;
    },
  );
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
