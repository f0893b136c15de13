import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { Arrivals } from "../../src/engine/arrivals.ts";

const folder = mkdtempSync(join(tmpdir(), "clampd-arrivals-"));
afterAll(() => rmSync(folder, { recursive: true }));

const BUSY_MS = 60;

/** A server that works for a while on each connection's first piece; tells when it accepted each and from when that counts. */
async function serve() {
  const arrivals = new Arrivals();
  const seen: { readonly accepted: number; readonly arrived: number }[] = [];
  let works: () => void = () => {};
  const server = createServer((socket) => {
    seen.push({ accepted: performance.now(), arrived: arrivals.earliest() });
    socket.on("data", () => {
      arrivals.busy();
      works();
      const end = performance.now() + BUSY_MS;
      while (performance.now() < end);
      socket.end();
    });
  });
  const path = join(folder, `${Math.random()}`);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, seen, server, onWork: (what: () => void) => (works = what) };
}

it("counts a connection that came while a call was worked on from before that work", async () => {
  const { path, seen, server, onWork } = await serve();
  const second = () => {
    onWork(() => {});
    createConnection(path).on("error", () => {});
  };
  onWork(second);
  createConnection(path).write("x");
  while (seen.length < 2) await sleep(5);
  const [, late] = seen;
  expect((late?.accepted ?? 0) - (late?.arrived ?? 0)).toBeGreaterThanOrEqual(BUSY_MS);
  server.close();
});

it("counts a connection to an idle server from when it is accepted", async () => {
  const { path, seen, server } = await serve();
  createConnection(path).write("x");
  while (seen.length < 1) await sleep(5);
  await sleep(3 * BUSY_MS);
  const before = performance.now();
  createConnection(path).on("error", () => {});
  while (seen.length < 2) await sleep(5);
  expect(seen[1]?.arrived).toBeGreaterThanOrEqual(before);
  server.close();
});
