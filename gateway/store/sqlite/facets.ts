import type { EventQuery, NewEvent, OrgId } from "../store.ts";

// Words that no tokenizer splits: a letter for what it is, and letters and digits only.

const word = (kind: string, value: string | number) => `${kind}${value}`;
const hex = (text: string) => Buffer.from(text.toLowerCase()).toString("hex");

export function facetsOf(event: NewEvent, agent: number): string {
  const { org, kind, source, verdict, rules } = event;
  const words = [word("o", org), word("a", agent), word("k", kind), word("s", source)];
  if (verdict !== undefined) words.push(word("v", verdict));
  for (const rule of new Set(rules)) words.push(word("r", hex(rule)));
  return words.join(" ");
}

/**
 * The query in FTS5's language. Undefined where nothing can match. Words that nearly every event has are left out where others imply
 * them: an intersection costs as much as its longest lists. `isAlone`: there is no other organisation.
 * INVARIANT: the organisation of each row is checked once more when it is read.
 */
export function matchOf(
  org: OrgId,
  query: EventQuery,
  agent: number | undefined,
  isAlone: boolean,
): string | undefined {
  const facets: string[] = [];
  if (agent !== undefined) facets.push(word("a", agent));
  // Only decisions have findings.
  if (query.rule !== undefined && query.kind === "outcome") return undefined;
  if (query.kind !== undefined && query.rule === undefined) facets.push(word("k", query.kind));
  if (query.source !== undefined) facets.push(word("s", query.source));
  if (query.verdict !== undefined) facets.push(word("v", query.verdict));
  if (query.rule !== undefined) facets.push(word("r", hex(query.rule)));
  const words = query.text === undefined ? [] : phrases(query.text);
  if (query.text !== undefined && words.length === 0) return undefined;
  const terms = [...facets.map((each) => `facets : ${each}`), ...words.map((each) => `text : ${each}`)];
  const own = `facets : ${word("o", org)}`;
  if (agent !== undefined) return terms.join(" AND ");
  if (terms.length === 0) return own;
  if (isAlone) return terms.join(" AND ");
  return terms.length === 1 ? `${own} AND ${terms[0]}` : `${own} AND (${apart(terms.join(" AND "))})`;
}

/**
 * FTS5 takes nested ANDs for one, and walks the longest list, the organisation's, along with all others. What stands in an OR is
 * intersected by itself first, and the organisation is looked at for what is left.
 */
function apart(expression: string): string {
  return `(${expression}) OR facets : ${NOWHERE}`;
}

/** A word that no event has. */
const NOWHERE = "x";

const MOST_PHRASES = 16;

/** `git "push --force" orig*`: words and quoted phrases, each of which FTS5 sees as a quoted string only. */
function phrases(text: string): readonly string[] {
  const found: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/"([^"]*)"|([^\s"]+)/gu)) {
    const value = quoted ?? plain ?? "";
    const isStart = quoted === undefined && value.endsWith("*");
    // Without a letter or digit the tokenizer finds nothing in it, and FTS5 would take it for an empty phrase.
    if (/[\p{L}\p{N}\p{Co}]/u.test(value)) found.push(`"${value.replaceAll("\0", " ")}"${isStart ? "*" : ""}`);
  }
  return found.slice(0, MOST_PHRASES);
}
