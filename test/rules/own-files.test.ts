import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { enginePlaces } from "../../src/engine/places.ts";
import { Ledger } from "../../src/install/ledger.ts";
import { homeOf } from "../../src/install/program.ts";
import { policyPlaces } from "../../src/policy/places.ts";
import { readPacks } from "../../src/rules/build.ts";
import { compileRules } from "../../src/rules/compile.ts";
import { createMatcher } from "../../src/rules/match.ts";
import { judge } from "./judge.ts";

const { rules, dictionaries, files } = await readPacks(new URL("../../rules/", import.meta.url).pathname);
const packs = files.map(({ pack }) => pack).filter((pack) => pack !== undefined);
const shipped = createMatcher(compileRules(rules, dictionaries, packs));

const HOME = "/home/dev";
const own = homeOf("linux", "user", HOME);
const machine = homeOf("linux", "managed", undefined);
const policy = policyPlaces("linux", HOME, []);
const engine = enginePlaces(HOME, "0123456789abcdef");

/** Everything that the guard needs, by the code that puts it there: what moves is protected at its new place or fails here. */
const PLACES: readonly string[] = [
  ...[own, machine].flatMap(({ state, command }) => [
    state,
    command,
    join(state, "versions", "1.0.0+abc", "clampd-guard-full"),
    join(state, "versions"),
    join(state, "install.lock"),
    join(new Ledger(state).folder, "manifest.json"),
  ]),
  ...[policy.managed, policy.user, policy.memory, engine?.socket, engine?.lock].filter((file) => file !== undefined),
  ...["journal", "run", "bundle/root.json", "gateway/state.json", "spool", "config.toml"].map((name) =>
    join(own.state, name),
  ),
];

const ACTS: readonly ((place: string) => string)[] = [
  (place) => `rm -rf ${place}`,
  (place) => `mv ${place} /tmp/x`,
  (place) => `chmod 000 ${place}`,
  (place) => `ln -sfn /bin/true ${place}`,
  (place) => `cp /bin/true ${place}`,
  (place) => `python3 -c "import os; os.rename('${place}', '/tmp/x')"`,
  (place) => `sudo mount --bind /tmp/x ${place}`,
];

describe("the guard's own files", () => {
  test("are known", () => expect(PLACES.length).toBeGreaterThan(20));

  for (const place of PLACES) {
    test(`${place} cannot be changed by a tool call`, () => {
      for (const act of ACTS) {
        const { verdict, findings } = judge(act(place), [shipped]);
        expect({ act: act(place), verdict }).toEqual({ act: act(place), verdict: "deny" });
        const ids = findings.map(({ rule }) => rule);
        const pinned = rules.filter(({ source }) => source.exemptable === false).map(({ source }) => source.id);
        expect(
          ids.some((id) => pinned.includes(id)),
          act(place),
        ).toBe(true);
      }
    });

    test(`${place} can be looked at`, () => {
      for (const look of [`ls -l ${place}`, `stat ${place}`]) expect(judge(look, [shipped]).verdict).toBe("allow");
    });
  }

  test("Claude Code's file of the machine, too", () => {
    const file = "/etc/claude-code/managed-settings.d/50-clampd.json";
    for (const act of ACTS.slice(0, 5))
      expect(["ask", "deny"], act(file)).toContain(judge(act(file), [shipped]).verdict);
  });
});
