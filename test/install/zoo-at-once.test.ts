import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { installers } from "../../installers/all.ts";
import { formatOf } from "../../src/install/formats.ts";
import { isOurs, listPaths, valueAt } from "../../src/install/ours.ts";
import { put, textOf } from "../installers/bench.ts";
import { type Case, cases, written } from "../installers/zoo/cases.ts";

const SCRIPT = fileURLToPath(new URL("./one-run.ts", import.meta.url));
const AGENTS = installers.map(({ agent }) => agent);
/** Those of a megabyte hold up the others for no more than their size. */
const CASES = cases().filter(({ scope, exhibit }) => scope === "user" && exhibit.text.length < 100_000);
const FILES = [...Map.groupBy(CASES, ({ edit }) => edit.file)];
const HOMES = 6;

const made: string[] = [];
afterEach(() => {
  for (const base of made.splice(0)) rmSync(base, { recursive: true, force: true });
});

/** One exhibit for each file of every agent, spread over the whole zoo. */
function pick(home: number): readonly Case[] {
  return FILES.map(([, all], index) => all[Math.floor(((home + index / FILES.length) / HOMES) * all.length)] as Case);
}

/** The exit codes of runs that were started at once. */
async function atOnce(what: string, home: string, times: number): Promise<readonly number[]> {
  const args = [SCRIPT, what, home, join(home, "program"), "1", ...AGENTS];
  const one = () =>
    new Promise<number>((resolve) =>
      execFile(process.execPath, args, (error, _, stderr) => {
        const code = error === null ? 0 : Number(error.code);
        if (![0, 3].includes(code)) console.error(stderr);
        resolve(code);
      }),
    );
  return await Promise.all(Array.from({ length: times }, one));
}

function ourPlaces({ edit }: Case, text: string): number {
  const root = formatOf(edit.format).parse("", text.replace(/^\uFEFF/, ""));
  return listPaths(root).flatMap((path) => (valueAt(root, path) as never[]).filter(isOurs)).length;
}

test.each(Array.from({ length: HOMES }, (_, index) => index))(
  "installed and taken away by several at once, hostile files come back to the byte (%i)",
  async (index) => {
    const base = realpathSync(mkdtempSync(join(tmpdir(), "clampd-at-once-")));
    made.push(base);
    const home = join(base, "home");
    const picked = pick(index).map((one) => ({ one, file: base + one.edit.file, text: written(one) }));
    for (const { file, text } of picked) put(file, text);
    writeFileSync(join(home, "program"), "#!/bin/sh\n", { mode: 0o755 });
    const refused = new Set(picked.flatMap(({ one }) => (one.exhibit.refused === undefined ? [] : [one.agent])));
    const code = refused.size > 0 ? 3 : 0;
    expect(await atOnce("install", home, 3)).toEqual([code, code, code]);
    for (const { one, file, text } of picked) {
      // Where one of an agent's files cannot be changed, none of them is.
      if (refused.has(one.agent)) expect(textOf(file), file).toBe(text);
      else expect(ourPlaces(one, textOf(file) ?? ""), file).toBe(one.edit.entries.length);
    }
    await atOnce("uninstall", home, 2);
    for (const { file, text } of picked) expect(textOf(file), file).toBe(text);
    const left = readdirSync(home, { recursive: true }).map(String);
    expect(left.filter((name) => /\.clampd-\d/.test(name))).toEqual([]);
  },
  60_000,
);

test("both kinds are among them", () => {
  const all = Array.from({ length: HOMES }, (_, index) => pick(index)).flat();
  expect(new Set(all.map(({ exhibit }) => exhibit.refused === undefined)).size).toBe(2);
  expect(new Set(all.map(({ exhibit }) => exhibit.text)).size).toBeGreaterThan(25);
});
