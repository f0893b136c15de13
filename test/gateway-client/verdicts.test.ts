import { afterEach, describe, expect, it } from "vitest";
import { TestEngine } from "./engine.ts";
import { type Behaviour, clampd09, newer, refusal, TestGateway } from "./test-gateway.ts";

const open: (TestEngine | TestGateway)[] = [];

afterEach(async () => {
  for (const each of open.splice(0)) await (each instanceof TestEngine ? each.remove() : each.stop());
});

async function setUp(behaviour: Behaviour, section: object = {}, top: object = {}) {
  const gateway = await new TestGateway().on("/v1/proxy", behaviour).start();
  const engine = await new TestEngine().gateway(gateway.url, section, top).start();
  open.push(engine, gateway);
  return { gateway, engine };
}

describe("a gateway's verdict", () => {
  it.each<[string, Behaviour, string]>([
    ["Clampd 0.9 allows", clampd09(true), "silence"],
    ["Clampd 0.9 blocks", clampd09(false), "deny"],
    ["a newer one allows", newer(true), "silence"],
    ["a newer one blocks", newer(false), "deny"],
    ["exempt", newer(true, { action: "exempt" }), "silence"],
    ["flag", newer(true, { action: "flag", reasoning: "odd" }), "warn"],
    ["an action that contradicts: allowed, but block", newer(true, { action: "block" }), "deny"],
    ["an action that contradicts: not allowed, but pass", newer(false, { action: "pass" }), "deny"],
    ["ours asks", newer(false, { verdict: "ask" }), "ask"],
    ["ours warns", newer(true, { verdict: "warn", action: "flag" }), "warn"],
  ])("%s", async (_, behaviour, verdict) => {
    const { engine } = await setUp(behaviour);
    expect((await engine.bash("ls")).verdict).toBe(verdict);
  });

  it.each<[string, number, string]>([
    ["killed", 403, "agent_killed"],
    ["killed in mid flight", 403, "agent_killed_mid_flight"],
    ["suspended", 403, "agent_suspended"],
    ["its session blocked", 403, "session_blocked"],
    ["not allowed this tool", 403, "unauthorized_tool"],
    ["not licensed", 403, "agent_not_licensed"],
    ["of another organisation", 403, "org_mismatch"],
    ["with a key that is none", 401, "invalid_api_key"],
    ["with a token that is none", 401, "invalid_jwt"],
    ["unknown", 404, "agent_not_found"],
  ])("an agent %s is stopped whatever the fail mode", async (_, status, code) => {
    const { engine } = await setUp(refusal(status, code), { when_unreachable: "open" }, { failMode: "open" });
    expect((await engine.bash("ls")).verdict).toBe("deny");
    expect(engine.lastRecord()).toMatchObject({ gateway: { answer: "refused", detail: code } });
  });

  it.each<[string, Behaviour]>([
    ["429", refusal(429, "rate_limited")],
    ["409", refusal(409, "task_replay_detected")],
    ["429 from a proxy on the way", { kind: "text", status: 429, text: "slow down", type: "text/plain" }],
  ])("%s leaves the local verdict, also where outages are closed", async (_, behaviour) => {
    const { engine } = await setUp(behaviour, { when_unreachable: "closed" });
    expect((await engine.bash("ls")).verdict).toBe("silence");
    expect(engine.lastRecord()).toMatchObject({ gateway: { answer: "throttle" } });
    expect((await engine.bash("git stash drop")).verdict).not.toBe("silence");
  });

  it("never makes a local verdict milder", async () => {
    const { engine, gateway } = await setUp(newer(true, { verdict: "allow", action: "exempt" }));
    expect((await engine.bash("git stash drop")).verdict).toBe("ask");
    expect(gateway.of("/v1/proxy")).toHaveLength(1);
    expect((await engine.bash("rm -rf ~")).verdict).toBe("deny");
    expect(gateway.of("/v1/proxy")).toHaveLength(1); // a local denial asks nothing
  });

  it("is recorded and not said in observe mode", async () => {
    const { engine } = await setUp(clampd09(false), {}, { mode: "observe" });
    expect((await engine.bash("ls")).verdict).toBe("silence");
    expect(engine.lastRecord()).toMatchObject({ verdict: "allow", wouldBe: "deny", decisive: "gateway.denied" });
  });

  it("stops a killed agent in observe mode, too: an order is no finding", async () => {
    const { engine } = await setUp(refusal(403, "agent_killed"), {}, { mode: "observe" });
    expect((await engine.bash("ls")).verdict).toBe("deny");
  });

  it("reaches the agent with its reason and what to do instead, redacted and in one line", async () => {
    const key = `AKIA${"ABCDEFGHIJKLMNOP"}`;
    const { engine } = await setUp(newer(false, { denial_reason: `no\n\u0007 ${key} here` }));
    const { reason } = await engine.bash("ls");
    expect(reason).toContain("Objected to by the gateway".toLowerCase().slice(1));
    expect(reason).toContain("Instead: name the files");
    expect(reason).not.toContain(key);
    expect(reason.includes("\n") || reason.includes("\u0007")).toBe(false);
  });
});
