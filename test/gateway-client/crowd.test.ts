import { afterEach, expect, it } from "vitest";
import { Crowd } from "../../src/gateway/crowd.ts";
import { newTransport } from "../../src/gateway/transport.ts";
import { blackHole } from "./test-gateway.ts";

const cleanups: (() => void)[] = [];
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
