import { afterEach, expect, it } from "vitest";
import { Crowd } from "../../src/gateway/crowd.ts";
import { newTransport } from "../../src/gateway/transport.ts";
import { blackHole, TestGateway } from "./test-gateway.ts";

const cleanups: (() => unknown)[] = [];
afterEach(() => {
  for (const each of cleanups.splice(0)) each();
});

it("a crowd is as large as it ever was until nobody waits", () => {
  const crowd = new Crowd();
  const leave = [crowd.enter(), crowd.enter(), crowd.enter()];
  leave[0]?.();
  leave[1]?.();
  expect(crowd.most()).toBe(3);
  leave[2]?.();
  expect(crowd.most()).toBe(0);
  crowd.enter();
  expect(crowd.most()).toBe(1);
});

it("a request ends at what its deadline has come to meanwhile, neither before nor at the first one", async () => {
  const hole = await blackHole();
  const transport = newTransport(`http://127.0.0.1:${hole.port}`, () => {});
  cleanups.push(transport.close, hole.close);
  const start = performance.now();
  let until = start + 60_000;
  const sooner = { from: start + 10, until: () => until };
  const asked = transport.exchange({ method: "GET", path: "/", headers: {}, deadline: until, sooner });
  until = start + 50;
  expect(await asked).toEqual({ kind: "failed", why: "timeout" });
  expect(performance.now()).toBeGreaterThanOrEqual(start + 50);
  expect(performance.now()).toBeLessThan(start + 30_000);
});

it.each([
  ["is given its time again", true, false, { kind: "reply", status: 200 }],
  ["not outside of a flood", false, false, { kind: "failed", why: "timeout" }],
  ["not when those before it failed", true, true, { kind: "failed", why: "timeout" }],
] as const)("a request whose answer is late in a flood: %s", async (_name, isFlood, isHopeless, expected) => {
  const gateway = await new TestGateway().on("/late", { kind: "answer", body: {}, delayMs: 150 }).start();
  const transport = newTransport(gateway.url, () => {});
  cleanups.push(transport.close, () => gateway.stop());
  const deadline = performance.now() + 50;
  const queued = { onceSentMs: 1_000, until: deadline, isHopeless: () => isHopeless, isFlood: () => isFlood };
  const found = await transport.exchange({ method: "GET", path: "/late", headers: {}, deadline, queued });
  expect(found).toMatchObject(expected);
});
