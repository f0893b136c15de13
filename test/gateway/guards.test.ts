import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rotateKeys } from "../../gateway/bundle/signing-keys.ts";
import { parseRoot } from "../../src/bundle/parse.ts";
import { verifyBundle } from "../../src/bundle/verify.ts";
import { type Guard, journalLine, type TestGateway, testGateway } from "./gateway.ts";

describe("what guards ask for and tell", () => {
  let gateway: TestGateway;
  let guard: Guard;
  const asGuard = (method: string, path: string, options: { body?: object; headers?: object; of?: Guard } = {}) => {
    const { body, headers = {}, of = guard } = options;
    return gateway.call(method, path, {
      key: of.apiKey,
      headers: { ...of.headers, ...headers },
      ...(body && { body }),
    });
  };
  const events = (sent: readonly object[], of = guard) => asGuard("POST", "/v1/events", { body: { events: sent }, of });
  const kill = (id: string, verb = "kill") =>
    gateway.call("POST", `/v1/agents/${id}/${verb}`, { body: { reason: "it ran away" } });

  beforeAll(async () => {
    gateway = await testGateway();
    guard = await gateway.guard("laptop");
  });
  afterAll(() => gateway.close());

  it("answers an event once, however often it is sent", async () => {
    const sent = [
      { id: "a1", record: journalLine() },
      { id: "a2", record: journalLine() },
    ];
    expect((await events(sent)).body).toEqual({ accepted: 2, duplicates: 0, rejected: [] });
    expect((await events([...sent, { id: "a3", record: journalLine() }])).body).toEqual({
      accepted: 1,
      duplicates: 2,
      rejected: [],
    });
  });

  it("takes the good ones of a batch and says what is wrong with the others", async () => {
    const { status, body } = await events([
      { id: "b1", record: journalLine() },
      { id: "b2", record: { v: 1 } },
      { id: "b3", record: journalLine({ verdict: "perhaps" }) },
      { id: "b4", record: journalLine({ more: "x".repeat(40_000) }) },
      { id: "b5", record: journalLine({ newField: { of: "a newer guard" } }) },
      { id: "b6", record: { ...journalLine(), kind: "outcome", ok: true } },
    ]);
    expect(status).toBe(200);
    expect(body.accepted).toBe(3);
    expect(body.rejected.map((each: { id: string }) => each.id)).toEqual(["b2", "b3", "b4"]);
    expect((await gateway.call("GET", "/v1/audit")).text).toContain("a newer guard");
  });

  it.each([
    ["too many", { events: Array.from({ length: 501 }, (_, i) => ({ id: `c${i}`, record: {} })) }, 400],
    ["none", { events: [] }, 400],
    ["an id that is too long", { events: [{ id: "x".repeat(65), record: {} }] }, 400],
    ["an id with a blank", { events: [{ id: "a b", record: {} }] }, 400],
    ["too many bytes", { events: [{ id: "d", record: { text: "x".repeat(1_100_000) } }] }, 413],
  ])("refuses %s", async (_name, body, status) => {
    expect((await asGuard("POST", "/v1/events", { body })).status).toBe(status);
  });

  it("keeps no credential, even where a guard did not redact", async () => {
    const secret = "ghp_x8Kq2Lm9Zt4Rv7Wn1Bc5Hd3Jf6Yg0PsAeUi2";
    await events([
      {
        id: "f1",
        record: journalLine({ text: `git clone https://${secret}@github.com/a/b mark-clone`, deep: { er: [secret] } }),
      },
    ]);
    const { text } = await gateway.call("GET", "/v1/audit?text=mark-clone");
    expect(text).toContain("mark-clone");
    expect(text).not.toContain(secret);
  });

  it("finds events by agent, rule, verdict, words and time, page by page", async () => {
    const own = await gateway.guard("searched");
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString();
    const finding = { rule: "git.force-push", category: "git", severity: "critical", verdict: "deny", mode: "observe" };
    await events(
      [
        {
          id: "s1",
          record: journalLine({ time: at(1), text: "git push --force", wouldBe: "deny", findings: [finding] }),
        },
        { id: "s2", record: journalLine({ time: at(2), text: "git status" }) },
        { id: "s3", record: journalLine({ time: at(3), text: "npm test" }) },
      ],
      own,
    );
    const search = async (query: string) => {
      const { body } = await gateway.call("GET", `/v1/audit?agent=${own.id}&${query}`);
      return body.entries.map((entry: { record: { text: string } }) => entry.record.text);
    };
    expect(await search("")).toEqual(["npm test", "git status", "git push --force"]);
    // In observe mode it was allowed; what it would have been is what one looks for.
    expect(await search("verdict=deny")).toEqual(["git push --force"]);
    expect(await search("rule=git.force-push")).toEqual(["git push --force"]);
    expect(await search("text=git")).toEqual(["git status", "git push --force"]);
    expect(await search(`since=${at(2)}&until=${at(3)}`)).toEqual(["git status"]);
    const { body } = await gateway.call("GET", `/v1/audit?agent=${own.id}&limit=2`);
    expect(body.next).toBeDefined();
    expect(await search(`limit=2&cursor=${body.next}`)).toEqual(["git push --force"]);
    const lines = (await gateway.call("GET", `/v1/audit/export?agent=${own.id}&text=git`)).text.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).record.text)).toEqual(["git status", "git push --force"]);
  });

  it.each(["since=yesterday", "limit=0", "limit=501", "verdict=perhaps", "agent=laptop", `text=${"x".repeat(501)}`])(
    "refuses the search %s",
    async (query) => expect((await gateway.call("GET", `/v1/audit?${query}`)).status).toBe(400),
  );

  it("tells an agent its own state, also after it was killed, and still takes what it reports", async () => {
    const own = await gateway.guard("to be killed");
    const state = async () => (await asGuard("GET", "/v1/state", { of: own })).body;
    expect((await state()).agent).toEqual({ id: own.id, state: "active" });
    await kill(own.id);
    expect((await state()).agent).toEqual({ id: own.id, state: "killed", reason: "it ran away" });
    expect((await events([{ id: "k1", record: journalLine() }], own)).body.accepted).toBe(1);
  });

  it("says that all are killed, until one is resumed", async () => {
    const own = await testGateway();
    const [a, b] = [await own.guard("a"), await own.guard("b")];
    const state = async (of: Guard) =>
      (await own.call("GET", "/v1/state", { key: of.apiKey, headers: of.headers })).body;
    expect((await own.call("POST", "/v1/agents/kill-all", { body: { reason: "fire" } })).body).toEqual({ killed: 2 });
    expect(await state(a)).toMatchObject({ agent: { state: "killed", reason: "fire" }, killed_all: true });
    await own.call("POST", `/v1/agents/${b.id}/resume`, { body: { reason: "b is fine" } });
    expect(await state(a)).toMatchObject({ agent: { state: "killed" }, killed_all: false });
    expect(await state(b)).toMatchObject({ agent: { state: "active" } });
    await own.close();
  });

  it("signs a bundle for every new policy and every stopped agent, that a guard accepts", async () => {
    const own = await testGateway();
    const agent = await own.guard("laptop");
    const fetchBundle = (headers = {}) =>
      own.call("GET", "/v1/bundle", { key: agent.apiKey, headers: { ...agent.headers, ...headers } });
    expect((await fetchBundle()).body.error_code).toBe("bundle_not_found");
    const { body: envelope } = await own.call("GET", "/v1/bundle/root", { key: agent.apiKey, headers: agent.headers });
    const root = parseRoot(Buffer.from(envelope.signed, "base64"));
    const open = (text: string) => {
      const verified = verifyBundle(Buffer.from(text), root, undefined, Date.now());
      if (!verified.ok) throw new Error(verified.message);
      return verified.bundle;
    };
    await own.call("PUT", "/v1/policy", { body: { policy: { mode: "enforce" }, reason: "start" } });
    const first = await fetchBundle();
    expect(first.headers.get("Content-Type")).toBe("application/vnd.clampd.bundle+json");
    expect(open(first.text)).toMatchObject({
      version: 1,
      policy: { mode: "enforce" },
      agents: { killed: [], suspended: [] },
    });
    expect((await fetchBundle({ "If-None-Match": first.headers.get("ETag") })).status).toBe(304);
    await own.call("POST", `/v1/agents/${agent.id}/kill`, { body: { reason: "test" } });
    const second = await fetchBundle({ "If-None-Match": first.headers.get("ETag") });
    expect(open(second.text)).toMatchObject({ version: 2, agents: { killed: [agent.id] } });
    const { body: state } = await own.call("GET", "/v1/state", { key: agent.apiKey, headers: agent.headers });
    expect(state.bundle).toEqual({ etag: second.headers.get("ETag"), version: 2 });
    await own.close();
  });

  it("leads guards to new signing keys by the next bundle", async () => {
    let now = Date.now();
    const own = await testGateway({ now: () => now });
    const store = own.gateway.store;
    const { body: envelope } = await own.call("GET", "/v1/bundle/root");
    const root = parseRoot(Buffer.from(envelope.signed, "base64"));
    await own.call("PUT", "/v1/policy", { body: { policy: {}, reason: "start" } });
    const first = verifyBundle(Buffer.from((await own.call("GET", "/v1/bundle")).text), root, undefined, now);
    const [org] = await store.orgs();
    const by = { key: "k", name: "n", reason: "r", requestId: "q", time: now };
    for (let i = 0; i < 2; i++)
      await store.putSigningKeys(org?.id ?? 0, rotateKeys(await store.signingKeys(org?.id ?? 0), now), by);
    now += 6_000;
    const second = verifyBundle(
      Buffer.from((await own.call("GET", "/v1/bundle")).text),
      root,
      first.ok ? first.last : undefined,
      now,
    );
    expect(second).toMatchObject({ ok: true, bundle: { version: 2 }, root: { version: 3 } });
    await own.close();
  });

  it("signs a bundle anew before it is too old, in a version that is newer", async () => {
    let now = Date.now();
    const own = await testGateway({ now: () => now });
    const { body } = await own.call("PUT", "/v1/policy", { body: { policy: {}, reason: "start" } });
    now += 4 * 24 * 3600_000;
    const later = await own.call("GET", "/v1/bundle");
    expect(later.headers.get("ETag")).not.toBe(body.bundle.etag);
    const payload = JSON.parse(Buffer.from(later.body.signed, "base64").toString());
    expect(payload.version).toBe(body.bundle.version + 1);
    expect(Date.parse(payload.expires)).toBeGreaterThan(now + 10 * 24 * 3600_000);
    await own.close();
  });
});

describe("health", () => {
  it("is asked without a key, announces the extensions, and fails with the store", async () => {
    let now = Date.now();
    const gateway = await testGateway({ now: () => now });
    const well = await gateway.call("GET", "/health", { key: "" });
    expect([well.status, well.text]).toEqual([200, "ok"]);
    expect(well.headers.get("X-Clampd-Extensions")).toBe("events=1, bundle=1, stream=1, state=1");
    await gateway.gateway.store.close();
    now += 2_000;
    const ill = await gateway.call("GET", "/health", { key: "" });
    expect([ill.status, ill.body.error_code]).toEqual([503, "store_unavailable"]);
    await gateway.close();
  });
});

describe("the stream", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await testGateway();
  });
  afterAll(() => gateway.close());

  /** Events as they come, from the moment at which the stream is open. */
  const listen = async (headers: Readonly<Record<string, string>>) => {
    const stop = new AbortController();
    const answer = await gateway.app.request("/v1/stream", { headers, signal: stop.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const until = async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: "" };
        if (done) break;
        text += value;
      }
      return text;
    };
    await until(/hello/);
    return { answer, until, close: () => reader?.cancel() };
  };
  const suspend = (id: string, verb = "suspend") =>
    gateway.call("POST", `/v1/agents/${id}/${verb}`, { body: { reason: "lunch" } });

  it("tells an agent of itself, of policies and bundles, and of no other agent", async () => {
    const [a, b] = [await gateway.guard("a"), await gateway.guard("b")];
    const stream = await listen(a.headers);
    expect(stream.answer.headers.get("Content-Type")).toContain("text/event-stream");
    await suspend(b.id);
    await suspend(a.id);
    await gateway.call("PUT", "/v1/policy", { body: { policy: { mode: "enforce" }, reason: "r" } });
    const text = await stream.until(/event: policy[\s\S]*event: bundle/);
    expect(text).toMatch(
      new RegExp(`event: agent\\ndata: {"agent_id":"${a.id}","state":"suspended","reason":"lunch"}\\nid: \\d+`),
    );
    expect(text).not.toContain(b.id);
    await stream.close();
  });

  it("goes on where a client left, and says so when it cannot", async () => {
    const a = await gateway.guard("c");
    const first = await listen(a.headers);
    await suspend(a.id);
    const seen = Number(/"suspended"[^\n]*\nid: (\d+)/.exec(await first.until(/"suspended"[^\n]*\nid: \d+/))?.[1]);
    await first.close();
    await suspend(a.id, "resume");
    const second = await listen({ ...a.headers, "Last-Event-ID": String(seen) });
    const missed = await second.until(/"active"/);
    expect(missed).not.toContain("suspended");
    await second.close();
    const stale = await listen({ ...a.headers, "Last-Event-ID": "5" });
    expect(await stale.until(/event: reset/)).toContain("event: reset");
    await stale.close();
  });

  it("shows decisions to people who watch", async () => {
    const a = await gateway.guard("d");
    const stream = await listen({ "X-AG-Key": gateway.apiKey });
    const agents = await listen(a.headers);
    await gateway.call("POST", "/v1/events", {
      key: a.apiKey,
      headers: a.headers,
      body: { events: [{ id: randomUUID(), record: journalLine({ text: "make watch" }) }] },
    });
    expect(await stream.until(/make watch/)).toContain("event: record");
    await suspend(a.id);
    expect(await agents.until(/"suspended"/)).not.toContain("make watch");
    await stream.close();
    await agents.close();
  });

  it("ends when the key is taken back", async () => {
    const { body } = await gateway.call("POST", "/v1/keys", {
      body: { name: "w", permissions: ["read"], reason: "r" },
    });
    const stream = await listen({ "X-AG-Key": body.api_key });
    await gateway.call("DELETE", `/v1/keys/${body.id}`, { body: { reason: "lost" } });
    await stream.until(/never/);
    expect(gateway.gateway.hub.listeners).toBe(0);
  });
});
