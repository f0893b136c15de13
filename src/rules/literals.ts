/**
 * The literals of which any match of a regular expression must hold at least one: looked for in the text first, so that
 * the expression is compiled and run only where it could match. Undefined where none of useful length is sure.
 */

const MIN_LENGTH = 3;
const MAX_LITERALS = 40;

interface Piece {
  /** Any match holds one of these. */
  readonly needs: readonly string[] | undefined;
  /** The only text that it matches, where that is so. */
  readonly exact: string | undefined;
}

export function requiredLiterals(source: string): readonly string[] | undefined {
  const reader = { source, at: 0 };
  const { needs } = alternatives(reader);
  return reader.at < source.length ? undefined : needs;
}

interface Reader {
  readonly source: string;
  at: number;
}

function alternatives(reader: Reader): Piece {
  const branches = [sequence(reader)];
  while (reader.source[reader.at] === "|") {
    reader.at++;
    branches.push(sequence(reader));
  }
  if (branches.length === 1) return branches[0] as Piece;
  const needs = new Set<string>();
  for (const branch of branches) {
    if (branch.needs === undefined) return { needs: undefined, exact: undefined };
    for (const literal of branch.needs) needs.add(literal);
  }
  return { needs: needs.size > MAX_LITERALS ? undefined : [...needs], exact: undefined };
}

function sequence(reader: Reader): Piece {
  let best: readonly string[] | undefined;
  let run = "";
  let exact: string | undefined = "";
  const flush = () => {
    if (run.length >= MIN_LENGTH) best = better(best, [run]);
    run = "";
  };
  while (reader.at < reader.source.length && !"|)".includes(reader.source.charAt(reader.at))) {
    const piece = atom(reader);
    const least = quantifier(reader);
    if (piece === "nothing") continue;
    if (least === undefined && piece.exact !== undefined) {
      run += piece.exact;
      if (exact !== undefined) exact += piece.exact;
      continue;
    }
    exact = undefined;
    if (least !== 0 && least !== undefined && piece.exact !== undefined) run += piece.exact;
    flush();
    if (least !== 0 && piece.needs !== undefined) best = better(best, piece.needs);
  }
  const whole = exact !== undefined ? exact : undefined;
  flush();
  return { needs: best, exact: whole };
}

/** Longer literals first (the shortest of the set counts), then fewer. */
function better(a: readonly string[] | undefined, b: readonly string[]): readonly string[] {
  if (a === undefined) return b;
  const least = (set: readonly string[]) => Math.min(...set.map((literal) => literal.length));
  const difference = least(a) - least(b);
  return difference > 0 || (difference === 0 && a.length <= b.length) ? a : b;
}

const unsure: Piece = { needs: undefined, exact: undefined };

/** One atom; "nothing" for what has no width. */
function atom(reader: Reader): Piece | "nothing" {
  const { source } = reader;
  const char = source.charAt(reader.at++);
  if (char === "^" || char === "$") return "nothing";
  if (char === ".") return unsure;
  if (char === "[") return skipClass(reader);
  if (char === "(") return group(reader);
  if (char === "\\") return escaped(reader);
  return literal(char);
}

/** INVARIANT: ASCII only, so that lower-casing the text and ignoring case in the expression agree. */
function literal(char: string): Piece {
  return /^[ -~\n\t\r]$/.test(char) ? { needs: undefined, exact: char.toLowerCase() } : unsure;
}

function skipClass(reader: Reader): Piece {
  for (; reader.at < reader.source.length; reader.at++) {
    if (reader.source[reader.at] === "\\") reader.at++;
    else if (reader.source[reader.at] === "]") break;
  }
  reader.at++;
  return unsure;
}

function group(reader: Reader): Piece | "nothing" {
  const head = /^\?(?:[:=!]|<[=!]|<[^>]*>|[a-z-]*:)/.exec(reader.source.slice(reader.at))?.[0] ?? "";
  reader.at += head.length;
  const inner = alternatives(reader);
  reader.at++;
  return /^\?<?[=!]$/.test(head) ? "nothing" : inner;
}

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function escaped(reader: Reader): Piece | "nothing" {
  const rest = reader.source.slice(reader.at);
  if (/^[bB]/.test(rest)) {
    reader.at++;
    return "nothing";
  }
  const long = /^(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|k<[^>]*>|c[A-Za-z]|[1-9]\d*)/.exec(
    rest,
  )?.[0];
  if (long !== undefined) {
    reader.at += long.length;
    return unsure;
  }
  const char = rest.charAt(0);
  reader.at++;
  if (controls[char] !== undefined) return literal(controls[char]);
  return /[A-Za-z0-9]/.test(char) ? unsure : literal(char);
}

/** The least number of repetitions, undefined without a quantifier. */
function quantifier(reader: Reader): number | undefined {
  const found = /^(?:([*+?])|\{(\d+)(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at, reader.at + 24));
  if (found === null) return undefined;
  reader.at += found[0].length;
  if (found[1] !== undefined) return found[1] === "+" ? 1 : 0;
  return Number(found[2]);
}
