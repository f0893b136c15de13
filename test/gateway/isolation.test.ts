import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Guard, journalLine, type TestGateway, testGateway } from "./gateway.ts";

/** Two organisations on one gateway: whatever one asks, nothing of the other's shows or changes. */
describe("organisations", () => {
  let gateway: TestGateway;
  let theirKey: string;
  let ours: Guard;
  const SECRET_WORDS = "zebra-migration-plan";

  beforeAll(async () => {
    gateway = await testGateway();
    theirKey = await gateway.otherOrg("other");
    ours = await gateway.guard("our-laptop");
    await gateway.call("PUT", "/v1/policy", { body: { policy: { contact: SECRET_WORDS }, reason: SECRET_WORDS } });
    await gateway.call("POST", "/v1/events", {
      headers: ours.headers,
      body: { events: [{ id: "e1", record: journalLine({ text: `echo ${SECRET_WORDS}` }) }] },
    });
  });
  afterAll(() => gateway.close());

  it.each([
    "/v1/agents",
    "/v1/keys",
    "/v1/policy",
    "/v1/audit",
    "/v1/audit?text=zebra",
    "/v1/audit?kind=decision",
    "/v1/audit/export",
    "/v1/changes",
  ])("do not see each other in %s", async (path) => {
    const { status, text } = await gateway.call("GET", path, { key: theirKey });
    expect(status).toBe(200);
    expect(text).not.toContain("zebra");
    expect(text).not.toContain("our-laptop");
    expect(text).not.toContain(ours.id);
    expect((await gateway.call("GET", path)).text).toMatch(/zebra|our-laptop/);
  });

  it("do not find each other's agents by id", async () => {
    const asked = [
      ["GET", `/v1/agents/${ours.id}`],
      ["POST", `/v1/agents/${ours.id}/suspend`],
      ["POST", `/v1/agents/${ours.id}/resume`],
      ["POST", `/v1/agents/${ours.id}/kill`],
    ] as const;
    for (const [method, path] of asked) {
      const body = method === "POST" ? { body: { reason: "test" } } : {};
      const { status, body: answer } = await gateway.call(method, path, { key: theirKey, ...body });
      expect([status, answer.error_code], path).toEqual([404, "agent_not_found"]);
    }
    expect((await gateway.call("GET", `/v1/audit?agent=${ours.id}`, { key: theirKey })).body.entries).toEqual([]);
  });

  it("do not take back each other's keys", async () => {
    const { body } = await gateway.call("GET", "/v1/keys");
    for (const { id } of body.keys) {
      const refused = await gateway.call("DELETE", `/v1/keys/${id}`, { key: theirKey, body: { reason: "test" } });
      expect([refused.status, refused.body.error_code]).toEqual([404, "key_not_found"]);
    }
    expect((await gateway.call("GET", "/v1/agents")).status).toBe(200);
  });

  it("kill all of their own only", async () => {
    expect(
      (await gateway.call("POST", "/v1/agents/kill-all", { key: theirKey, body: { reason: "fire" } })).body,
    ).toEqual({ killed: 0 });
    const { body } = await gateway.call("GET", "/v1/state", { headers: ours.headers, key: ours.apiKey });
    expect([body.agent.state, body.killed_all]).toEqual(["active", false]);
  });

  it("have bundles signed with keys of their own", async () => {
    const root = async (key: string) => (await gateway.call("GET", "/v1/bundle/root", { key })).body.signatures[0].key;
    expect(await root(theirKey)).not.toBe(await root(gateway.apiKey));
    await gateway.call("PUT", "/v1/policy", { key: theirKey, body: { policy: {}, reason: "test" } });
    const { text } = await gateway.call("GET", "/v1/bundle", { key: theirKey });
    expect(Buffer.from(JSON.parse(text).signed, "base64").toString()).not.toContain("zebra");
  });

  it("do not hear each other on the stream", async () => {
    const stop = new AbortController();
    const answer = await gateway.app.request("/v1/stream", { headers: { "X-AG-Key": theirKey }, signal: stop.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    await gateway.call("POST", `/v1/agents/${ours.id}/suspend`, { body: { reason: "lunch" } });
    const theirs = await gateway.guard("their-laptop", theirKey);
    await gateway.call("POST", `/v1/agents/${theirs.id}/suspend`, { key: theirKey, body: { reason: "lunch" } });
    let heard = "";
    while (!heard.includes(theirs.id)) heard += (await reader?.read())?.value ?? "";
    expect(heard).not.toContain(ours.id);
    stop.abort();
    await reader?.cancel();
  });
});
