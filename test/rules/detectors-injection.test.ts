import { describe, expect, test } from "vitest";
import { detectors } from "../../src/rules/detectors.ts";

const rows: readonly [detector: string, found: readonly string[], left: readonly string[]][] = [
  ["path-traversal", ["../../../etc/passwd", "..%2f..%2fx", "%252e%252e%252fx", "....//x", "a%00.png", "a\0b", "..%c0%afx", "．．／x"], ["../a", "../../src/a.ts", "a..b", "v1...v2", "100%", "a%20b", "etc/passwd"]],
  ["template-injection", ["{{7*7}}", "${7*7}", "<%= 3*3 %>", "{{''.__class__}}", "%7B%7B7*7%7D%7D", "#{`id`}"], ["{{name}}", "${HOME}", "a*b", "__init__.py", "${{ github.ref }}", "{a: 1}"]],
  ["command-injection", ["a; rm -rf /", "$(id)", "`whoami`", "a|sh", "a && curl x", "a%0Aid", "${IFS}", "a\ncat /etc/passwd"], ["Tom & Jerry", "a; b", "$(SolutionDir)/x", "Q&A; notes.md", "rm -rf /", "a|b", "cat & dog", "a=1&id=3"]],
  ["ldap-injection", ["*)(uid=*", "x)(|(a=b", "%2a%29%28uid=%2a"], ["(&(a=b)(c=d))", "a) b) c", "(a)", "f(x)(y)"]],
  ["sql-injection", ["x' or case when (select 1 from information_schema.tables) then 1 end", "x' and 5 in (select a from sys.tables)"], ["see (from information_schema.tables)", "the tables = all_tables"]],
  ["smuggled-text", ["a\u{E0068}\u{E0069}\u{E0068}\u{E0069}", "a\u200B\u200C\u200B\u200C\u200B\u200C\u200B\u200C", "a\u{E0110}\u{E0120}\u{E0130}\u{E0110}\u{E0120}\u{E0130}"], ["\u{1F3F4}\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}", "❤\uFE0F", "می\u200Cخواهم", "plain"]],
]; // biome-ignore format: one table

describe.each(rows)("%s", (name, found, left) => {
  test.each(found)("finds %j", (text) => expect(detectors[name]?.(text)).toBe(true));
  test.each(left)("leaves %j", (text) => expect(detectors[name]?.(text)).toBe(false));
});
