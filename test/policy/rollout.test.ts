import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { decide } from "../../src/policy/decide.ts";
import { modeFor, policyAt } from "../../src/policy/effective.ts";
import { asEnforced } from "../../src/policy/enforced.ts";
import { decideFailure } from "../../src/policy/failure.ts";
import { EMPTY_LAYER } from "../../src/policy/layer.ts";
import { loadPolicy } from "../../src/policy/load.ts";
import { machineId } from "../../src/policy/machine-id.ts";
import { MODES, PROFILES } from "../../src/policy/order.ts";
import type { PolicyPlaces } from "../../src/policy/places.ts";
import { cohortOf, withStages } from "../../src/policy/rollout.ts";
import { finding } from "./samples.ts";

const DAY = Date.parse("2027-01-10");
const rule = { rule: "git.force-push", category: "git", pinned: false };

let root: string;
let places: PolicyPlaces;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rollout-"));
  places = {
    managed: join(root, "etc/guard.json"),
    user: join(root, "home/guard.json"),
    projects: [join(root, "work/guard.json")],
    memory: undefined,
    trust: undefined,
  };
});

function load(said: { readonly managed?: JsonObject; readonly user?: JsonObject; readonly project?: JsonObject }) {
  const files = { managed: places.managed, user: places.user, project: places.projects[0] };
  for (const layer of ["managed", "user", "project"] as const) {
    const file = files[layer];
    if (said[layer] === undefined || file === undefined) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(said[layer]));
  }
  return loadPolicy(places, "1.0.0");
}

describe("a stage", () => {
  it.each<[string, JsonObject, string]>([
    ["for everyone, of any day", { rollout: [{}] }, "enforce enforce balanced"],
    ["for nobody", { rollout: [{ percent: 0 }] }, "observe observe balanced"],
    ["of a day to come", { rollout: [{ from: "2027-01-11" }] }, "observe observe balanced"],
    ["of this day", { rollout: [{ from: "2027-01-10" }] }, "enforce enforce balanced"],
    ["of a category", { rollout: [{ categories: ["git"] }] }, "observe enforce balanced"],
    ["of another category", { rollout: [{ categories: ["cloud"] }] }, "observe observe balanced"],
    ["of a rule", { rollout: [{ rules: ["git.force-push"] }] }, "observe enforce balanced"],
    ["of a profile alone", { rollout: [{ profile: "strict" }] }, "observe observe strict"],
    ["that is milder than the file", { mode: "enforce", rollout: [{ mode: "observe" }] }, "enforce enforce balanced"],
    [
      "that is milder than the file's profile",
      { profile: "strict", rollout: [{ profile: "permissive" }] },
      "observe observe strict",
    ],
    [
      "before the one that replaces it",
      { rollout: [{ rules: ["git.force-push"] }, { from: "2027-01-20" }] },
      "observe enforce balanced",
    ],
  ])("%s", (_name, managed, expected) => {
    const policy = policyAt(load({ managed }), DAY);
    expect(`${policy.mode.value} ${modeFor(policy, rule).value} ${policy.profile.value}`).toBe(expected);
  });

  it("comes into force while the policy stays loaded", () => {
    const policy = load({ managed: { rollout: [{ from: "2027-01-10", categories: ["destructive-fs"] }] } });
    const verdict = (now: number) => decide([finding()], [], policy, { agent: "claude", workspace: [], now }).verdict;
    expect([verdict(DAY - 1), verdict(DAY)]).toEqual(["allow", "ask"]);
  });

  it("counts for calls that could not be checked", () => {
    const policy = load({ managed: { failMode: "closed", rollout: [{ from: "2027-01-10" }] } });
    const failure = { kind: "internal", detail: "x" } as const;
    expect([DAY - 1, DAY, undefined].map((now) => decideFailure(failure, policy, now).verdict)).toEqual([
      "allow",
      "deny",
      "allow",
    ]);
  });

  it("keeps its days where everything is taken as enforced", () => {
    const policy = asEnforced(load({ managed: { rollout: [{ from: "2027-01-10", profile: "strict" }] } }));
    expect(policyAt(policy, DAY)).toMatchObject({ mode: { value: "enforce" }, profile: { value: "strict" } });
  });

  it("of a project tightens, too", () => {
    expect(load({ user: { mode: "observe" }, project: { rollout: [{}] } }).mode).toEqual({
      value: "enforce",
      layer: "project",
    });
  });

  it.each(["rollout", "mode", "rules"])("is dropped where the managed file locks %s", (key) => {
    const policy = load({ managed: { locks: [key] }, user: { rollout: [{}] } });
    expect(policy.mode).toEqual({ value: "observe", layer: "builtin" });
    expect(policy.problems.map((each) => each.kind)).toEqual(["locked"]);
  });

  it("that cannot be read counts as the strictest it could have been", () => {
    const policy = load({ user: { rollout: [{ percent: "10" }] } });
    expect(policy.mode.value).toBe("enforce");
    expect(policy.problems.map((each) => each.message)).toEqual([
      '"rollout.0.percent" must be a whole number from 0 to 100',
    ]);
  });
});

describe("the cohort", () => {
  it("is asked for only where a share is given", () => {
    expect(load({ managed: { rollout: [{ percent: 100 }] } }).cohort).toBeUndefined();
    expect(load({ managed: { rollout: [{ percent: 50 }] } }).cohort).toBe(cohortOf(machineId()));
  });

  it("spreads machines evenly", () => {
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      const slot = Math.floor(cohortOf(i.toString(16).padStart(32, "0")) / 10);
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1150);
  });
});

it("a stage never loosens what its layer says, and more machines never mean fewer", () => {
  const stage = fc.record(
    {
      percent: fc.integer({ min: 0, max: 100 }),
      mode: fc.constantFrom(...MODES),
      profile: fc.constantFrom(...PROFILES),
      rules: fc.constantFrom([], ["git.force-push"]),
    },
    { requiredKeys: [] },
  );
  const layer = fc.record(
    { mode: fc.constantFrom(...MODES), profile: fc.constantFrom(...PROFILES) },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(layer, fc.array(stage, { maxLength: 4 }), fc.integer({ min: 0, max: 99 }), (own, rollout, cohort) => {
      const config = { ...EMPTY_LAYER, ...own, rollout };
      const staged = withStages(config, cohort, DAY);
      const rank = (value: string | undefined, order: readonly string[]) =>
        value === undefined ? 0 : order.indexOf(value);
      expect(rank(staged.mode, MODES)).toBeGreaterThanOrEqual(rank(config.mode, MODES));
      expect(rank(staged.profile, PROFILES)).toBeGreaterThanOrEqual(rank(config.profile, PROFILES));
      const earlier = withStages(config, 0, DAY);
      expect(rank(earlier.mode, MODES)).toBeGreaterThanOrEqual(rank(staged.mode, MODES));
    }),
  );
});
