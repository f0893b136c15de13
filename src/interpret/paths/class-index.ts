import { fullTest, isWild, nameTest, type TextTest } from "./name-globs.ts";

// Patterns by what they look at, so that a path is held against the few that could match it and not against all:
//   /etc/shadow  ~/.netrc     a path                  /etc/**  ~/.ssh/**   a folder and all below
//   **/.env                   a name                  **/*.pem             an ending
//   **/.aws/credentials       the last names          **/.git/hooks/**     names one after another
//   /etc/rc*.d/**             a glob: tried one by one

/** A pattern without its leading part, and the row that it stands in. */
interface Entry {
  readonly text: string;
  readonly row: number;
}

interface Glob extends TextTest {
  /** What is tested: the whole path, the path below the home folder, or the last name alone. */
  readonly of: "path" | "below-home" | "name";
  readonly row: number;
}

export interface PatternIndex {
  readonly at: ReadonlyMap<string, readonly number[]>;
  readonly below: ReadonlyMap<string, readonly number[]>;
  readonly named: ReadonlyMap<string, readonly number[]>;
  /** By the last of the names. */
  readonly tails: ReadonlyMap<string, readonly Entry[]>;
  /** By the first of the names. */
  readonly through: ReadonlyMap<string, readonly Entry[]>;
  /** By what follows the last dot. */
  readonly endings: ReadonlyMap<string, readonly Entry[]>;
  readonly globs: readonly Glob[];
  /** No path or folder among the patterns is longer. */
  readonly longest: number;
}

export function indexPatterns(rows: readonly (readonly string[])[]): PatternIndex {
  const at = new Map<string, number[]>();
  const below = new Map<string, number[]>();
  const named = new Map<string, number[]>();
  const tails = new Map<string, Entry[]>();
  const through = new Map<string, Entry[]>();
  const endings = new Map<string, Entry[]>();
  const globs: Glob[] = [];
  for (const [row, patterns] of rows.entries()) {
    for (const pattern of patterns) {
      const anywhere = pattern.startsWith("**/");
      const whole = anywhere ? pattern.slice(3) : pattern;
      const folder = whole.endsWith("/**") ? whole.slice(0, -3) : undefined;
      const ending = /^\*(\.[\w.-]+)$/.exec(whole)?.[1];
      if (folder !== undefined && !isWild(folder)) {
        if (anywhere) add(through, before(folder, "/"), { text: folder, row });
        else add(below, folder, row);
      } else if (!isWild(whole)) {
        if (!anywhere) add(at, whole, row);
        else if (whole.includes("/")) add(tails, afterLast(whole, "/"), { text: whole, row });
        else add(named, whole, row);
      } else if (anywhere && ending !== undefined) add(endings, afterLast(ending, "."), { text: ending, row });
      else if (anywhere && !whole.includes("/")) globs.push({ of: "name", row, ...nameTest(whole) });
      else if (whole.startsWith("~/")) globs.push({ of: "below-home", row, ...fullTest(whole.slice(2)) });
      else globs.push({ of: "path", row, ...fullTest(pattern) });
    }
  }
  const longest = Math.max(0, ...[...at.keys(), ...below.keys()].map((key) => key.length));
  return { at, below, named, tails, through, endings, globs, longest };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function before(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
}

function afterLast(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}

const NONE: readonly never[] = [];

/** Homes of others keep the same things in the same places. */
const ANY_HOME = /^(?:\/root|\/(?:home|Users)\/[^/]+|[A-Za-z]:\/Users\/[^/]+)(?=\/|$)/i;

/** The rows of which a pattern matches the absolute path. */
export function rowsOf(index: PatternIndex, path: string, home: string | undefined): ReadonlySet<number> {
  const found = new Set<number>();
  const take = (rows: readonly number[] | undefined) => {
    for (const row of rows ?? NONE) found.add(row);
  };
  const own = home !== undefined && (path === home || path.startsWith(`${home}/`)) ? home : ANY_HOME.exec(path)?.[0];
  const belowHome = own !== undefined && path.length > own.length ? path.slice(own.length + 1) : undefined;
  const fromHome = belowHome !== undefined ? `~/${belowHome}` : path === own ? "~" : undefined;
  // A tilde that is left in a path is a name like any other, and means no home.
  const spellings = path.startsWith("~") ? [] : fromHome === undefined ? [path] : [path, fromHome];
  for (const spelled of spellings) {
    take(index.at.get(spelled));
    for (const folder of foldersOf(spelled, index.longest)) take(index.below.get(folder));
  }
  const parts = path.split("/");
  const name = afterLast(path, "/");
  if (path.includes("/")) take(index.named.get(name));
  for (const { text, row } of index.tails.get(name) ?? NONE) if (path.endsWith(`/${text}`)) found.add(row);
  for (const { text, row } of index.endings.get(afterLast(name, ".")) ?? NONE) if (path.endsWith(text)) found.add(row);
  for (const part of parts)
    for (const { text, row } of index.through.get(part) ?? NONE)
      if (path.includes(`/${text}/`) || path.endsWith(`/${text}`)) found.add(row);
  for (const glob of index.globs) {
    const tested = glob.of === "path" ? path : glob.of === "name" ? name : belowHome;
    if (tested !== undefined && !found.has(glob.row) && glob.test(tested)) found.add(glob.row);
  }
  return found;
}

/** The path itself and every folder above it, as far as a pattern could name them. */
function foldersOf(path: string, longest: number): readonly string[] {
  const folders = path.length <= longest ? [path] : [];
  for (let at = path.indexOf("/", 1); at > 0 && at <= longest; at = path.indexOf("/", at + 1))
    folders.push(path.slice(0, at));
  return folders;
}
