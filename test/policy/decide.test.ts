import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mode, Profile, Severity, Verdict } from "../../src/model/decision.ts";
import type { Effect } from "../../src/model/effect.ts";
import { type DecisionContext, decide } from "../../src/policy/decide.ts";
import { decideFailure } from "../../src/policy/failure.ts";
import { mergeLayers } from "../../src/policy/merge.ts";
import { VERDICTS } from "../../src/policy/order.ts";
import { anyConfig, anyFinding, finding, layersOf, policyOf, type Said } from "./samples.ts";

const CONTEXT: DecisionContext = {
  agent: "claude",
  workspace: ["/w"],
  home: "/home/me",
  repo: "/w",
  now: Date.UTC(2027, 0, 1),
};
const rank = (verdict: Verdict) => VERDICTS.indexOf(verdict);

function unknown(reason: string): Effect {
  return {
    kind: "unknown",
    reason,
    detail: "",
    certainty: "unknown",
    span: { start: 0, end: 1 },
    by: "sh",
    elevated: false,
    where: "local",
    tags: [],
  };
}

function remove(path: string, extra: object = {}): Effect {
  const target = { raw: path, path, scope: "workspace", classes: [], glob: /[*?]/.test(path), ...extra } as const;
  return {
    kind: "delete",
    target,
    recursive: true,
    how: "remove",
    certainty: "known",
    span: { start: 0, end: 1 },
    by: "rm",
    elevated: false,
    where: "local",
    tags: [],
  };
}

describe("profiles", () => {
  const TABLE: readonly (readonly [Profile, Severity, Verdict])[] = [
    ["permissive", "critical", "deny"],
    ["permissive", "high", "warn"],
    ["permissive", "medium", "allow"],
    ["permissive", "low", "allow"],
    ["balanced", "critical", "deny"],
    ["balanced", "high", "ask"],
    ["balanced", "medium", "warn"],
    ["balanced", "low", "allow"],
    ["strict", "critical", "deny"],
    ["strict", "high", "deny"],
    ["strict", "medium", "ask"],
    ["strict", "low", "warn"],
  ];
  it.each(TABLE)("%s: %s comes to %s", (profile, severity, verdict) => {
    const policy = policyOf({ user: { mode: "enforce", profile } });
    expect(decide([finding({ severity })], [], policy, CONTEXT)).toMatchObject({ verdict, wouldBe: verdict, profile });
  });
});

describe("modes", () => {
  const TABLE: readonly (readonly [string, Said, Mode, string])[] = [
    ["nobody speaks", {}, "observe", "builtin"],
    ["the user loosens the default", { user: { mode: "off" } }, "off", "user"],
    ["the project cannot", { project: { mode: "off" } }, "observe", "builtin"],
    ["the project tightens", { user: { mode: "observe" }, project: { mode: "enforce" } }, "enforce", "project"],
    ["the user cannot loosen managed", { managed: { mode: "enforce" }, user: { mode: "off" } }, "enforce", "managed"],
    ["the user tightens managed", { managed: { mode: "observe" }, user: { mode: "enforce" } }, "enforce", "user"],
    [
      "a rule goes before the general mode of its layer",
      { user: { mode: "enforce", rules: { "fs.delete-wide": { mode: "off" } } } },
      "off",
      "user",
    ],
    [
      "a rule goes before its category",
      {
        user: {
          categories: { "destructive-fs": { mode: "enforce" } },
          rules: { "fs.delete-wide": { mode: "observe" } },
        },
      },
      "observe",
      "user",
    ],
    [
      "a user's rule does not loosen managed",
      { managed: { mode: "enforce" }, user: { rules: { "fs.delete-wide": { mode: "off" } } } },
      "enforce",
      "managed",
    ],
    [
      "a project's category tightens",
      { project: { categories: { "destructive-fs": { mode: "enforce" } } } },
      "enforce",
      "project",
    ],
    [
      "managed off is no wall against tightening",
      { managed: { mode: "off" }, project: { mode: "observe" } },
      "observe",
      "project",
    ],
  ];
  it.each(TABLE)("%s", (_, said, mode, layer) => {
    const { judged } = decide([finding()], [], policyOf(said), CONTEXT);
    expect(judged[0]).toMatchObject({ mode, layer: layer === "builtin" ? "builtin" : layer });
  });

  it("observes in silence and says what it would have been", () => {
    expect(decide([finding({ severity: "critical" })], [], policyOf({}), CONTEXT)).toMatchObject({
      verdict: "allow",
      wouldBe: "deny",
      mode: "observe",
    });
  });

  it("says nothing where it is off", () => {
    expect(decide([finding({ severity: "critical" })], [], policyOf({ user: { mode: "off" } }), CONTEXT)).toMatchObject(
      { verdict: "allow", wouldBe: "allow" },
    );
  });

  it.each([{ catastrophic: true }, { exemptable: false }])("does not switch %j off one by one", (kind) => {
    const said = { rules: { "fs.delete-wide": { mode: "off" } }, categories: { "destructive-fs": { mode: "off" } } };
    const decision = decide(
      [finding({ severity: "critical", ...kind })],
      [],
      policyOf({ user: { mode: "enforce", ...said } }),
      CONTEXT,
    );
    expect(decision.verdict).toBe("deny");
  });

  it("denies the catastrophic under every profile", () => {
    const policy = policyOf({ user: { mode: "enforce", profile: "permissive" } });
    expect(decide([finding({ severity: "low", catastrophic: true })], [], policy, CONTEXT).verdict).toBe("deny");
  });

  it("decides by what is enforced where a stricter finding is only observed", () => {
    const policy = policyOf({ user: { mode: "enforce", rules: { watched: { mode: "observe" } } } });
    const decision = decide(
      [finding({ rule: "watched", severity: "critical" }), finding({ severity: "medium" })],
      [],
      policy,
      CONTEXT,
    );
    expect(decision).toMatchObject({ verdict: "warn", wouldBe: "deny", mode: "enforce" });
    expect(decision.decisive?.finding.rule).toBe("fs.delete-wide");
  });
});

describe("exemptions", () => {
  const because = { rule: "fs.delete-wide", reason: "generated code" };
  const verdict = (
    exemption: object,
    effects: readonly Effect[],
    found = finding({ effects: effects.map((_, i) => i) }),
  ) =>
    decide(
      [found],
      effects,
      policyOf({ user: { mode: "enforce", exemptions: [{ ...because, ...exemption }] } }),
      CONTEXT,
    );

  it.each([
    ["by rule", {}, [], "allow"],
    ["of another rule", { rule: "fs.other" }, [], "ask"],
    ["by path below the workspace", { path: "gen/**" }, [remove("/w/gen/a")], "allow"],
    ["by the folder itself", { path: "gen/**" }, [remove("/w/gen")], "allow"],
    ["by another path", { path: "gen/**" }, [remove("/w/src/a")], "ask"],
    ["where one path lies elsewhere", { path: "gen/**" }, [remove("/w/gen/a"), remove("/w/src")], "ask"],
    ["by absolute path", { path: "/data/*/cache" }, [remove("/data/x/cache")], "allow"],
    ["by home path", { path: "~/scratch/**" }, [remove("/home/me/scratch/x")], "allow"],
    ["by a path that is dynamic", { path: "gen/**" }, [remove("/w/gen/\uFFFC")], "ask"],
    ["by a glob that can climb", { path: "gen/**" }, [remove("/w/gen/.*")], "ask"],
    ["by a path that may be empty", { path: "gen/**" }, [remove("/w/gen/x", { ifEmpty: "root" })], "ask"],
    ["by path where there is none", { path: "**" }, [], "ask"],
    ["by agent", { agent: "claude" }, [], "allow"],
    ["by another agent", { agent: "codex" }, [], "ask"],
    ["by repository", { repo: "/w" }, [], "allow"],
    ["by another repository", { repo: "/v" }, [], "ask"],
    ["that still count", { expires: "2027-01-01" }, [], "allow"],
    ["that have expired", { expires: "2026-12-31" }, [], "ask"],
  ] as const)("%s", (_, exemption, effects, expected) => {
    expect(verdict(exemption, effects).verdict).toBe(expected);
  });

  it("are named in the decision", () => {
    expect(verdict({}, []).judged[0]).toMatchObject({
      exemption: "user exemption from fs.delete-wide: generated code",
      layer: "user",
    });
  });

  it.each([{ catastrophic: true }, { exemptable: false }])("do not touch %j", (kind) => {
    expect(verdict({}, [], finding(kind)).verdict).not.toBe("allow");
  });

  it.each<readonly [string, Said, Verdict]>([
    ["a user's does not weaken managed", { managed: { mode: "enforce" }, user: { exemptions: [because] } }, "ask"],
    [
      "managed can allow it",
      { managed: { mode: "enforce", allowUserExemptions: true }, user: { exemptions: [because] } },
      "allow",
    ],
    ["nor what a bundle sets", { bundle: { mode: "enforce" }, user: { exemptions: [because] } }, "ask"],
    [
      "a bundle can allow it",
      { bundle: { mode: "enforce", allowUserExemptions: true }, user: { exemptions: [because] } },
      "allow",
    ],
    [
      "but not for managed",
      { managed: { mode: "enforce" }, bundle: { allowUserExemptions: true, exemptions: [because] } },
      "ask",
    ],
    [
      "a bundle locks the user's",
      { bundle: { locks: ["exemptions"] }, user: { mode: "enforce", exemptions: [because] } },
      "ask",
    ],
    ["managed has its own", { managed: { mode: "enforce", exemptions: [because] } }, "allow"],
    ["a project has none", { user: { mode: "enforce" }, project: { exemptions: [because] } }, "ask"],
    [
      "a lock takes the user's away",
      { managed: { locks: ["exemptions"] }, user: { mode: "enforce", exemptions: [because] } },
      "ask",
    ],
  ])("%s", (_, said, expected) => {
    expect(decide([finding()], [], policyOf(said), CONTEXT).verdict).toBe(expected);
  });
});

describe("what could not be analysed", () => {
  it.each([
    ["closed", "limit-bytes", "deny"],
    ["closed", "malformed-input", "deny"],
    ["closed", "syntax-error", "ask"],
    ["open", "limit-nodes", "warn"],
    ["open", "syntax-error", "warn"],
    ["closed", "unknown-program", "allow"],
  ] as const)("%s: %s comes to %s, with a rule and without", (failMode, reason, verdict) => {
    const policy = policyOf({ user: { mode: "enforce", failMode } });
    expect(decide([], [unknown(reason)], policy, CONTEXT).verdict).toBe(verdict);
    if (verdict === "allow") return;
    const found = finding({ rule: "guard.own", category: "agent-integrity", severity: "low", effects: [0] });
    expect(decide([found], [unknown(reason)], policy, CONTEXT)).toMatchObject({ verdict, judged: { length: 1 } });
  });

  it.each<readonly [string, Said, Verdict, Verdict]>([
    ["enforce", { user: { mode: "enforce" } }, "deny", "deny"],
    ["enforce and open", { user: { mode: "enforce", failMode: "open" } }, "warn", "warn"],
    ["observe", {}, "allow", "warn"],
    ["observe and closed", { user: { failMode: "closed" } }, "allow", "deny"],
    [
      "observe and closed with one rule enforced",
      { user: { failMode: "closed", rules: { x: { mode: "enforce" } } } },
      "deny",
      "deny",
    ],
    ["off", { user: { mode: "off" } }, "allow", "allow"],
  ])("a failure under %s", (_, said, verdict, wouldBe) => {
    const decision = decideFailure({ kind: "internal", detail: "out of memory" }, policyOf(said));
    expect(decision).toMatchObject({ verdict, wouldBe, failure: "internal: out of memory" });
  });
});

describe("whatever the policy and the findings", () => {
  const anySaid = fc.record(
    { managed: anyConfig, bundle: anyConfig, user: anyConfig, project: anyConfig },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Said>;
  const anyFindings = fc.array(anyFinding, { maxLength: 5 });

  it("the order of findings does not show", () => {
    fc.assert(
      fc.property(anySaid, anyFindings, fc.nat(), (said, findings, seed) => {
        const turned = findings
          .map((_, i) => findings[(i + seed) % findings.length])
          .filter((each) => each !== undefined);
        const policy = policyOf(said);
        const seen = (order: typeof findings) => {
          const { verdict, wouldBe, mode, layer, decisive, judged } = decide(order, [], policy, CONTEXT);
          return {
            verdict,
            wouldBe,
            mode,
            layer,
            rule: decisive?.finding.rule,
            rules: judged.map((each) => each.finding.rule),
          };
        };
        expect(seen(turned.reverse())).toEqual(seen(findings));
      }),
    );
  });

  it("one more finding never makes it milder", () => {
    fc.assert(
      fc.property(anySaid, anyFindings, anyFinding, (said, findings, more) => {
        const policy = policyOf(said);
        const before = decide(findings, [], policy, CONTEXT);
        const after = decide([...findings, more], [], policy, CONTEXT);
        expect(rank(after.verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
        expect(rank(after.wouldBe)).toBeGreaterThanOrEqual(rank(before.wouldBe));
      }),
    );
  });

  it("a project never loosens, not even by a second file", () => {
    fc.assert(
      fc.property(anySaid, anyConfig, anyFindings, (said, project, findings) => {
        const layers = layersOf(said);
        const before = decide(findings, [], mergeLayers(layers), CONTEXT);
        const after = decide(findings, [], mergeLayers([...layers, ...layersOf({ project })]), CONTEXT);
        expect(rank(after.verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
        expect(rank(after.wouldBe)).toBeGreaterThanOrEqual(rank(before.wouldBe));
      }),
    );
  });

  it.each([
    ["user", "managed"],
    ["bundle", "managed"],
    ["user", "bundle"],
  ] as const)("the %s never loosens what the %s layer enforces", (low, high) => {
    fc.assert(
      fc.property(anyConfig, anyConfig, anyFindings, (above, below, findings) => {
        const rules = { mode: "enforce", profile: "balanced", failMode: "closed" };
        const before = decide(findings, [], policyOf({ [high]: { ...above, ...rules } }), CONTEXT);
        const policy = policyOf({ [high]: { ...above, ...rules }, [low]: below });
        expect(rank(decide(findings, [], policy, CONTEXT).verdict)).toBeGreaterThanOrEqual(rank(before.verdict));
        expect(policy.failMode.value).toBe("closed");
      }),
    );
  });

  it("the catastrophic is denied wherever the general mode is enforce", () => {
    fc.assert(
      fc.property(anyConfig, anyConfig, anyFinding, (user, project, found) => {
        const policy = policyOf({ user: { ...user, mode: "enforce" }, project });
        expect(decide([{ ...found, catastrophic: true }], [], policy, CONTEXT).verdict).toBe("deny");
      }),
    );
  });
});
