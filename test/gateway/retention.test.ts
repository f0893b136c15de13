import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Hub } from "../../gateway/events/hub.ts";
import { followContexts, writeContext } from "../../gateway/first-run.ts";
import type { Principal } from "../../gateway/http/context.ts";
import { forgetOld } from "../../gateway/retention.ts";
import { readContexts } from "../../src/contexts/read.ts";
import { journalLine, type TestGateway, testGateway } from "./gateway.ts";

const DAY = 24 * 3600_000;

describe("retention", () => {
  it("removes what is older than so many days, and nothing else, in steps", async () => {
    const gateway = await testGateway();
    const guard = await gateway.guard("laptop");
    const at = (days: number) => new Date(Date.now() - days * DAY).toISOString();
    const events = [91, 90.5, 89.5, 1].map((days) => ({
      id: `d${days}`,
      record: journalLine({ time: at(days), text: `days ${days}` }),
    }));
    const old = Array.from({ length: 1_200 }, (_, i) => ({ id: `o${i}`, record: journalLine({ time: at(200) }) }));
    for (const part of [events, old.slice(0, 400), old.slice(400, 800), old.slice(800)])
      await gateway.call("POST", "/v1/events", { key: guard.apiKey, headers: guard.headers, body: { events: part } });
    let pauses = 0;
    const removed = await forgetOld(gateway.gateway.store, 90, Date.now(), async () => {
      pauses++;
    });
    expect([removed, pauses]).toEqual([1_202, 1]);
    const { body } = await gateway.call("GET", "/v1/audit?text=days");
    expect(body.entries.map((entry: { record: { text: string } }) => entry.record.text)).toEqual([
      "days 1",
      "days 89.5",
    ]);
    await gateway.close();
  });
});

describe("the context of the first key", () => {
  let gateway: TestGateway;
  const home = mkdtempSync(join(tmpdir(), "clampd-home-"));
  const contexts = () => readContexts(join(home, ".clampd/config.toml"));
  beforeAll(async () => {
    gateway = await testGateway();
  });
  afterAll(async () => {
    await gateway.close();
    rmSync(home, { recursive: true });
  });

  it("takes a name that is free, and does not take the place of the current one", () => {
    expect(writeContext(home, "https://company.example", "ag_live_theirs")).toBe("local");
    expect(writeContext(home, "http://127.0.0.1:1", gateway.apiKey)).toBe("local-2");
    expect(contexts().current).toBe("local");
  });

  it("follows the gateway to another port, and no other context does", async () => {
    const store = gateway.gateway.store;
    expect(await followContexts(store, home, "http://127.0.0.1:2")).toEqual(["local-2"]);
    expect(await followContexts(store, home, "http://127.0.0.1:2")).toEqual([]);
    expect(contexts().all.map(({ url }) => url)).toEqual(["https://company.example", "http://127.0.0.1:2"]);
    writeContext(home, "https://proxy.example", gateway.apiKey);
    expect(await followContexts(store, home, "http://127.0.0.1:3")).toEqual(["local-2"]);
    expect(contexts().all.map(({ url }) => url)).toContain("https://proxy.example");
  });
});

describe("the hub", () => {
  const person = { kind: "person", org: 1, key: { id: "k" } } as Principal;

  it("keeps a bounded past, and tells whoever was away for longer to look again", () => {
    const hub = new Hub(() => 1_000_000);
    const heard: number[] = [];
    const stop = hub.listen(person, undefined, (numbered) => heard.push(numbered?.id ?? -1));
    for (let version = 0; version < 5_000; version++) hub.publish(1, { event: "policy", data: { version } });
    stop();
    expect(heard.length).toBe(5_000);
    expect(heard.every((id, i) => i === 0 || id > (heard[i - 1] ?? 0))).toBe(true);
    const heardSince = (last: number) => {
      const events: string[] = [];
      hub.listen(person, last, (numbered) => events.push(numbered?.event.event ?? ""))();
      return events;
    };
    expect(heardSince(heard[4_989] ?? 0)).toEqual(Array(10).fill("policy"));
    expect(heardSince(heard[10] ?? 0)).toEqual(["reset"]);
    expect(heardSince(heard[4_999] ?? 0)).toEqual([]);
    // A number of another run of the gateway, or of none.
    expect(heardSince(17)).toEqual(["reset"]);
    expect(heardSince(Number.MAX_SAFE_INTEGER)).toEqual(["reset"]);
  });
});
