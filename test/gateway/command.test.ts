import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqliteStore } from "../../gateway/store/sqlite/store.ts";
import { readContexts } from "../../src/contexts/read.ts";
import { journalLine, jwtOf } from "./gateway.ts";

const root = join(import.meta.dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "clampd-crash-"));

/** The command itself, as a user starts it. */
async function start(): Promise<{ readonly child: ChildProcess; readonly url: string; readonly said: () => string }> {
  const child = spawn(process.execPath, [join(root, "src/main.ts"), "gateway", "--port", "0", "--log-level", "warn"], {
    env: { ...process.env, HOME: home },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (chunk) => {
      said += chunk;
      const found = /listening on (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });
  return { child, url, said: () => said };
}

function end(child: ChildProcess, signal: "SIGKILL" | "SIGTERM"): Promise<number | null> {
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.kill(signal);
  });
}

describe("the command gateway", () => {
  let running: Awaited<ReturnType<typeof start>>;
  const context = () => readContexts(join(home, ".clampd/config.toml")).all[0];
  const send = async (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(running.url + path, {
      method,
      headers: {
        "X-AG-Key": context()?.apiKey ?? "",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return JSON.parse(await answer.text());
  };

  beforeAll(async () => {
    running = await start();
  });
  afterAll(async () => {
    if (running.child.exitCode === null) await end(running.child, "SIGKILL");
    rmSync(home, { recursive: true, force: true });
  });

  it("needs no configuration: the key of its first run is where the command line looks", async () => {
    await expect.poll(() => context()?.url).toBe(running.url);
    expect((await send("GET", "/v1/agents")).agents).toEqual([]);
    expect(running.said()).not.toContain(context()?.apiKey);
  });

  it("loses no event that it acknowledged, killed at any moment under load", async () => {
    const acknowledged = new Set<string>();
    const { agent_id, api_key, secret } = await send("POST", "/v1/agents", { name: "laptop" });
    const headers = { "X-AG-Key": api_key, Authorization: `Bearer ${await jwtOf(agent_id, secret)}` };
    for (let round = 0; round < 3; round++) {
      let stopped = false;
      const sender = async (name: number) => {
        for (let i = 0; !stopped; i++) {
          const events = Array.from({ length: 5 }, (_, n) => ({
            id: `${round}.${name}.${i}.${n}`,
            record: journalLine(),
          }));
          try {
            const { accepted } = await send("POST", "/v1/events", { events }, headers);
            if (accepted === events.length) for (const { id } of events) acknowledged.add(id);
          } catch {
            return;
          }
        }
      };
      const senders = Array.from({ length: 8 }, (_, name) => sender(name));
      const before = acknowledged.size;
      await expect
        .poll(() => acknowledged.size, { timeout: 20_000, interval: 5 })
        .toBeGreaterThan(before + 100 + 37 * round);
      await end(running.child, "SIGKILL");
      stopped = true;
      await Promise.all(senders);
      running = await start();
      await expect.poll(() => context()?.url).toBe(running.url);
    }
    const again = [...acknowledged].map((id) => ({ id, record: journalLine() }));
    for (let at = 0; at < again.length; at += 500) {
      const part = again.slice(at, at + 500);
      expect(await send("POST", "/v1/events", { events: part }, headers)).toEqual({
        accepted: 0,
        duplicates: part.length,
        rejected: [],
      });
    }
    expect(acknowledged.size).toBeGreaterThan(300);
  });

  it("ends in order, with what it has written", async () => {
    await send("PUT", "/v1/policy", { policy: { mode: "enforce" }, reason: "before the end" });
    expect(await end(running.child, "SIGTERM")).toBe(0);
    running = await start();
    await expect.poll(() => context()?.url).toBe(running.url);
    expect((await send("GET", "/v1/policy")).policy).toEqual({ mode: "enforce" });
  });

  const run = (...args: readonly string[]) =>
    new Promise<{ readonly code: number | null; readonly out: string }>((resolve) => {
      const env = { ...process.env, HOME: home };
      const child = spawn(process.execPath, [join(root, "src/main.ts"), "gateway", ...args], { env });
      let out = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
      });
      child.once("exit", (code) => resolve({ code, out }));
    });

  it("copies itself while it serves", async () => {
    const file = join(home, "copy.db");
    expect((await run("backup", file)).code).toBe(0);
    expect(readFileSync(file).subarray(0, 15).toString()).toBe("SQLite format 3");
    expect((await run("backup", file)).code).toBe(1);
  });

  it("makes a key for another organisation, and new signing keys, while it serves", async () => {
    const made = await run("key", "--org", "acme", "--context", "acme", "--url", running.url);
    expect(made.out).toContain("context acme");
    const acme = readContexts(join(home, ".clampd/config.toml")).all.find(({ name }) => name === "acme");
    expect(made.out).not.toContain(acme?.apiKey);
    const seen = await fetch(`${running.url}/v1/agents`, { headers: { "X-AG-Key": acme?.apiKey ?? "" } });
    expect(await seen.json()).toEqual({ agents: [], killed_all: false });
    expect((await run("rotate", "--org", "acme", "--reason", "test")).code).toBe(0);
    const root = await fetch(`${running.url}/v1/bundle/root`, { headers: { "X-AG-Key": acme?.apiKey ?? "" } });
    const { signed } = (await root.json()) as { readonly signed: string };
    expect(JSON.parse(Buffer.from(signed, "base64").toString()).version).toBe(2);
    expect(await run("verify")).toEqual({ code: 0, out: "default: whole\nacme: whole\n" });
  });

  it("says that the port is taken, and makes no key that nobody would see", async () => {
    const other = join(home, "other");
    const port = new URL(running.url).port;
    expect((await run("--port", port, "--data", other, "--no-context")).code).toBe(1);
    const store = await openSqliteStore(join(other, "gateway.db"));
    const [org] = await store.orgs();
    expect(await store.listKeys(org?.id ?? 0)).toEqual([]);
    await store.close();
  });

  it.each([["--port", "x"], ["--port", "70000"], ["--retention", "0"], ["--log-level", "loud"], ["rotate"]])(
    "is called wrongly with %s %s",
    async (...args) => expect((await run(...args.filter((each) => each !== undefined))).code).toBe(2),
  );
});
