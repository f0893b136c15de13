import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { linkResolver } from "../../src/world/links.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "clampd-links-")));
afterAll(() => rmSync(root, { recursive: true }));

mkdirSync(join(root, "real/deep"), { recursive: true });
writeFileSync(join(root, "real/file"), "");
symlinkSync("real", join(root, "relative"));
symlinkSync(join(root, "real"), join(root, "absolute"));
symlinkSync("relative", join(root, "twice"));
symlinkSync("real/file", join(root, "to-file"));
symlinkSync("/nowhere/at/all", join(root, "dangling"));
symlinkSync("real/new", join(root, "dangling-near"));
symlinkSync("loop-b", join(root, "loop-a"));
symlinkSync("loop-a", join(root, "loop-b"));
symlinkSync("/", join(root, "top"));

const CASES: readonly (readonly [path: string, real: string])[] = [
  ["real/file", "real/file"],
  ["relative/file", "real/file"],
  ["absolute/deep", "real/deep"],
  ["twice/deep", "real/deep"],
  ["to-file", "real/file"],
  ["relative/missing", "real/missing"],
  ["relative/missing/more/parts", "real/missing/more/parts"],
  ["missing/relative", "missing/relative"],
  ["real/file/below", "real/file/below"],
  ["dangling-near", "real/new"],
  ["dangling-near/below", "real/new/below"],
];

describe("links are resolved in all parts that exist", () => {
  test.each(CASES)("%s is %s", (path, real) => {
    expect(linkResolver().realpath(join(root, path))).toBe(join(root, real));
  });

  test("where a link leads nowhere, writing makes what it names", () => {
    expect(linkResolver().realpath(join(root, "dangling/x"))).toBe("/nowhere/at/all/x");
  });

  test("a link to the root is the root", () => {
    expect(linkResolver().realpath(join(root, "top/etc/hosts.none"))).toBe("/etc/hosts.none");
    expect(linkResolver().realpath(join(root, "top"))).toBe("/");
  });

  test("a circle of links ends", () => {
    expect(linkResolver().realpath(join(root, "loop-a/x"))).toMatch(/loop-[ab]\/x$/);
  });

  test("answers are the same when asked again, in any order", () => {
    const { realpath: resolve } = linkResolver();
    for (const [path, real] of [...CASES, ...CASES.toReversed()])
      expect(resolve(join(root, path))).toBe(join(root, real));
  });

  test("a path that is none of the file system's stays", () => {
    for (const path of ["C:/x", "\uFFFC/x", "."]) expect(linkResolver().realpath(path)).toBe(path);
    expect(linkResolver().realpath("/")).toBe("/");
  });
});
