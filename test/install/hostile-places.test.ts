import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  type Stats,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { installers } from "../../installers/all.ts";
import { Refusal } from "../../src/install/refusal.ts";
import { codeOf } from "../../src/policy/file.ts";
import { openBench, put, textOf } from "../installers/bench.ts";

type Place = ReturnType<typeof openBench>;

/** What stands at a path itself, links not followed. */
function standing(path: string): string {
  let stats: Stats | undefined;
  try {
    stats = lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return codeOf(error);
  }
  if (stats === undefined) return "nothing";
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(path)}`;
  return stats.isFile() ? `file ${readFileSync(path, "latin1")}` : `other ${stats.mode}`;
}

/** The path itself, with the folder that it is in made. */
function inside(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

describe("a place in which no file can be changed is refused, and left as it is", () => {
  test.each<[string, (place: Place) => void, RegExp]>([
    ["a folder", ({ file }) => mkdirSync(file, { recursive: true }), /is not a regular file/],
    ["a pipe", ({ file }) => execFileSync("mkfifo", [inside(file)]), /is not a regular file/],
    ["a link to itself", ({ file }) => symlinkSync(file, inside(file)), /in a circle/],
    [
      "two links to each other",
      ({ file }) => {
        symlinkSync(`${file}2`, inside(file));
        symlinkSync(file, `${file}2`);
      },
      /in a circle/,
    ],
    ["a link to a device", ({ file }) => symlinkSync("/dev/null", inside(file)), /is not a regular file/],
    ["a file in the folder's place", ({ file }) => put(dirname(file), "x"), /folder cannot be looked at \(ENOTDIR\)/],
    ["a folder that is a link to itself", ({ file }) => symlinkSync(dirname(file), dirname(file)), /\(ELOOP\)/],
    [
      "a folder that is a link to nothing",
      ({ base, file }) => symlinkSync(join(base, "x"), dirname(file)),
      /cannot be made/,
    ],
    ["UTF-16", ({ file }) => writeFileSync(inside(file), Buffer.from("\uFEFF{}", "utf16le")), /is not UTF-8/],
    ["Latin-1", ({ file }) => writeFileSync(inside(file), Buffer.from('{"é": 1}', "latin1")), /:1:3: is not UTF-8/],
    ["17 megabytes", ({ file }) => put(file, `{"a": "${"x".repeat(17_000_000)}"}`), /is larger than/],
    ["a file in the guard's place", ({ state }) => put(state, "x"), /cannot be made/],
    ["a file in the backups' place", ({ state }) => put(join(state, "backups"), "x"), /cannot be made/],
    ...[
      '{"version": 1',
      "[]",
      "null",
      '{"version": 1, "files": null}',
      '{"version": 1, "files": {"/x": {"agent": "claude"}}}',
    ].map((text): [string, (place: Place) => void, RegExp] => [
      `a record that says ${text}`,
      ({ state }) => put(join(state, "backups", "manifest.json"), text),
      /manifest\.json: is damaged; move it away/,
    ]),
    [
      "a record of a newer version",
      ({ state }) => put(join(state, "backups", "manifest.json"), '{"version": 2, "files": {}}'),
      /was written by a newer clampd-guard/,
    ],
  ])("%s", (_, prepare, said) => {
    const place = openBench("claude");
    prepare(place);
    const before = standing(place.file);
    expect(place.install).toThrow(Refusal);
    expect(place.install).toThrow(said);
    expect(standing(place.file)).toBe(before);
  });
});

describe("a link to nothing", () => {
  test.each(["there.json", "not/there/yet.json"])("to %s is followed and leads to nothing again", (name) => {
    const { install, uninstall, base, file } = openBench("claude");
    inside(file);
    symlinkSync(join(base, name), file);
    install();
    expect(textOf(join(base, name))).toContain("PreToolUse");
    uninstall();
    expect(standing(file)).toBe(`link to ${join(base, name)}`);
    expect(standing(join(base, name))).toBe("nothing");
    expect(standing(join(base, "not"))).toBe("nothing");
  });
});

test("the other name of a file with two names keeps what it says", () => {
  const { install, uninstall, base, file } = openBench("claude");
  put(join(base, "other"), "{}");
  inside(file);
  linkSync(join(base, "other"), file);
  install();
  uninstall();
  expect([textOf(file), textOf(join(base, "other"))]).toEqual(["{}", "{}"]);
});

describe("entries of which no record tells", () => {
  const places = installers.flatMap(({ agent, scopes }) => scopes.map((scope) => [agent, scope] as const));
  const TEXTS: Readonly<Record<string, string>> = { toml: "a = 1\n", yaml: "a: 1\n", json: '{\n  "version": 1\n}\n' };

  test.each(
    places.flatMap(([agent, scope]) => [[agent, scope, "this home"] as const, [agent, scope, "another"] as const]),
  )("%s %s, of %s, go with an uninstallation after another installation", (agent, scope, whose) => {
    const { install, uninstall, installer, site, wish, state, home } = openBench(agent, scope);
    const edits = [...installer.edits(site, wish), ...(installer.followUp?.(site, wish, () => undefined) ?? [])];
    for (const { file } of edits) put(file, TEXTS[file.split(".").at(-1) ?? ""] ?? "");
    const before = edits.map(({ file }) => textOf(file));
    install();
    rmSync(state, { recursive: true });
    if (whose === "another")
      for (const { file } of edits) put(file, (textOf(file) ?? "").replaceAll(`${home}/.clampd`, "/elsewhere/.clampd"));
    install();
    uninstall();
    expect(edits.map(({ file }) => textOf(file))).toEqual(before);
  });
});
