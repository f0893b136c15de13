import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { handOver, readLock, releaseLock, takeLock } from "../../src/engine/lock.ts";

describe("the engine's lock", () => {
  let folder = "";
  let path = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "clampd-lock-"));
    path = join(folder, "engine.lock");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The number of a process that has ended. */
  function gone(): number {
    return Number(spawnSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).stdout);
  }

  it("is taken where nobody holds it, and leaves nothing else behind", () => {
    expect(takeLock(path, "a")).toEqual({ held: true });
    expect(readLock(path)).toEqual({ pid: process.pid, build: "a" });
    expect(readdirSync(folder)).toEqual(["engine.lock"]);
    releaseLock(path);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["of a process that has ended", () => JSON.stringify({ pid: gone(), build: "a" })],
    ["that is empty", () => ""],
    ["that is cut", () => '{"pid":1'],
    ["of a number that is none", () => '{"pid":-5,"build":"a"}'],
    ["of a number that is a text", () => '{"pid":"1","build":"a"}'],
  ])("is taken over where there is one %s", (_name, text) => {
    writeFileSync(path, text());
    expect(takeLock(path, "b")).toEqual({ held: true });
    expect(readLock(path)).toEqual({ pid: process.pid, build: "b" });
    expect(readdirSync(folder)).toEqual(["engine.lock"]);
  });

  it.runIf(process.platform === "linux")("is taken over where another program has got the number", () => {
    const other = spawn("sleep", ["60"]);
    writeFileSync(path, JSON.stringify({ pid: other.pid, build: "a" }));
    expect(takeLock(path, "b")).toEqual({ held: true });
    other.kill();
  });

  it("is left to a process that lives and is the same program", () => {
    const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"]);
    const holder = { pid: other.pid, build: "a" };
    writeFileSync(path, JSON.stringify(holder));
    expect(takeLock(path, "b")).toEqual({ held: false, by: holder });
    expect(readdirSync(folder)).toEqual(["engine.lock"]);
    other.kill();
  });

  it("is held by the process that it was handed to", () => {
    takeLock(path, "a");
    handOver(path, process.pid, "a");
    expect(takeLock(path, "a")).toEqual({ held: true });
    handOver(path, gone(), "a");
    releaseLock(path);
    expect(readdirSync(folder)).toEqual(["engine.lock"]);
    expect(takeLock(path, "a")).toEqual({ held: true });
  });

  it("has one holder when eight processes want it at once", () => {
    const take = `
      import { takeLock } from ${JSON.stringify(join(import.meta.dirname, "../../src/engine/lock.ts"))};
      console.log(takeLock(${JSON.stringify(path)}, "a").held ? "held" : "not");
      setTimeout(() => {}, 3000);`;
    writeFileSync(join(folder, "take.mts"), take);
    const script = `for i in 1 2 3 4 5 6 7 8; do ${process.execPath} ${join(folder, "take.mts")} & done; wait`;
    const { stdout } = spawnSync("/bin/sh", ["-c", script], { encoding: "utf8" });
    expect(stdout.split("\n").filter((line) => line === "held")).toHaveLength(1);
  }, 30_000);
});
