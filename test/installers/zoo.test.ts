import { isDeepStrictEqual } from "node:util";
import { stringify as stringifyToml } from "smol-toml";
import { describe, expect, test, vi } from "vitest";
import { stringify as stringifyYaml } from "yaml";
import type { ConfigEdit } from "../../src/install/edit.ts";
import { formatOf } from "../../src/install/formats.ts";
import { isOurs, listPaths, valueAt } from "../../src/install/ours.ts";
import type { Json } from "../../src/model/json.ts";
import { openBench, put, textOf } from "./bench.ts";
import { type Case, cases, written, ZOOS } from "./zoo/cases.ts";

vi.setConfig({ testTimeout: 60_000 }); // the files of a megabyte, on a machine that is busy

/** How other programs write the values of such a file; undefined where these cannot be written so. */
const WRITERS: Readonly<Record<keyof typeof ZOOS, (root: Json) => string | undefined>> = {
  json: (root) => same(root, JSON.stringify(root), JSON.parse),
  jsonc: (root) => same(root, JSON.stringify(root, undefined, 4), JSON.parse),
  toml: (root) => same(root, stringifyToml(root as object), (text) => formatOf("toml").parse("", text)),
  yaml: (root) => same(root, stringifyYaml(root, { indentSeq: false }), (text) => formatOf("yaml").parse("", text)),
};

function same(root: Json, text: string, read: (text: string) => unknown): string | undefined {
  return isDeepStrictEqual(read(text), root) ? text : undefined;
}

function place(one: Case) {
  const where = openBench(one.agent, one.scope);
  const file = where.base + one.edit.file;
  const text = written(one);
  put(file, text);
  return { ...where, file, text };
}

const all = cases();

test("the zoo has at least two hundred files", () => {
  const texts = [...ZOOS.json, ...ZOOS.toml, ...ZOOS.yaml].map(({ text }) => text);
  expect(new Set(texts).size).toBeGreaterThanOrEqual(200);
});

describe.each(all.filter(({ exhibit }) => exhibit.refused === undefined))(
  "$agent $scope $edit.file: $exhibit.name",
  (one) => {
    test("installing, again, upgrading, uninstalling gives every byte back", () => {
      const { install, uninstall, file, text, ledger } = place(one);
      install();
      const after = textOf(file) ?? "";
      expect(ourPlaces(one.edit, after)).toBe(one.edit.entries.length);
      expect(text.trim() === "" || isSubsequence(text, after)).toBe(true);
      install();
      expect(textOf(file)).toBe(after);
      install({ closed: true });
      install({ closed: true });
      uninstall();
      expect(textOf(file)).toBe(text);
      expect(ledger().all()).toEqual([]);
      expect(uninstall().changes).toEqual([]);
    });

    test("after a change by others ours is gone and theirs is intact", () => {
      const { install, uninstall, file, text, wish } = place(one);
      install();
      const now = textOf(file) ?? "";
      const [changed, expected] = others(one.edit, now, text);
      // Others rely on the version of the file once they have put something there.
      const shared = one.agent === "cursor" ? { version: 1 } : {};
      put(file, changed);
      uninstall();
      expect(ourPlaces(one.edit, textOf(file) ?? "")).toBe(0);
      expect(textOf(file)).not.toContain(wish.command);
      expect(formatOf(one.edit.format).parse(file, bare(textOf(file) ?? ""))).toEqual({
        ...(expected as object),
        ...shared,
      });
    });

    // Layouts are all that differs here; size was shown above.
    test.runIf(one.exhibit.text.length < 100_000)(
      "after it was written anew, in whatever layout, ours is gone and theirs is intact",
      () => {
        const { install, uninstall, file, text } = place(one);
        const { parse, normal = (root) => root } = formatOf(one.edit.format);
        const before = parse(file, bare(text)) as object;
        // Others rely on the version of the file where anything else is left in it.
        const shared = one.agent === "cursor" && Object.keys(before).length > 0 ? { version: 1 } : {};
        install();
        const rewritten = WRITERS[one.edit.format](parse(file, bare(textOf(file) ?? "")));
        if (rewritten === undefined) return;
        put(file, rewritten);
        uninstall();
        const left = textOf(file);
        expect(normal(left === undefined ? {} : parse(file, left))).toEqual(normal({ ...before, ...shared } as Json));
      },
    );
  },
);

test.each(all.filter(({ exhibit }) => exhibit.refused !== undefined))(
  "$agent $scope $edit.file refuses: $exhibit.name",
  (one) => {
    const { install, file, text, ledger } = place(one);
    const event = one.edit.entries[0]?.path[1] ?? "";
    expect(install).toThrow(new RegExp((one.exhibit.refused as RegExp).source.replace("EVENT", event)));
    expect(install).toThrow(/:\d+:\d+: .*(mend|change|write|delete|add) /);
    expect(textOf(file)).toBe(text);
    expect(ledger().get(file)).toBeUndefined();
  },
);

const bare = (text: string) => text.replace(/^\uFEFF/, "");

function ourPlaces(edit: ConfigEdit, text: string): number {
  const root = formatOf(edit.format).parse("", bare(text));
  return listPaths(root).flatMap((path) => (valueAt(root, path) as never[]).filter(isOurs)).length;
}

/** Another program adds something: JSON is even written anew, as agents do; the others get a line in front. */
function others(edit: ConfigEdit, now: string, before: string): [string, unknown] {
  const { parse } = formatOf(edit.format);
  const root = parse("", bare(before)) as object;
  const expected = { theirs: "x", ...root };
  if (edit.format === "json" && survives(bare(now))) {
    const rewritten = JSON.stringify({ ...JSON.parse(bare(now)), theirs: "x" }, undefined, 4);
    return [rewritten, { ...JSON.parse(bare(before).trim() || "{}"), theirs: "x" }];
  }
  const mark = now.startsWith("\uFEFF") ? "\uFEFF" : "";
  const text = bare(now);
  if (edit.format === "toml") return [`${mark}theirs = "x"\n${text}`, expected];
  if (edit.format === "yaml") {
    const line = `${/^ */.exec(text)?.[0]}theirs: x\n`;
    return [/^---/m.test(text) ? text.replace(/^---.*\n/m, `$&${line}`) : mark + line + text, expected];
  }
  return [
    mark + text.replace("{", '{"theirs": "x",'),
    parse(
      "",
      bare(before).trim() === ""
        ? '{"theirs":"x"}'
        : bare(before).replace("{", Object.keys(root).length > 0 ? '{"theirs": "x",' : '{"theirs": "x"'),
    ),
  ];
}

/** Whether a program that reads and writes JSON loses nothing. */
function survives(text: string): boolean {
  const value = JSON.parse(text);
  return !/"__proto__"/.test(text) && isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const char of part) {
    at = whole.indexOf(char, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
