import rules from "#rules";
import type { World } from "../world.ts";
import { baseName, isWithin } from "./normalise.ts";

// Path classes are data: rules/dictionaries/paths.toml. A pattern is one of
//   ~/.ssh/**        everything below, and the folder itself      ~/.ssh/config   that path
//   **/.env          a name anywhere                              **/.env.*       a name with wildcards anywhere
//   **/.git/hooks/** below a folder of that name anywhere         /etc/shadow     an absolute path
export interface PathClassRow {
  readonly class: string;
  readonly patterns: readonly string[];
  readonly except?: readonly string[];
}

interface PathsDictionary {
  readonly path: readonly PathClassRow[];
  readonly regenerable: readonly string[];
}

interface CompiledClass {
  readonly name: string;
  readonly patterns: readonly PathTest[];
  readonly except: readonly PathTest[];
}

interface PathTest {
  /** Literal path where the pattern holds no wildcard before its end: what a glob in the call is held against. */
  readonly sample: string | undefined;
  /** The one name that a pattern asks for in whatever folder: `.env`. */
  readonly name?: string | undefined;
  matches(path: string, home: string | undefined): boolean;
}

/** As the dictionary has them (false), and in lower case for volumes that fold it (true). */
const compiled = new Map<boolean, readonly CompiledClass[]>();
const regenerable = new Map<boolean, Names>();

function dictionary(): PathsDictionary {
  return rules.dictionaries.paths as PathsDictionary;
}

/** Classes of an absolute path, in the dictionary's order. A glob in `path` matches a class if it could name a member. */
export function classesOf(path: string, world: World): readonly string[] {
  const classes = classesFor(world.foldsCase);
  const key = world.foldsCase ? path.toLowerCase() : path;
  const home = world.foldsCase ? world.home?.toLowerCase() : world.home;
  const glob = /[*?[]/.test(baseName(key)) || /[*?[]/.test(key) ? globTest(key) : undefined;
  const found: string[] = [];
  for (const row of classes) {
    if (found.includes(row.name)) continue;
    if (!row.patterns.some((test) => hits(test, key, home, glob))) continue;
    if (row.except.some((test) => test.matches(key, home))) continue;
    found.push(row.name);
  }
  return found;
}

function classesFor(folds: boolean): readonly CompiledClass[] {
  const known = compiled.get(folds);
  if (known !== undefined) return known;
  const test = (pattern: string) => compilePattern(folds ? pattern.toLowerCase() : pattern);
  const classes = dictionary().path.map((row) => ({
    name: row.class,
    patterns: row.patterns.map(test),
    except: (row.except ?? []).map(test),
  }));
  compiled.set(folds, classes);
  return classes;
}

function hits(test: PathTest, path: string, home: string | undefined, glob: RegExp | undefined): boolean {
  if (test.matches(path, home)) return true;
  if (glob === undefined) return false;
  if (test.name !== undefined) return couldName(baseName(path), test.name);
  if (test.sample === undefined) return false;
  if (test.sample.startsWith("~/")) return home !== undefined && glob.test(home + test.sample.slice(1));
  return glob.test(test.sample);
}

/** `.e*` could name `.env`; `*` alone names no file in particular, and no dot file at all (bash manual 3.5.8.1). */
function couldName(pattern: string, name: string): boolean {
  if (!/[*?[]/.test(pattern) || pattern.replace(/\[[^\]]*\]|[*?]/g, "").length < 2) return false;
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  // A glob over an ending (`*.yml`) asks for a kind of file, not for one of that name.
  if (/^\*+\.[\w.]+$/.test(pattern)) return false;
  return globTest(pattern)?.test(name) === true;
}

/** Whether a workspace-relative path is, or lies in, a folder that a build makes anew. */
export function isRegenerable(relative: string, foldsCase = false): boolean {
  const { exact, globs } = regenerableFor(foldsCase);
  const parts = (foldsCase ? relative.toLowerCase() : relative).split("/");
  return parts.some((part) => exact.has(part) || globs.some((glob) => glob.test(part)));
}

interface Names {
  readonly exact: ReadonlySet<string>;
  readonly globs: readonly TextTest[];
}

function regenerableFor(foldsCase: boolean): Names {
  const known = regenerable.get(foldsCase);
  if (known !== undefined) return known;
  const names = dictionary().regenerable.map((name) => (foldsCase ? name.toLowerCase() : name));
  const made: Names = {
    exact: new Set(names.filter((name) => !name.includes("*"))),
    globs: names.filter((name) => name.includes("*")).map((name) => nameTest(name)),
  };
  regenerable.set(foldsCase, made);
  return made;
}

function compilePattern(pattern: string): PathTest {
  const sample = /[*?[]/.test(pattern)
    ? pattern.endsWith("/**") && !/[*?[]/.test(pattern.slice(0, -3))
      ? pattern.slice(0, -3)
      : undefined
    : pattern;
  if (pattern.startsWith("**/")) {
    const rest = pattern.slice(3);
    return { sample: undefined, name: /[*?[/]/.test(rest) ? undefined : rest, matches: anywhere(rest) };
  }
  const folder = pattern.endsWith("/**") ? pattern.slice(0, -3) : undefined;
  if (folder !== undefined && !/[*?[]/.test(folder)) {
    return { sample, matches: (path, home) => withHome(folder, home, (full) => isWithin(path, full)) };
  }
  if (sample !== undefined)
    return { sample, matches: (path, home) => withHome(pattern, home, (full) => path === full) };
  const test = lazy(() => fullTest(pattern.startsWith("~/") ? pattern.slice(2) : pattern));
  return {
    sample,
    matches: (path, home) => {
      if (!pattern.startsWith("~/")) return test().test(path);
      return home !== undefined && path.startsWith(`${home}/`) && test().test(path.slice(home.length + 1));
    },
  };
}

function withHome(pattern: string, home: string | undefined, test: (full: string) => boolean): boolean {
  if (!pattern.startsWith("~")) return test(pattern);
  return home !== undefined && test(home + pattern.slice(1));
}

function anywhere(rest: string): (path: string) => boolean {
  const below = rest.endsWith("/**") ? rest.slice(0, -3) : undefined;
  if (below !== undefined && !/[*?[]/.test(below)) {
    return (path) => path.includes(`/${below}/`) || path.endsWith(`/${below}`);
  }
  if (!rest.includes("/")) {
    if (!/[*?[]/.test(rest)) return (path) => path.endsWith(rest) && path.charAt(path.length - rest.length - 1) === "/";
    const extension = /^\*(\.[\w.-]+)$/.exec(rest)?.[1];
    if (extension !== undefined) return (path) => path.endsWith(extension);
    const test = lazy(() => nameTest(rest));
    return (path) => test().test(baseName(path));
  }
  if (!/[*?[]/.test(rest)) return (path) => path.endsWith(`/${rest}`);
  const test = lazy(() => fullTest(`**/${rest}`));
  return (path) => test().test(path);
}

function lazy<T>(make: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= make();
    return value;
  };
}

interface TextTest {
  test(text: string): boolean;
}

/**
 * `*` within a name. One star is two comparisons: a regular expression would have to be compiled first, which costs a
 * process that answers one call more than all it is then asked.
 */
function nameTest(pattern: string): TextTest {
  const star = pattern.indexOf("*");
  if (star < 0 || star !== pattern.lastIndexOf("*") || /[?[]/.test(pattern)) return fullTest(pattern);
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return { test: (text) => text.length >= pattern.length - 1 && text.startsWith(before) && text.endsWith(after) };
}

/** A regular expression behind the longest literal part of the pattern, so that it is compiled only where it may match. */
function fullTest(pattern: string): TextTest {
  const literal = pattern
    .split(/[*?]+|\[[^\]]*\]/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest), "");
  const needed = literal.replace(/^\/|\/$/g, "");
  const compiled = lazy(() => new RegExp(`^${translate(pattern)}$`));
  return { test: (text) => text.includes(needed) && compiled().test(text) };
}

/** The call's own glob as a test on concrete paths; a hostile run of stars is folded first. */
function globTest(path: string): RegExp | undefined {
  const folded = path.replace(/\*{2,}/g, "*");
  if ((folded.match(/\*/g)?.length ?? 0) > 8) return undefined;
  try {
    return new RegExp(`^${translate(folded)}$`);
  } catch {
    return undefined;
  }
}

function translate(pattern: string): string {
  let out = "";
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern.charAt(i);
    if (c === "*" && pattern.startsWith("**/", i)) {
      out += "(?:.*/)?";
      i += 2;
    } else if (c === "*" && pattern.charAt(i + 1) === "*") {
      out += ".*";
      i++;
    } else if (c === "*") out += "[^/]*";
    else if (c === "?") out += "[^/]";
    else if (c === "[") {
      const end = pattern.indexOf("]", i + 2);
      if (end < 0) out += "\\[";
      else {
        out += `[${pattern
          .slice(i + 1, end)
          .replace(/^!/, "^")
          .replace(/\\/g, "\\\\")}]`;
        i = end;
      }
    } else out += c.replace(/[\\^$+.()|{}]/g, "\\$&");
  }
  return out;
}
