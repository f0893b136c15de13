import { NotExpressible } from "./expression.ts";

/** A value of a Sigma field: the text that is looked for, and whether more may stand before or after it. */
export interface Wanted {
  /** Wildcards inside are MANY and ONE. */
  readonly text: string;
  readonly openLeft: boolean;
  readonly openRight: boolean;
}

/** Stand for `*` and `?` of the value; from a private area, so that no value holds them. */
const MANY = "\uE000";
const ONE = "\uE001";

const UNKNOWN_MODIFIERS: Readonly<Record<string, string>> = {
  re: "a regular expression, and the arguments of a program are words",
  cidr: "a range of addresses",
  base64: "encoded text; the guard reads what is decoded",
  base64offset: "encoded text; the guard reads what is decoded",
};

/** `CommandLine|contains|all`: the name, and what its modifiers say. */
export function readKey(key: string): { readonly name: string; readonly modifiers: ReadonlySet<string> } {
  const [name = "", ...modifiers] = key.split("|");
  for (const modifier of modifiers) {
    if (["contains", "startswith", "endswith", "all", "cased", "windash"].includes(modifier)) continue;
    throw new NotExpressible(
      `\`${key}\` asks for ${UNKNOWN_MODIFIERS[modifier] ?? `\`${modifier}\`, which is not known`}`,
    );
  }
  return { name, modifiers: new Set(modifiers) };
}

/** All spellings of one value: with `windash` an option may begin with a dash or a slash. */
export function readValue(raw: unknown, modifiers: ReadonlySet<string>, key: string): readonly Wanted[] {
  if (typeof raw !== "string" && typeof raw !== "number")
    throw new NotExpressible(`\`${key}\` asks for \`${String(raw)}\``);
  const text = unescaped(String(raw));
  const inner = text.replaceAll(new RegExp(`^${MANY}+|${MANY}+$`, "g"), "");
  if (inner === "") throw new NotExpressible(`\`${key}\` asks for any value`);
  const wanted = {
    text: inner,
    openLeft: modifiers.has("contains") || modifiers.has("endswith") || text.startsWith(MANY),
    openRight: modifiers.has("contains") || modifiers.has("startswith") || text.endsWith(MANY),
  };
  const slashed = modifiers.has("windash") ? inner.replace(/(^|\s)-/g, "$1/") : inner;
  return slashed === inner ? [wanted] : [wanted, { ...wanted, text: slashed }];
}

/** A backslash takes the meaning from a wildcard or another backslash, and stands for itself elsewhere. */
function unescaped(text: string): string {
  return text.replace(/\\([*?\\])|[*?]/g, (all, escaped: string | undefined) =>
    escaped === undefined ? (all === "*" ? MANY : ONE) : escaped,
  );
}

/** The text as a glob of the rule language; where the system folds case, a letter is met in both. */
export function globOf(text: string, foldsCase: boolean): string {
  return [...text]
    .map((char) => {
      if (char === MANY) return "*";
      if (char === ONE) return "?";
      if (/[*?[\]{}\\]/.test(char)) return `\\${char}`;
      const [lower, upper] = [char.toLowerCase(), char.toUpperCase()];
      return foldsCase && lower !== upper && upper.length === 1 ? `[${lower}${upper}]` : char;
    })
    .join("");
}

/** A text that meets the glob. */
export function sampleOf(glob: string): string {
  return glob
    .replace(/\*\*\//g, "")
    .replace(/\/\*\*$/, "/x")
    .replace(/\\(.)|\[(.)[^\]]*\]|\*|\?/g, (all, escaped, first) => escaped ?? first ?? (all === "?" ? "x" : ""));
}
