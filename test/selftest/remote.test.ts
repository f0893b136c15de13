import { describe, expect, it } from "vitest";
import { verdictAnswer } from "../../src/gateway/wire/proxy.ts";
import { judgeAnswer, remoteCall } from "../../src/selftest/remote.ts";
import { attacks, ordinary, type Vector } from "../../src/selftest/vectors.ts";

const vector = (expect: Vector["expect"]): Vector => ({
  category: "git",
  rule: "",
  variation: "plain",
  example: "ls",
  expect,
});

describe("an answer of a gateway", () => {
  it.each([
    ["0.9: blocked", { allowed: false, action: "block", risk_score: 0.95, matched_rules: ["R001"] }, "deny"],
    ["0.9: passed", { allowed: true, action: "pass", risk_score: 0, matched_rules: [] }, "allow"],
    ["newer: blocked, without rules", { allowed: false, denial: { rule_id: "R001" } }, "deny"],
    ["newer: audited only", { allowed: true, action: "flag", risk_score: 0.8 }, "ask"],
    ["newer: exempt", { allowed: true, action: "exempt", risk_score: 0.9 }, "allow"],
    ["ours: asked about", { allowed: false, action: "block", verdict: "ask" }, "ask"],
    ["ours: warned", { allowed: true, action: "flag", risk_score: 0.5, verdict: "warn" }, "warn"],
    ["ours: observed", { allowed: true, action: "flag", risk_score: 0.95, verdict: "allow" }, "ask"],
    ["ours: of low risk", { allowed: true, action: "pass", risk_score: 0.25, verdict: "allow" }, "allow"],
  ] as const)("%s", (_, answer, verdict) => {
    const parsed = verdictAnswer.parse(answer);
    expect(judgeAnswer(vector("stop"), parsed)).toMatchObject({
      verdict,
      right: verdict === "ask" || verdict === "deny",
    });
    expect(judgeAnswer(vector("silence"), parsed).right).toBe(verdict === "allow");
  });
});

describe("vectors on the wire", () => {
  it("are calls of an agent's tools, all of them", () => {
    for (const { example } of [...attacks(), ...ordinary()]) {
      const call = remoteCall(example);
      expect(call?.tool, JSON.stringify(example)).toMatch(/./);
    }
  });
});
