import rules from "#rules";
import type { World } from "../world.ts";
import { indexPatterns, type PatternIndex, rowsOf } from "./class-index.ts";
import { type Glob, globTest, isWild } from "./name-globs.ts";
import { baseName } from "./normalise.ts";

// Path classes are data: rules/dictionaries/paths.toml. A pattern is one of
//   ~/.ssh/**        everything below, and the folder itself      ~/.ssh/config   that path
//   **/.env          a name anywhere                              **/.env.*       a name with wildcards anywhere
//   **/.git/hooks/** below a folder of that name anywhere         /etc/shadow     an absolute path
interface PathClassRow {
  readonly class: string;
  readonly patterns: readonly string[];
  readonly except?: readonly string[];
}

/** A literal path, or the one name that a pattern asks for in whatever folder: what a glob in the call is held against. */
interface Sample {
  readonly text: string;
  readonly row: number;
}

interface Classes {
  readonly names: readonly string[];
  readonly patterns: PatternIndex;
  readonly excepts: PatternIndex;
  /** Made when the first glob comes: most calls have none. */
  readonly samples: () => Samples;
}

/** Each list is in the order of its texts. */
interface Samples {
  readonly absolute: readonly Sample[];
  /** Below the home folder, from its slash on. */
  readonly home: readonly Sample[];
  readonly named: readonly Sample[];
}

/** As the dictionary has them (false), and in lower case for volumes that fold it (true). */
const compiled = new Map<boolean, Classes>();

/** Classes of an absolute path, in the dictionary's order. A glob in `path` matches a class if it could name a member. */
export function classesOf(path: string, world: World): readonly string[] {
  const classes = classesFor(world.foldsCase);
  const key = world.foldsCase ? path.toLowerCase() : path;
  const home = world.foldsCase ? world.home?.toLowerCase() : world.home;
  const named = rowsOf(classes.patterns, key, home);
  const rows = isWild(key) ? new Set([...named, ...rowsOfGlob(classes, key, home)]) : named;
  if (rows.size === 0) return [];
  const excepted = rowsOf(classes.excepts, key, home);
  const found = [...rows].filter((row) => !excepted.has(row)).sort((a, b) => a - b);
  return [...new Set(found.map((row) => classes.names[row] as string))];
}

function classesFor(folds: boolean): Classes {
  const known = compiled.get(folds);
  if (known !== undefined) return known;
  const { path: rows } = rules.dictionaries.paths as { readonly path: readonly PathClassRow[] };
  const spelled = (patterns: readonly string[] = []) => (folds ? patterns.map((text) => text.toLowerCase()) : patterns);
  const patterns = rows.map((row) => spelled(row.patterns));
  let samples: Samples | undefined;
  const classes: Classes = {
    names: rows.map((row) => row.class),
    patterns: indexPatterns(patterns),
    excepts: indexPatterns(rows.map((row) => spelled(row.except))),
    samples: () => {
      samples ??= samplesOf(patterns);
      return samples;
    },
  };
  compiled.set(folds, classes);
  return classes;
}

function samplesOf(patterns: readonly (readonly string[])[]): Samples {
  const all = patterns.flatMap((texts, row) => texts.map((text) => ({ text, row })));
  const paths = all
    .map(({ text, row }) => ({ text: text.replace(/\/\*\*$/, ""), row }))
    .filter(({ text }) => !isWild(text));
  return {
    absolute: paths.filter(({ text }) => !text.startsWith("~")).sort(byText),
    home: behind(paths, "~/", 1).sort(byText),
    named: behind(all, "**/", 3)
      .filter(({ text }) => !/[*?[/]/.test(text))
      .sort(byText),
  };
}

function behind(samples: readonly Sample[], start: string, cut: number): Sample[] {
  return samples.filter(({ text }) => text.startsWith(start)).map(({ text, row }) => ({ text: text.slice(cut), row }));
}

function byText(a: Sample, b: Sample): number {
  return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}

/** The rows of which the glob could name a member. */
function rowsOfGlob(classes: Classes, path: string, home: string | undefined): readonly number[] {
  const glob = globTest(path);
  if (glob === undefined) return [];
  const { head } = glob;
  const samples = classes.samples();
  const found = startingWith(samples.absolute, head).filter(({ text }) => glob.test(text));
  if (home !== undefined && (home.startsWith(head) || head.startsWith(home)))
    found.push(...startingWith(samples.home, head.slice(home.length)).filter(({ text }) => glob.test(home + text)));
  const name = nameGlob(baseName(path));
  if (name !== undefined) found.push(...startingWith(samples.named, name.head).filter(({ text }) => name.test(text)));
  return found.map(({ row }) => row);
}

function startingWith(samples: readonly Sample[], head: string): Sample[] {
  let [from, to] = [0, samples.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((samples[middle] as Sample).text < head) from = middle + 1;
    else to = middle;
  }
  const found: Sample[] = [];
  for (let sample = samples[from]; sample?.text.startsWith(head); sample = samples[++from]) found.push(sample);
  return found;
}

/** `.e*` could name `.env`; `*` alone names no file in particular, and no dot file at all (bash manual 3.5.8.1). */
function nameGlob(pattern: string): Glob | undefined {
  if (pattern.replace(/\[[^\]]*\]|[*?]/g, "").length < 2) return undefined;
  // A glob over an ending (`*.yml`) asks for a kind of file, not for one of that name.
  if (/^\*+\.[\w.]+$/.test(pattern)) return undefined;
  const glob = globTest(pattern);
  if (glob === undefined) return undefined;
  return { ...glob, test: (name) => (pattern.startsWith(".") || !name.startsWith(".")) && glob.test(name) };
}
