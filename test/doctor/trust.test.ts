import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { trust } from "../../src/doctor/checks/trust.ts";
import { examine } from "../../src/doctor/examine.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { type Home, makeHome, put, setUp } from "./homes.ts";

const CODEX = fileURLToPath(new URL("./stand-in-codex.ts", import.meta.url));

let home: Home;
afterEach(() => home.remove());

async function problems(spoil: (folder: string) => void, more: Readonly<Record<string, string>> = {}) {
  home = makeHome(process.execPath);
  setUp.codex(home);
  const program = join(home.path, "bin", "codex");
  put(program, `#!/bin/sh\nexec '${process.execPath}' '${CODEX}' "$@"\n`);
  chmodSync(program, 0o755);
  spoil(join(home.path, ".codex"));
  const cwd = join(home.path, "project");
  mkdirSync(cwd);
  const env = { HOME: home.path, PATH: join(home.path, "bin"), ...more };
  const around = { machine: thisMachine(env), env, cwd, home: home.path, journal: undefined, now: 0, root: home.path };
  return (await examine(around, [trust])).results.flatMap((result) => result.problems);
}

const change = (file: string, from: string | RegExp, to: string) =>
  put(file, readFileSync(file, "utf8").replace(from, to));

it("has nothing to say where both hooks are trusted", async () => {
  expect(await problems(() => {})).toEqual([]);
});

it.each<[string, (folder: string) => void, readonly string[]]>([
  [
    "trust is withdrawn",
    (folder) => put(join(folder, "config.toml"), ""),
    ["pre_tool_use:0:0 as untrusted", "post_tool_use:0:0 as untrusted"],
  ],
  [
    "the handler is not the one that was trusted",
    (folder) => change(join(folder, "hooks.json"), '"timeout": 10', '"timeout": 11'),
    ["pre_tool_use:0:0 as modified"],
  ],
  [
    "another hook was put before it",
    (folder) =>
      change(join(folder, "hooks.json"), /("PreToolUse": \[)/, '$1{"hooks": [{"type": "command", "command": "x"}]},'),
    ["pre_tool_use:1:0 as untrusted"],
  ],
  [
    "it is disabled",
    (folder) => change(join(folder, "config.toml"), "trusted_hash", "enabled = false\ntrusted_hash"),
    ["pre_tool_use:0:0 disabled"],
  ],
])("says which hook is passed over where %s", async (_, spoil, hooks) => {
  const found = await problems(spoil);
  expect(found.map(({ what }) => what)).toEqual(
    hooks.map((each) => `Codex has the hook ${home.path}/.codex/hooks.json:${each}`),
  );
  for (const problem of found) {
    expect(problem).toMatchObject({ weight: "error", agent: "codex", file: join(home.path, ".codex", "hooks.json") });
    expect(problem.why).toMatch(/passed over/);
    expect(problem.fix).toMatch(problem.what.endsWith("disabled") ? /^enable it with/ : /clampd-guard install codex/);
  }
});

it("says so where hooks are switched off", async () => {
  const found = await problems((folder) => change(join(folder, "config.toml"), /^/, "[features]\nhooks = false\n"));
  expect(found).toMatchObject([{ weight: "error", what: "Codex does not list the guard's hooks" }]);
});

it("only notes that a Codex which knows no such question does not tell", async () => {
  const found = await problems(() => {}, { MUTE: "1" });
  expect(found).toMatchObject([{ weight: "note", fix: "clampd-guard doctor --prove codex" }]);
  expect(found[0]?.why).not.toBe("");
});
