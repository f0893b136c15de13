import { afterEach, describe, expect, it } from "vitest";
import { TestEngine } from "./engine.ts";
import { type Behaviour, blackHole, clampd09, refusal, TestGateway } from "./test-gateway.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of cleanups.splice(0).reverse()) await each();
});

async function engineAt(url: string, section: object) {
  const engine = await new TestEngine().gateway(url, { deadline_ms: 100, ...section }).start();
  cleanups.push(() => engine.remove());
  return engine;
}

/** Denies what says so in its text: an answer that went to the wrong call would show. */
const byText = ({ body }: { readonly body: string }): Behaviour =>
  clampd09(!/echo \d*[13579] /.test(JSON.parse(body).params.command));

describe.each([16, 200])("%i calls at once", (count) => {
  const commands = Array.from({ length: count }, (_, i) => `echo ${i} `);

  it("each get their own verdict: a flood does not get around the gateway", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", byText).start();
    cleanups.push(() => gateway.stop());
    const engine = await engineAt(gateway.url, { deadline_ms: 1000 });
    const said = await Promise.all(commands.map((command) => engine.bash(command)));
    expect(said.map(({ verdict }) => verdict)).toEqual(commands.map((_, i) => (i % 2 === 1 ? "deny" : "silence")));
    expect(gateway.of("/v1/proxy").length).toBe(count);
  });

  it.each([
    ["local", "silence"],
    ["open", "silence"],
    ["closed", "deny"],
  ] as const)("with a gateway that says nothing, %s: %s", async (setting, verdict) => {
    const hole = await blackHole();
    cleanups.push(hole.close);
    const engine = await engineAt(`http://127.0.0.1:${hole.port}`, { when_unreachable: setting });
    const said = await Promise.all(commands.map((command) => engine.bash(command)));
    expect(new Set(said.map((each) => each.verdict))).toEqual(new Set([verdict]));
    expect((await engine.bash("rm -rf ~")).verdict).toBe("deny");
  });

  it("with a gateway that limits the rate keep their local verdicts", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", refusal(429, "rate_limited")).start();
    cleanups.push(() => gateway.stop());
    const engine = await engineAt(gateway.url, { when_unreachable: "closed", deadline_ms: 1000 });
    const said = await Promise.all(commands.map((_, i) => engine.bash(i % 2 === 1 ? "git stash drop" : "ls")));
    expect(said.map(({ verdict }) => verdict)).toEqual(commands.map((_, i) => (i % 2 === 1 ? "ask" : "silence")));
  });

  it("of a killed agent are all stopped", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", refusal(403, "agent_killed")).start();
    cleanups.push(() => gateway.stop());
    const engine = await engineAt(gateway.url, { when_unreachable: "open", deadline_ms: 1000 });
    const said = await Promise.all(commands.map((command) => engine.bash(command)));
    expect(new Set(said.map((each) => each.verdict))).toEqual(new Set(["deny"]));
  });
});
