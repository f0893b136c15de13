import fc from "fast-check";
import type { Finding } from "../../src/model/decision.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { EffectivePolicy } from "../../src/policy/effective.ts";
import { mergeLayers, type ReadLayer } from "../../src/policy/merge.ts";
import { FAIL_MODES, MODES, PROFILES, SEVERITIES } from "../../src/policy/order.ts";
import { readConfig } from "../../src/policy/read.ts";

export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: "fs.delete-wide",
    title: "Deletes more than was meant",
    category: "destructive-fs",
    severity: "high",
    catastrophic: false,
    exemptable: true,
    loses: "files",
    advice: "name the files",
    effects: [],
    span: { start: 0, end: 1 },
    evidence: "rm",
    layer: "builtin",
    ...overrides,
  };
}

export type Said = Partial<Record<"managed" | "bundle" | "user" | "project", JsonObject>>;

export function layersOf(said: Said): readonly ReadLayer[] {
  return (["managed", "bundle", "user", "project"] as const).flatMap((layer) => {
    const json = said[layer];
    return json === undefined ? [] : [{ layer, file: `/${layer}.json`, config: readConfig(json).config }];
  });
}

export function policyOf(said: Said): EffectivePolicy {
  return mergeLayers(layersOf(said));
}

const RULES = ["fs.delete-wide", "git.force-push", "fs.delete-root"] as const;
const CATEGORIES = ["destructive-fs", "git"] as const;

const setting = fc.record({ mode: fc.constantFrom(...MODES) }, { requiredKeys: [] });
const ruleSetting = fc.record(
  { mode: fc.constantFrom(...MODES), severity: fc.constantFrom(...SEVERITIES) },
  { requiredKeys: [] },
);

/** Right configurations without keys that name places or times. */
export const anyConfig = fc.record(
  {
    version: fc.constant(1),
    mode: fc.constantFrom(...MODES),
    profile: fc.constantFrom(...PROFILES),
    failMode: fc.constantFrom(...FAIL_MODES),
    categories: fc.dictionary(fc.constantFrom(...CATEGORIES), setting),
    rules: fc.dictionary(fc.constantFrom(...RULES), ruleSetting),
    exemptions: fc.array(fc.record({ rule: fc.constantFrom(...RULES), reason: fc.constant("known") }), {
      maxLength: 2,
    }),
    fail_open: fc.boolean(),
  },
  { requiredKeys: [] },
) as unknown as fc.Arbitrary<JsonObject>;

export const anyFinding = fc
  .record({
    rule: fc.constantFrom(...RULES),
    category: fc.constantFrom(...CATEGORIES),
    severity: fc.constantFrom(...SEVERITIES),
    catastrophic: fc.boolean(),
    exemptable: fc.boolean(),
    evidence: fc.constantFrom("a", "b"),
  })
  .map(finding);
