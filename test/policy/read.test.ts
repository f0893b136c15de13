import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { publishSchema } from "../../src/policy/publish.ts";
import { readConfig } from "../../src/policy/read.ts";
import { configSchema } from "../../src/policy/schema.ts";
import { anyConfig } from "./samples.ts";

/** Dotted paths of what each reader objects to, down to the level on which both name a key. */
function objections(value: JsonObject): { readonly hook: readonly string[]; readonly schema: readonly string[] } {
  const result = configSchema.safeParse(value);
  const issues = result.success ? [] : result.error.issues;
  const schema = issues.map((each) => String(each.path[0] ?? (each.code === "unrecognized_keys" ? each.keys[0] : "")));
  return {
    hook: [...new Set(readConfig(value).problems.map((each) => each.path[0] ?? ""))].sort(),
    schema: [...new Set(schema)].sort(),
  };
}

const RIGHT: readonly JsonObject[] = [
  {},
  { version: 1, mode: "enforce", profile: "strict", failMode: "closed" },
  { $schema: "https://schema.test/guard.json", contact: "ask #security" },
  { categories: { git: { mode: "observe" } }, rules: { "fs.delete-home": { mode: "off", severity: "critical" } } },
  {
    exemptions: [
      { rule: "fs.x", reason: "generated", path: "gen/**", repo: "~/w", agent: "claude", expires: "2027-01-31" },
    ],
  },
  { exemptions: [{ rule: "fs.x", reason: "until noon", expires: "2027-01-31T12:00:00+02:00" }] },
  {
    rollout: [
      { percent: 10, from: "2027-01-31", mode: "enforce", rules: ["fs.x"], categories: ["git"], profile: "strict" },
      {},
    ],
  },
  { wrappers: ["rtk", "my-run.sh"], locks: ["mode", "gateway"], allowUserExemptions: true, minimumVersion: "0.3.0" },
  {
    gateway_url: "https://gw.test",
    api_key: "k",
    agent_id: "a",
    secret: "s",
    skip_low_risk: true,
    fail_open: false,
    timeout_ms: 80,
  },
  { gateway: {} },
  { gateway: { url: "https://gw.test", ask: "uncertain", when_unreachable: "closed", deadline_ms: 50 } },
  { gateway: { ask: ["git", "cloud"], content: "withheld", cache_ms: 0, when_unreachable: {} } },
  {
    gateway: {
      when_unreachable: { default: "local", categories: { cloud: "closed" }, rules: { "git.force-push": "open" } },
    },
  },
];

const WRONG: readonly (readonly [JsonObject, readonly string[]])[] = [
  [{ mode: "enforced" }, ["mode"]],
  [{ mode: 1, profile: null, failMode: ["closed"] }, ["failMode", "mode", "profile"]],
  [{ version: 2 }, ["version"]],
  [{ version: "1" }, ["version"]],
  [{ colour: "red" }, ["colour"]],
  [{ categories: [] }, ["categories"]],
  [{ categories: { git: "off" } }, ["categories"]],
  [{ categories: { git: { severity: "low" } } }, ["categories"]],
  [{ rules: { "FS.X": {} } }, ["rules"]],
  [{ rules: { [`a${"b".repeat(100)}`]: {} } }, ["rules"]],
  [{ rules: { "fs.x": { severity: "fatal" } } }, ["rules"]],
  [{ exemptions: [{ rule: "fs.x" }] }, ["exemptions"]],
  [{ rollout: {} }, ["rollout"]],
  [{ rollout: [{ percent: 101 }] }, ["rollout"]],
  [{ rollout: [{ percent: 0.5 }] }, ["rollout"]],
  [{ rollout: [{ from: "tomorrow" }] }, ["rollout"]],
  [{ rollout: [{ rules: "fs.x" }] }, ["rollout"]],
  [{ rollout: [{ machine: "m" }] }, ["rollout"]],
  [{ exemptions: [{ rule: "fs.x", reason: "" }] }, ["exemptions"]],
  [{ exemptions: [{ rule: "fs.x", reason: "r", host: "h" }] }, ["exemptions"]],
  [{ exemptions: [{ rule: "fs.x", reason: "r", expires: "soon" }] }, ["exemptions"]],
  [{ exemptions: [{ rule: "fs.x", reason: "r", expires: "2027-13-01" }] }, ["exemptions"]],
  [{ wrappers: ["a b"] }, ["wrappers"]],
  [{ wrappers: "rtk" }, ["wrappers"]],
  [{ locks: ["everything"] }, ["locks"]],
  [{ gateway_url: "ftp://x" }, ["gateway_url"]],
  [{ gateway: "https://gw.test" }, ["gateway"]],
  [{ gateway: { ask: "some" } }, ["gateway"]],
  [{ gateway: { ask: ["A B"] } }, ["gateway"]],
  [{ gateway: { ask: {} } }, ["gateway"]],
  [{ gateway: { when_unreachable: "ask" } }, ["gateway"]],
  [{ gateway: { when_unreachable: ["closed"] } }, ["gateway"]],
  [{ gateway: { when_unreachable: { rules: { "fs.x": "deny" } } } }, ["gateway"]],
  [{ gateway: { when_unreachable: { colour: "closed" } } }, ["gateway"]],
  [{ gateway: { deadline_ms: 9 } }, ["gateway"]],
  [{ gateway: { content: "all" } }, ["gateway"]],
  [{ gateway: { secret: "s" } }, ["gateway"]],
  [{ timeout_ms: 0 }, ["timeout_ms"]],
  [{ timeout_ms: 1.5 }, ["timeout_ms"]],
  [{ skip_low_risk: "yes" }, ["skip_low_risk"]],
  [{ contact: "x".repeat(101) }, ["contact"]],
];

describe("the two readers of guard.json", () => {
  it.each(RIGHT.map((value) => [JSON.stringify(value), value] as const))("both accept %s", (_, value) => {
    expect(objections(value)).toEqual({ hook: [], schema: [] });
  });

  it.each(WRONG.map(([value, keys]) => [JSON.stringify(value), value, keys] as const))(
    "both object to %s",
    (_, value, keys) => {
      expect(objections(value)).toEqual({ hook: keys, schema: keys });
    },
  );

  it("agree on right configurations", () => {
    fc.assert(
      fc.property(anyConfig, (value) => {
        expect(objections(value)).toEqual({ hook: [], schema: [] });
      }),
    );
  });

  it("agree on configurations with one value replaced by anything", () => {
    const keys = Object.keys(configSchema.shape);
    fc.assert(
      fc.property(anyConfig, fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 3 }), (value, key, other) => {
        const { hook, schema } = objections({ ...value, [key]: other as JsonObject });
        expect(hook).toEqual(schema);
      }),
      { numRuns: 1000 },
    );
  });

  it("leave out what is wrong and keep the rest", () => {
    const { config } = readConfig({
      mode: "enforce",
      profile: 7,
      wrappers: ["rtk", 7],
      rules: { "fs.x": { mode: "of", severity: "high" } },
    });
    expect(config).toMatchObject({ mode: "enforce", wrappers: ["rtk"], rules: { "fs.x": { severity: "high" } } });
    expect(config.profile).toBeUndefined();
  });

  it("take no name that means something to the language", () => {
    const { config, problems } = readConfig(
      JSON.parse('{"rules":{"__proto__":{"mode":"off"}},"__proto__":{"mode":"off"}}'),
    );
    expect(config.mode).toBeUndefined();
    expect(config.rules).toEqual({});
    expect(problems).toHaveLength(2);
  });

  it("never repeat a value in a message", () => {
    const { problems } = readConfig({
      mode: "hunter2",
      api_key: ["hunter2"],
      gateway_url: "hunter2",
      timeout_ms: "hunter2",
    });
    expect(problems).toHaveLength(4);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  it("take the gateway's section before the flat names", () => {
    const { gateway } = readConfig({
      gateway_url: "https://old.test",
      secret: "s",
      gateway: { url: "https://new.test", when_unreachable: "closed" },
    }).config;
    const closed = { default: "closed", categories: {}, rules: {} };
    expect(gateway).toEqual({ gateway_url: "https://new.test", secret: "s", when_unreachable: closed });
  });

  it("take fail_open for failMode unless that is stated too", () => {
    expect(readConfig({ fail_open: true }).config.failMode).toBe("open");
    expect(readConfig({ fail_open: false }).config.failMode).toBe("closed");
    expect(readConfig({ fail_open: true, failMode: "closed" }).config.failMode).toBe("closed");
  });

  it("count a date to its end and a moment to itself", () => {
    const expires = (value: string) =>
      readConfig({ exemptions: [{ rule: "a", reason: "b", expires: value }] }).config.exemptions[0]?.expires;
    expect(expires("2027-01-31")).toBe(Date.UTC(2027, 1, 1));
    expect(expires("2027-01-31T12:00Z")).toBe(Date.UTC(2027, 0, 31, 12));
  });
});

it("the published schema is up to date (node src/policy/publish.ts renews it)", () => {
  const file = join(mkdtempSync(join(tmpdir(), "schema-")), "guard.schema.json");
  publishSchema(file);
  const parse = (path: string | URL) => JSON.parse(readFileSync(path, "utf8"));
  expect(parse(new URL("../../docs/guard.schema.json", import.meta.url))).toEqual(parse(file));
});
