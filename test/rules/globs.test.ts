import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  expandBraces,
  matchesHost,
  matchesPathGlob,
  matchesWordGlob,
  parsePathGlob,
  parseWordGlob,
} from "../../src/rules/globs.ts";
import { exponent } from "./exponent.ts";

const places = { home: "/home/dev", workspace: ["/home/dev/project"], foldsCase: false };
const path = (glob: string, subject: string, foldsCase = false) =>
  expandBraces(glob).some((one) => matchesPathGlob(parsePathGlob(one), subject, { ...places, foldsCase }));

describe("path globs", () => {
  const rows: readonly [glob: string, path: string, matches: boolean][] = [
    ["/etc/**", "/etc/passwd", true],
    ["/etc/**", "/etc/ssh/sshd_config", true],
    ["/etc/**", "/etc", true],
    ["/etc/**", "/etcetera", false],
    ["/etc/*", "/etc/ssh/sshd_config", false],
    ["~/.ssh/**", "/home/dev/.ssh/id_rsa", true],
    ["~/.ssh/**", "/root/.ssh/id_rsa", false],
    ["~", "/home/dev", true],
    ["~/*", "/home/dev", false],
    ["./.env*", "/home/dev/project/.env.local", true],
    ["./.env*", "/home/dev/project/sub/.env", false],
    ["**/.env", "/srv/a/.env", true],
    ["**/.env", "/.env", true],
    ["**/a/**/b", "/x/a/b", true],
    ["**/a/**/b", "/a/x/y/b", true],
    ["**/a/**/b", "/a/x/y/c", false],
    ["/usr/{bin,sbin}/*", "/usr/sbin/init", true],
    ["/usr/{bin,sbin}/*", "/usr/lib/x", false],
    ["/x[0-9]", "/x5", true],
    ["/x[!0-9]", "/x5", false],
    ["/a\\*b", "/a*b", true],
    ["/a\\*b", "/axb", false],
    ["C:/Windows/**", "C:/Windows/System32", true],
    ["/a/\uFFFC/b", "/a/c/b", false],
    ["/a/*/b", "/a/\uFFFC/b", true],
    ["/", "/", true],
    ["/x[0", "/x[0", true],
    ["/x{a}", "/x{a}", true],
    ["/{a\\,b,c}", "/a,b", true],
    ["/{a\\,b,c}", "/a", false],
    ["/{a,b{c,d}}", "/bd", true],
    ["/\\{a,b}", "/{a,b}", true],
    ["/{a,b", "/{a,b", true],
  ];
  test.each(rows)("%s on %s: %s", (glob, subject, matches) => expect(path(glob, subject)).toBe(matches));

  test("case counts unless the volume folds it", () => {
    expect(path("~/.SSH/id_[R]sa", "/home/dev/.ssh/id_rsa")).toBe(false);
    expect(path("~/.SSH/id_[R]sa", "/home/DEV/.ssh/ID_rsa", true)).toBe(true);
    expect(path("~/.SSH/I?_*", "/home/DEV/.ssh/id_rsa", true)).toBe(true);
  });

  test("without a home, home globs match nothing", () => {
    expect(matchesPathGlob(parsePathGlob("~/**"), "/home/dev/x", { ...places, home: undefined })).toBe(false);
  });

  test.each(["etc/passwd", "*.pem", "", "*/x"])("%j has no place to start from", (glob) => {
    expect(() => parsePathGlob(glob)).toThrow("begin it with");
  });

  test("too many alternatives are refused", () => {
    expect(() => expandBraces("{a,b}".repeat(7))).toThrow("more than 64");
  });
});

describe("hosts", () => {
  const rows: readonly [pattern: string, host: string, matches: boolean][] = [
    ["example.com", "example.com", true],
    ["example.com", "www.example.com", false],
    ["*.example.com", "www.example.com", true],
    ["*.example.com", "example.com", false],
    [".example.com", "example.com", true],
    [".example.com", "a.b.example.com", true],
    [".example.com", "notexample.com", false],
    ["bucket-*.s3.test", "bucket-7.s3.test", true],
  ];
  test.each(rows)("%s on %s: %s", (pattern, host, matches) => expect(matchesHost(pattern, host)).toBe(matches));
});

const letters = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength }).map((chars) => chars.join(""));

describe("properties", () => {
  test("word globs equal a reference", () => {
    fc.assert(
      fc.property(letters("ab*?", 8), letters("ab", 10), (glob, subject) => {
        const reference = new RegExp(`^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(subject);
        expect(matchesWordGlob(parseWordGlob(glob), subject)).toBe(reference);
      }),
      { numRuns: 2000 },
    );
  });

  test("path globs equal a reference", () => {
    const segment = fc.constantFrom("a", "b", "*", "a*", "*b", "**", "?");
    const name = fc.constantFrom("a", "b", "ab", "ba");
    fc.assert(
      fc.property(
        fc.array(segment, { minLength: 1, maxLength: 6 }),
        fc.array(name, { maxLength: 7 }),
        (segments, names) => {
          const reference = (g: number, n: number): boolean => {
            const token = segments[g];
            if (token === undefined) return n === names.length;
            if (token === "**") return reference(g + 1, n) || (n < names.length && reference(g, n + 1));
            const found = names[n];
            if (found === undefined) return false;
            return (
              new RegExp(`^${token.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(found) && reference(g + 1, n + 1)
            );
          };
          expect(path(`/${segments.join("/")}`, `/${names.join("/")}`)).toBe(reference(0, 0));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each([
    ["one name", "**/*a*a*a*b", (n: number) => `/${"a".repeat(n)}`],
    ["many folders", "/**/a/**/a/**/b", (n: number) => "/a".repeat(n)],
    ["blocks that almost fit", "**/a/a/a/b/**/c", (n: number) => "/a".repeat(n)],
  ] as const)("work grows linearly with the path: %s", (_name, glob, subject) => {
    const parsed = parsePathGlob(glob);
    expect(
      exponent((n) => {
        const work = { units: 0 };
        matchesPathGlob(parsed, subject(n), places, work);
        return work.units;
      }),
    ).toBeLessThan(1.2);
  });
});
