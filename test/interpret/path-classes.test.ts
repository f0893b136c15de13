import { expect, test } from "vitest";
import rules from "#rules";
import { memoryWorld } from "../../src/interpret/memory-world.ts";
import { classesOf } from "../../src/interpret/paths/classes.ts";

// The index against the plain reading of the dictionary: every pattern as one regular expression.

interface Row {
  readonly class: string;
  readonly patterns: readonly string[];
  readonly except?: readonly string[];
}

const rows = (rules.dictionaries.paths as { readonly path: readonly Row[] }).path;
const home = "/home/dev";
/** Others keep the same things in the same places of their homes. */
const ANY_HOME = "(?:/root|/(?:home|Users)/[^/]+)";
const world = memoryWorld({ home });

function plain(pattern: string): RegExp {
  const source = pattern
    .replace(/[\\^$+.()|{}]/g, "\\$&")
    .replace(/\*\*\/|\/\*\*$|\*/g, (stars) => (stars === "**/" ? "(?:.*/)?" : stars === "*" ? "[^/]*" : "(?:/.*)?"));
  return new RegExp(`^${source.replace(/^~(?=\/|\(|$)/, ANY_HOME)}$`);
}

const tests = rows.map((row) => ({
  name: row.class,
  patterns: row.patterns.map(plain),
  except: (row.except ?? []).map(plain),
}));

function reference(path: string): readonly string[] {
  const hit = (list: readonly RegExp[]) => list.some((one) => one.test(path));
  return [...new Set(tests.filter((row) => hit(row.patterns) && !hit(row.except)).map((row) => row.name))];
}

/** Paths that a pattern matches, and their neighbours. */
function around(pattern: string): readonly string[] {
  const base = pattern
    .replace(/^~/, home)
    .replace(/^\*\*\//, "/srv/app/")
    .replace(/\/\*\*$/, "");
  const filled = ["", "x", "a.b"].map((text) => base.replace(/\*+/g, text));
  return filled.flatMap((path) => [path, `${path}/x`, `${path}/y/z.key`, `${path}.bak`, `${path}x`, `/mnt${path}`]);
}

test("every pattern's paths and their neighbours have the classes that the dictionary says", () => {
  const paths = rows.flatMap((row) => [...row.patterns, ...(row.except ?? [])]).flatMap(around);
  expect(paths.length).toBeGreaterThan(10_000);
  const wrong = [...new Set(paths)].filter((path) => classesOf(path, world).join() !== reference(path).join());
  expect(wrong.map((path) => [path, classesOf(path, world), reference(path)])).toEqual([]);
});

test("a volume that folds case has the same classes for every spelling", () => {
  const folding = memoryWorld({ home: "/Users/Dev", platform: "darwin", foldsCase: true });
  expect(classesOf("/users/dev/.SSH/ID_rsa", folding)).toEqual(classesOf("/Users/Dev/.ssh/id_rsa", folding));
  expect(classesOf("/users/dev/.SSH/ID_rsa", folding)).toContain("private-key");
});

const GLOBS: readonly (readonly [glob: string, cls: string, holds: boolean])[] = [
  ["/home/dev/.ss*/id_rsa", "private-key", true],
  ["/home/*/.aws/credentials", "cloud-credentials", true],
  ["/h*/dev/.aws/credentials", "cloud-credentials", true],
  ["/e*c/shadow", "password-store", true],
  ["/home/dev/project/.e*", "env-file", true],
  ["/home/dev/project/*", "env-file", false],
  ["/home/dev/project/*.json", "project-manifest", false],
  ["/home/dev/.[z-a]ws/credentials", "cloud-credentials", false],
  ["/home/dev/a*b*c*d*e*f*g*h*i*j*k", "ssh", false],
];

test.each(GLOBS)("%s could name a member of %s: %s", (glob, cls, holds) => {
  expect(classesOf(glob, world).includes(cls)).toBe(holds);
});
