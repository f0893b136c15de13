import type { Work } from "./work.ts";

/**
 * Globs for plain words (`*` crosses everything) and for paths (`*` stays in a segment, `**` is any number of segments).
 * INVARIANT: linear in the subject for a given glob: only the last star is ever retried, never several of them.
 */

type Token =
  | { readonly type: "char"; readonly char: string }
  | { readonly type: "one" }
  | { readonly type: "star" }
  | ClassToken;
interface ClassToken {
  readonly type: "class";
  readonly negated: boolean;
  readonly ranges: readonly (readonly [low: string, high: string])[];
}

export type WordGlob = readonly Token[];

const MAX_ALTERNATIVES = 64;

/** Writes `{a,b}` out; a glob that would become more than 64 is refused. Throws RangeError with one line for its author. */
export function expandBraces(glob: string): readonly string[] {
  const open = findBrace(glob);
  if (open === undefined) return [glob];
  const out: string[] = [];
  for (const part of open.parts) {
    for (const rest of expandBraces(glob.slice(0, open.start) + part + glob.slice(open.end))) {
      out.push(rest);
      if (out.length > MAX_ALTERNATIVES) throw new RangeError(`it stands for more than ${MAX_ALTERNATIVES} globs`);
    }
  }
  return [...new Set(out)];
}

/** The first brace group that has a comma at its own level. */
function findBrace(glob: string): { start: number; end: number; parts: string[] } | undefined {
  for (let start = 0; start < glob.length; start++) {
    if (glob[start] === "\\") start++;
    else if (glob[start] === "{") {
      const parts: string[] = [];
      let depth = 0;
      let from = start + 1;
      for (let i = start + 1; i < glob.length; i++) {
        const char = glob[i];
        if (char === "\\") i++;
        else if (char === "{") depth++;
        else if (char === "," && depth === 0) {
          parts.push(glob.slice(from, i));
          from = i + 1;
        } else if (char === "}" && depth-- === 0) {
          if (parts.length === 0) break;
          return { start, end: i + 1, parts: [...parts, glob.slice(from, i)] };
        }
      }
    }
  }
  return undefined;
}

export function parseWordGlob(glob: string): WordGlob {
  const tokens: Token[] = [];
  const chars = [...glob];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] as string;
    if (char === "\\" && i + 1 < chars.length) tokens.push({ type: "char", char: chars[++i] as string });
    else if (char === "?") tokens.push({ type: "one" });
    else if (char === "*") {
      if (tokens.at(-1)?.type !== "star") tokens.push({ type: "star" });
    } else if (char === "[") {
      const end = chars.indexOf("]", i + 2);
      if (end < 0) tokens.push({ type: "char", char });
      else {
        tokens.push(parseClass(chars.slice(i + 1, end)));
        i = end;
      }
    } else tokens.push({ type: "char", char });
  }
  return tokens;
}

function parseClass(body: readonly string[]): ClassToken {
  const negated = body[0] === "!" || body[0] === "^";
  const ranges: [string, string][] = [];
  for (let i = negated ? 1 : 0; i < body.length; i++) {
    const low = body[i] as string;
    if (body[i + 1] === "-" && i + 2 < body.length) {
      ranges.push([low, body[i + 2] as string]);
      i += 2;
    } else ranges.push([low, low]);
  }
  return { type: "class", negated, ranges };
}

function fits(token: Exclude<Token, { readonly type: "star" }>, char: string): boolean {
  if (token.type === "char") return token.char === char;
  if (token.type === "one") return true;
  return token.negated !== token.ranges.some(([low, high]) => low <= char && char <= high);
}

/** Whether `glob` matches the whole of `subject`, which is given by code points. */
function matchesTokens(glob: WordGlob, subject: readonly string[], work?: Work): boolean {
  let at = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (at < subject.length) {
    if (work !== undefined) work.units++;
    const token = glob[g];
    if (token?.type === "star") {
      star = g++;
      resume = at;
    } else if (token !== undefined && fits(token, subject[at] as string)) {
      g++;
      at++;
    } else if (star >= 0) {
      g = star + 1;
      at = ++resume;
    } else return false;
  }
  while (glob[g]?.type === "star") g++;
  return g === glob.length;
}

export function matchesWordGlob(glob: WordGlob, subject: string, work?: Work): boolean {
  return matchesTokens(glob, [...subject], work);
}

/** Where a path glob starts: at the root, in the home, or in a root of the workspace. */
export interface PathGlob {
  readonly anchor: "absolute" | "home" | "workspace";
  readonly segments: readonly (WordGlob | "**")[];
}

export interface Places {
  readonly home: string | undefined;
  readonly workspace: readonly string[];
  readonly foldsCase: boolean;
}

/** Throws RangeError with one line for the glob's author. */
export function parsePathGlob(glob: string): PathGlob {
  const anchored = /^(~|\.|[A-Za-z]:|)(?:\/|$)/.exec(glob);
  if (glob === "" || (anchored === null && !/^\*\*(\/|$)/.test(glob))) {
    throw new RangeError("begin it with `/`, `~/`, `./` or `**/`");
  }
  const start = anchored?.[1] ?? "";
  const anchor = start === "~" ? "home" : start === "." ? "workspace" : "absolute";
  const rest = anchor === "absolute" ? glob : glob.slice(1);
  const segments: (WordGlob | "**")[] = [];
  for (const name of rest.split("/")) {
    if (name === "") continue;
    if (name !== "**") segments.push(parseWordGlob(name));
    else if (segments.at(-1) !== "**") segments.push("**");
  }
  return { anchor, segments };
}

/** Whether the glob matches the whole of an absolute, normalised path. */
export function matchesPathGlob(glob: PathGlob, path: string, places: Places, work?: Work): boolean {
  const subject = places.foldsCase ? path.toLowerCase() : path;
  const bases = glob.anchor === "absolute" ? [""] : glob.anchor === "home" ? [places.home] : places.workspace;
  for (const base of bases) {
    if (base === undefined) continue;
    const folded = (places.foldsCase ? base.toLowerCase() : base).replace(/\/$/, "");
    if (subject !== folded && !subject.startsWith(`${folded}/`) && folded !== "") continue;
    if (matchesSegments(glob.segments, split(subject.slice(folded.length)), places.foldsCase, work)) return true;
  }
  return false;
}

type Names = readonly (readonly string[])[];
let lastSplit: { readonly path: string; readonly names: Names } = { path: "", names: [] };

/** Rule after rule asks about the same path. */
function split(path: string): Names {
  if (path !== lastSplit.path) {
    const names = path.split("/").filter((name) => name !== "");
    lastSplit = { path, names: names.map((name) => [...name]) };
  }
  return lastSplit.names;
}

/** The same walk as for characters, one level up: `**` is the star, a segment the character. */
function matchesSegments(
  glob: PathGlob["segments"],
  names: readonly (readonly string[])[],
  foldsCase: boolean,
  work: Work | undefined,
): boolean {
  let at = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (at < names.length) {
    if (work !== undefined) work.units++;
    const token = glob[g];
    if (token === "**") {
      star = g++;
      resume = at;
    } else if (
      token !== undefined &&
      matchesTokens(foldsCase ? lower(token) : token, names[at] as readonly string[], work)
    ) {
      g++;
      at++;
    } else if (star >= 0) {
      g = star + 1;
      at = ++resume;
    } else return false;
  }
  while (glob[g] === "**") g++;
  return g === glob.length;
}

const lowered = new WeakMap<WordGlob, WordGlob>();

function lower(glob: WordGlob): WordGlob {
  let folded = lowered.get(glob);
  if (folded === undefined) {
    folded = glob.map((token) => {
      if (token.type === "char") return { type: "char", char: token.char.toLowerCase() };
      if (token.type !== "class") return token;
      return { ...token, ranges: token.ranges.map(([low, high]) => [low.toLowerCase(), high.toLowerCase()] as const) };
    });
    lowered.set(glob, folded);
  }
  return folded;
}

/** `example.com` exactly, `*.example.com` below it, `.example.com` both; other wildcards as in words. */
export function matchesHost(pattern: string, host: string, work?: Work): boolean {
  if (work !== undefined) work.units++;
  if (pattern.startsWith(".")) return host === pattern.slice(1) || host.endsWith(pattern);
  if (pattern.startsWith("*.") && !/[*?[]/.test(pattern.slice(2))) {
    return host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1;
  }
  return /[*?[]/.test(pattern) ? matchesWordGlob(parseWordGlob(pattern), host, work) : host === pattern;
}
