import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { addOwnerKey, ensureOrg } from "../../gateway/first-run.ts";
import { makeLog } from "../../gateway/log.ts";
import { startGateway } from "../../gateway/start.ts";
import { openSqliteStore } from "../../gateway/store/sqlite/store.ts";
import { pinRoot } from "../../src/bundle/keep.ts";
import { TestEngine, until } from "./engine.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of cleanups.splice(0).reverse()) await each();
});

/** Our own server on a socket, and a guard that is registered there and trusts its root. */
async function setUp() {
  const folder = mkdtempSync(join(tmpdir(), "clampd-our-"));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const store = await openSqliteStore(join(folder, "gateway.db"));
  cleanups.push(() => store.close());
  const log = makeLog("silent", { write: () => {} });
  const running = await startGateway({ store, log, host: "127.0.0.1", port: 0, retentionDays: 30 });
  let isStopped = false;
  const stop = async () => {
    if (!isStopped) await running.stop();
    isStopped = true;
  };
  cleanups.push(stop);
  const url = `http://127.0.0.1:${running.port}`;
  const key = await addOwnerKey(store, await ensureOrg(store, "default", Date.now()), "test", Date.now());

  const call = async (method: string, path: string, body?: object) => {
    const headers = { "x-ag-key": key, "content-type": "application/json" };
    const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return JSON.parse(await answer.text());
  };
  const { agent_id, api_key, secret } = await call("POST", "/v1/agents", { name: "guard" });
  const engine = new TestEngine().policy({
    mode: "observe",
    agent_id,
    api_key,
    secret,
    gateway: { url, deadline_ms: 2000 },
  });
  cleanups.push(() => engine.remove());
  pinRoot(join(engine.home, ".clampd", "bundle"), await call("GET", "/v1/bundle/root"), { url });
  await engine.start();
  return { call, engine, stop, agent: agent_id };
}

describe("the guard and our gateway", () => {
  it("a policy that is put there is in force here, by a signed bundle, and its words are obeyed", async () => {
    const { call, engine } = await setUp();
    expect((await engine.bash("git stash drop")).verdict).toBe("silence");
    expect(engine.lastRecord()).toMatchObject({ gateway: { answer: "verdict" } });
    await call("PUT", "/v1/policy", { policy: { mode: "enforce", profile: "strict" }, reason: "a test" });
    await until(async () => (await engine.bash("git stash drop")).verdict === "deny", "the bundle is in force");
    expect(engine.lastRecord()).toMatchObject({ layer: "bundle", profile: "strict" });
    expect((await engine.bash("ls")).verdict).toBe("silence");
  });

  it("a kill stops the next call and ends with a resume, suspended or killed, again and again", async () => {
    const { call, engine, agent } = await setUp();
    expect((await engine.bash("ls")).verdict).toBe("silence");
    for (const [act, verdict] of [
      ["kill", "deny"],
      ["resume", "silence"],
      ["suspend", "deny"],
      ["resume", "silence"],
      ["kill", "deny"],
    ]) {
      await call("POST", `/v1/agents/${agent}/${act}`, { reason: "a test" });
      await until(async () => (await engine.bash("ls")).verdict === verdict, `${act}: ${verdict}`);
    }
    await engine.stop();
    await engine.start();
    expect((await engine.bash("ls")).verdict).toBe("deny");
  });

  it("a kill holds with the gateway gone, after a restart of the engine", async () => {
    const { call, engine, agent, stop } = await setUp();
    await engine.bash("ls");
    await call("POST", `/v1/agents/${agent}/kill`, { reason: "a test" });
    await until(async () => (await engine.bash("ls")).verdict === "deny", "it is heard");
    await stop();
    await engine.stop();
    await engine.start();
    expect((await engine.bash("ls")).verdict).toBe("deny");
  });

  it("what the guard records is found there", async () => {
    const { call, engine, agent } = await setUp();
    for (let i = 0; i < 5; i++) await engine.bash(`echo spooled-${i}`);
    const found = async () =>
      (await call("GET", `/v1/audit?agent=${agent}&source=guard&text=spooled`)).entries as readonly unknown[];
    await until(async () => (await found()).length === 5, "all are there");
  });
});
