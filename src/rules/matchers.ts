import type { Matcher, PatternMatcher } from "./compiled.ts";
import { detectors } from "./detectors.ts";
import type { Field } from "./fields.ts";
import { expandBraces, parsePathGlob } from "./globs.ts";
import { requiredLiterals } from "./literals.ts";
import { nearest } from "./problems.ts";

export type Path = readonly (string | number)[];

/** What reading a `when` needs to know, and where it reports what is wrong. */
export interface Check {
  /** Dictionaries of phrases that exist. */
  readonly phrases: ReadonlySet<string>;
  readonly engine: PatternMatcher["engine"];
  /** Says whether an expression compiles on the engine in use; gives the engine's complaint. */
  compiles(source: string, ignoreCase: boolean): string | undefined;
  report(path: Path, message: string, help?: string): void;
}

const MAX_PATTERN = 1000;

/** Reads what a rule asks of a field; undefined where it is wrong, which is then reported. */
export function readMatcher(raw: unknown, field: Field, path: Path, check: Check): Matcher | undefined {
  if (Array.isArray(raw)) return readList(raw, field, path, check);
  if (isTable(raw)) return readTable(raw, field, path, check);
  return readScalar(raw, field, path, check);
}

export function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function readScalar(raw: unknown, field: Field, path: Path, check: Check): Matcher | undefined {
  const expected = field.type === "flag" ? "boolean" : "string";
  if (typeof raw !== expected) {
    check.report(
      path,
      `\`${show(raw)}\` is not what this field holds`,
      expected === "boolean" ? "write true or false" : "write a string",
    );
    return undefined;
  }
  if (typeof raw === "boolean") return { op: "is", values: [raw] };
  const word = raw as string;
  if (field.type === "path") return readGlobs([word], "path", path, check);
  if (field.type === "host") return { op: "host", hosts: [word.toLowerCase()] };
  if (field.values !== undefined && !field.values.includes(word)) {
    const near = nearest(word, field.values);
    const help = near === undefined ? `write one of ${field.values.join(", ")}` : `did you mean \`${near}\`?`;
    check.report(path, `the field never has the value \`${word}\``, help);
    return undefined;
  }
  return { op: "is", values: [word] };
}

function readList(raw: readonly unknown[], field: Field, path: Path, check: Check): Matcher | undefined {
  if (raw.length === 0) {
    check.report(path, "an empty list never matches", "name at least one value");
    return undefined;
  }
  const read = raw.map((element, i) => readMatcher(element, field, [...path, i], check));
  const good = read.filter((matcher) => matcher !== undefined);
  return good.length < read.length ? undefined : either(good);
}

/** One matcher for any of several; equals, globs and hosts are put together. */
function either(matchers: readonly Matcher[]): Matcher {
  const values = matchers.flatMap((matcher) => (matcher.op === "is" ? matcher.values : []));
  const paths = matchers.flatMap((matcher) => (matcher.op === "path" ? matcher.globs : []));
  const hosts = matchers.flatMap((matcher) => (matcher.op === "host" ? matcher.hosts : []));
  const out: Matcher[] = matchers.filter(({ op }) => op !== "is" && op !== "path" && op !== "host");
  if (values.length > 0) out.push({ op: "is", values: [...new Set(values)] });
  if (paths.length > 0) out.push({ op: "path", globs: [...new Set(paths)] });
  if (hosts.length > 0) out.push({ op: "host", hosts: [...new Set(hosts)] });
  return out.length === 1 ? (out[0] as Matcher) : { op: "any", of: out };
}

type Reader = (raw: unknown, field: Field, path: Path, check: Check) => Matcher | undefined;

const readers: Readonly<Record<string, Reader>> = {
  not: (raw, field, path, check) => {
    const of = readMatcher(raw, field, path, check);
    return of === undefined ? undefined : { op: "not", of };
  },
  any: (raw, field, path, check) => {
    if (Array.isArray(raw)) return readList(raw, field, path, check);
    check.report(path, "`any` takes a list", "write any = [ … ]");
    return undefined;
  },
  all: (raw, field, path, check) => {
    if (!Array.isArray(raw) || raw.length === 0) {
      check.report(path, "`all` takes a list", "write all = [ … ]");
      return undefined;
    }
    const of = raw.map((element, i) => readMatcher(element, field, [...path, i], check));
    const good = of.filter((matcher) => matcher !== undefined);
    return good.length < of.length ? undefined : { op: "all", of: good };
  },
  exists: (raw, _field, path, check) => {
    if (typeof raw === "boolean") return { op: "exists", be: raw };
    check.report(path, `\`${show(raw)}\` is neither true nor false`, "write exists = true");
    return undefined;
  },
  longer: (raw, field, path, check) => {
    if (field.type !== "flag" && typeof raw === "number" && Number.isInteger(raw) && raw >= 0)
      return { op: "longer", than: raw };
    check.report(path, "`longer` takes a number of characters, of a word or text");
    return undefined;
  },
  glob: (raw, field, path, check) => {
    const globs = typeof raw === "string" ? [raw] : raw;
    if (
      Array.isArray(globs) &&
      globs.length > 0 &&
      globs.every((glob) => typeof glob === "string") &&
      field.type !== "flag"
    ) {
      return readGlobs(globs, field.type === "path" ? "path" : "glob", path, check);
    }
    check.report(path, "`glob` takes a string or a list of strings");
    return undefined;
  },
  phrases: (raw, field, path, check, unquoted = false) => {
    if (!onlyText("phrases", field, path, check)) return undefined;
    if (typeof raw === "string" && check.phrases.has(raw)) return { op: "phrases", dictionary: raw, unquoted };
    check.report(
      path,
      `there is no dictionary \`${show(raw)}\``,
      `name a file of rules/dictionaries, such as ${[...check.phrases][0] ?? "phrases-…"}`,
    );
    return undefined;
  },
  detect: (raw, field, path, check) => {
    if (!onlyText("detect", field, path, check)) return undefined;
    if (typeof raw === "string" && Object.hasOwn(detectors, raw)) return { op: "detect", name: raw };
    check.report(path, `there is no detector \`${show(raw)}\``, `write one of ${Object.keys(detectors).join(", ")}`);
    return undefined;
  },
  secret: (raw, field, path, check) => {
    if (!onlyText("secret", field, path, check)) return undefined;
    const found: Matcher = { op: "detect", name: "secret" };
    return raw === false ? { op: "not", of: found } : found;
  },
};

function readTable(
  raw: Readonly<Record<string, unknown>>,
  field: Field,
  path: Path,
  check: Check,
): Matcher | undefined {
  const of: Matcher[] = [];
  let wrong = false;
  for (const [key, value] of Object.entries(raw)) {
    if ((key === "normalised" && "pattern" in raw) || (key === "unquoted" && "phrases" in raw)) continue;
    const at = [...path, key];
    const read = key === "pattern" ? readPattern : Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (read === undefined) {
      check.report(
        at,
        `there is no matcher \`${key}\``,
        `write one of ${[...Object.keys(readers), "pattern"].join(", ")}`,
      );
      wrong = true;
      continue;
    }
    const matcher = read(value, field, at, check, raw[key === "phrases" ? "unquoted" : "normalised"] === true);
    if (matcher === undefined) wrong = true;
    else of.push(matcher);
  }
  if (of.length === 0 && !wrong) check.report(path, "an empty table asks nothing", "leave the field out");
  if (wrong || of.length === 0) return undefined;
  // `all` would let different values of one field meet the parts; a field with several values has no text to ask twice.
  return of.length === 1 ? (of[0] as Matcher) : { op: "all", of };
}

function onlyText(what: string, field: Field, path: Path, check: Check): boolean {
  if (field.type === "text") return true;
  check.report(path, `\`${what}\` is for text, and this field is none`, "name the values or use `glob`");
  return false;
}

function readPattern(raw: unknown, field: Field, path: Path, check: Check, normalised: boolean): Matcher | undefined {
  if (!onlyText("pattern", field, path, check)) return undefined;
  if (typeof raw !== "string" || raw === "" || raw.length > MAX_PATTERN) {
    check.report(path, `a pattern is a string of 1 to ${MAX_PATTERN} characters`);
    return undefined;
  }
  const ignoreCase = raw.startsWith("(?i)");
  const source = ignoreCase ? raw.slice(4) : raw;
  const complaint = check.compiles(source, ignoreCase);
  if (complaint !== undefined) {
    check.report(path, `the pattern does not compile: ${complaint}`);
    return undefined;
  }
  const literals = requiredLiterals(source);
  return { op: "pattern", source, ignoreCase, normalised, ...(literals && { literals }), engine: check.engine };
}

function readGlobs(raw: readonly string[], op: "glob" | "path", path: Path, check: Check): Matcher | undefined {
  try {
    const globs = raw.flatMap(expandBraces);
    if (op === "path") globs.forEach(parsePathGlob);
    return { op, globs };
  } catch (error) {
    check.report(path, `the glob \`${raw.join("`, `")}\` cannot be used`, (error as Error).message);
    return undefined;
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
