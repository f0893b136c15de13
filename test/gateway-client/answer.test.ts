import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Exchange, type GatewayAnswer, readAnswer } from "../../src/gateway/answer.ts";
import { isAsked, isLowRisk, whenUnreachable } from "../../src/gateway/asked.ts";
import { withAnswer } from "../../src/gateway/findings.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { Effect } from "../../src/model/effect.ts";
import { decide } from "../../src/policy/decide.ts";
import { MODES, VERDICTS } from "../../src/policy/order.ts";
import { UNREACHABLE } from "../../src/policy/read-gateway.ts";
import { anyConfig, anyFinding, finding, policyOf } from "../policy/samples.ts";

const context = { agent: "claude", workspace: ["/w"], now: 0 };
const stricterThan = (a: Decision["verdict"], b: Decision["verdict"]) => VERDICTS.indexOf(a) >= VERDICTS.indexOf(b);

function reply(status: number, body: unknown, contentType: string | undefined = "application/json"): Exchange {
  return { kind: "reply", status, contentType, extensions: undefined, body: JSON.stringify(body) };
}

const anyReply: fc.Arbitrary<Exchange> = fc.oneof(
  fc.record({ kind: fc.constant("failed" as const), why: fc.string() }),
  fc.record({
    kind: fc.constant("reply" as const),
    status: fc.constantFrom(200, 200, 200, 201, 302, 400, 401, 403, 404, 409, 422, 429, 500, 503),
    contentType: fc.constantFrom("application/json", "application/json; charset=utf-8", "text/html", undefined),
    extensions: fc.constant(undefined),
    body: fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          {
            allowed: fc.oneof(fc.boolean(), fc.jsonValue()),
            action: fc.oneof(fc.constantFrom("pass", "flag", "block", "exempt"), fc.jsonValue()),
            verdict: fc.oneof(fc.constantFrom(...VERDICTS), fc.jsonValue()),
            denial: fc.jsonValue(),
            denial_reason: fc.jsonValue(),
            matched_rules: fc.jsonValue(),
            error_code: fc.oneof(fc.constantFrom("agent_killed", "toString", "agent_suspended"), fc.jsonValue()),
            policy_version: fc.jsonValue(),
          },
          { requiredKeys: [] },
        )
        .map((body) => JSON.stringify(body)),
    ),
  }),
);

const anyAnswer: fc.Arbitrary<GatewayAnswer> = anyReply.map(readAnswer);

const unreachable = fc.constantFrom(...UNREACHABLE);
const anyUnreachable = fc.record({
  default: fc.option(unreachable, { nil: undefined }),
  categories: fc.dictionary(fc.constantFrom("git", "destructive-fs"), unreachable),
  rules: fc.dictionary(fc.constantFrom("git.force-push", "fs.delete-wide"), unreachable),
});

const anyDecision = fc
  .record({ findings: fc.array(anyFinding, { maxLength: 3 }), config: anyConfig })
  .map(({ findings, config }) => {
    const policy = policyOf({ user: config });
    return { policy, local: decide(findings, [], policy, context) };
  });

describe("an answer of a gateway", () => {
  it("is told apart whatever it holds", () => {
    fc.assert(
      fc.property(anyReply, (exchange) => {
        const answer = readAnswer(exchange);
        expect(["verdict", "refused", "throttle", "outage"]).toContain(answer.kind);
        if (answer.kind === "verdict") expect(VERDICTS).toContain(answer.verdict);
      }),
      { numRuns: 1000 },
    );
  });

  it("that does not allow never lets through", () => {
    const body = fc.record({ allowed: fc.constant(false), action: fc.jsonValue(), verdict: fc.jsonValue() });
    fc.assert(
      fc.property(body, (value) => {
        const answer = readAnswer(reply(200, value));
        expect(answer.kind === "verdict" && ["ask", "deny"].includes(answer.verdict)).toBe(true);
      }),
    );
  });

  it.each([
    ["application/json", "verdict"],
    ["application/json;charset=UTF-8", "verdict"],
    ["Application/JSON ; charset=utf-8", "verdict"],
    ["application/vnd.clampd+json", "verdict"],
    ["application/jsonp", "outage"],
    ["text/json", "outage"],
    ["text/plain, application/json", "outage"],
    ["", "outage"],
  ])("of type %j is a %s", (type, kind) => {
    expect(readAnswer(reply(200, { allowed: true }, type)).kind).toBe(kind);
  });

  it("with a name of the language as its code is no kill", () => {
    expect(readAnswer(reply(403, { error_code: "constructor" }))).toMatchObject({ refusal: "unauthorised" });
  });
});

describe("what a gateway says", () => {
  it("never makes a decision milder, and nothing but an order shows in observe mode", () => {
    fc.assert(
      fc.property(anyDecision, anyAnswer, anyUnreachable, ({ policy, local }, answer, when) => {
        const after = withAnswer(local, answer, policy, { whenUnreachable: when, layer: "user" });
        expect(stricterThan(after.verdict, local.verdict)).toBe(true);
        expect(stricterThan(after.wouldBe, local.wouldBe)).toBe(true);
        expect(after.judged).toEqual(expect.arrayContaining([...local.judged]));
        const isOrder = answer.kind === "refused" && ["killed", "suspended"].includes(answer.refusal);
        if (policy.mode.value !== "enforce" && !isOrder && policy.layers.every(({ mode }) => mode !== "enforce"))
          expect(after.verdict).toBe(local.verdict);
        if (isOrder) expect(after.verdict).toBe("deny");
        if (answer.kind === "throttle") expect(after).toEqual(local);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(MODES)("in mode %s a denial is enforced where the mode says so", (mode) => {
    const policy = policyOf({ user: { mode } });
    const local = decide([], [], policy, context);
    const answer = readAnswer(reply(200, { allowed: false }));
    const { verdict } = withAnswer(local, answer, policy, {
      whenUnreachable: { categories: {}, rules: {} },
      layer: "user",
    });
    expect(verdict).toBe(mode === "enforce" ? "deny" : "allow");
  });

  it("cannot be switched off one by one by the category it is in", () => {
    const policy = policyOf({ user: { mode: "enforce", categories: { gateway: { mode: "off" } } } });
    const local = decide([], [], policy, context);
    const answer = readAnswer(reply(200, { allowed: false }));
    const config = { whenUnreachable: { categories: {}, rules: {} }, layer: "user" };
    expect(withAnswer(local, answer, policy, config).verdict).toBe("deny");
  });

  it("of several findings the strictest word on outages counts", () => {
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 4 }), anyUnreachable, (findings, when) => {
        const local = decide(findings, [], policyOf({}), context);
        const alone = findings.map((each) => whenUnreachable(when, decide([each], [], policyOf({}), context)));
        const found = whenUnreachable(when, local);
        const named = findings.filter(({ rule, category }) => rule in when.rules || category in when.categories);
        if (named.length === 0) expect(found).toBe(when.default ?? "local");
        else
          for (const [i, each] of findings.entries())
            if (named.includes(each))
              expect(UNREACHABLE.indexOf(found)).toBeGreaterThanOrEqual(UNREACHABLE.indexOf(alone[i] as never));
      }),
    );
  });
});

describe("what a gateway is asked about", () => {
  const base = { span: { start: 0, end: 1 }, by: "x", elevated: false, where: "local", tags: [] } as const;
  const known: Effect = { ...base, kind: "execute", program: "ls", args: [], certainty: "known" };
  const unsure: Effect = { ...base, kind: "execute", program: "x", args: [], certainty: "unknown" };
  const target = { raw: "a", path: "/w/a", scope: "workspace", classes: [], glob: false } as const;
  const read: Effect = { ...base, kind: "read", target, recursive: false, how: "content", certainty: "known" };
  const write: Effect = { ...base, kind: "write", target, how: "create", certainty: "known" };
  const home: Effect = { ...read, target: { ...target, path: "/home/u/a", scope: "home" } };
  const enforce = policyOf({ user: { mode: "enforce" } });
  const of = (effects: readonly Effect[], severity?: "low" | "high" | "critical") =>
    decide(severity === undefined ? [] : [finding({ severity, category: "git" })], effects, enforce, context);

  it.each([
    ["all", false, of([known]), true],
    ["none", false, of([unsure]), false],
    ["uncertain", false, of([known, read]), false],
    ["uncertain", false, of([known, unsure]), true],
    [["git"], false, of([known]), false],
    [["git"], false, of([known], "low"), true],
    [["cloud"], false, of([known], "high"), false],
    ["all", true, of([known, read]), false],
    ["all", true, of([known], "low"), false],
    ["all", true, of([known], "high"), true],
    ["all", true, of([known, unsure]), true],
    ["all", true, of([write]), true],
    ["all", true, of([home]), true],
    ["all", false, of([known], "critical"), false],
  ] as const)("ask %j, skip low risk %j", (ask, skipLowRisk, local, asked) => {
    expect(isAsked({ ask, skipLowRisk }, local)).toBe(asked);
  });

  it("counts nothing that is uncertain as low risk", () => {
    expect(isLowRisk(of([]))).toBe(true);
    expect(isLowRisk(of([{ ...base, kind: "unknown", reason: "limit-bytes", detail: "", certainty: "unknown" }]))).toBe(
      false,
    );
  });
});

describe("a reason of our gateway's", () => {
  it("is told once, without the words with which a guard begins", () => {
    const said = (reason: string) => {
      const policy = policyOf({ user: { mode: "enforce" } });
      const config = { whenUnreachable: { categories: {}, rules: {} }, layer: "user" };
      const answer = readAnswer(reply(200, { allowed: false, denial_reason: reason }));
      return withAnswer(decide([], [], policy, context), answer, policy, config).decisive?.finding.title;
    };
    expect(said("clampd-guard: needs a person's yes, drops a table [database.drop-table].")).toBe(
      "Objected to by the gateway: drops a table [database.drop-table].",
    );
    expect(said("R001: no shell, please")).toBe("Objected to by the gateway: R001: no shell, please");
  });
});
