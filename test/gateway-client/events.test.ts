import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { bounded, firstCursor, nextBatch } from "../../src/gateway/spool/backlog.ts";
import { eventsRequest } from "../../src/gateway/wire/events.ts";
import { journalRecord } from "../../src/gateway/wire/record.ts";
import { CREDENTIALS, TestEngine, until } from "./engine.ts";
import { type Behaviour, newer, type Received, refusal, TestGateway } from "./test-gateway.ts";

const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of cleanups.splice(0).reverse()) await each();
});

/** Takes events as a server does: acknowledges what it has stored, each id once. */
class EventGateway extends TestGateway {
  readonly stored = new Map<string, Record<string, unknown>>();
  /** What is done with a batch instead; undefined stores it. */
  instead: ((received: Received) => Behaviour | undefined) | undefined;

  constructor() {
    super();
    this.announcing("events=1");
    this.on("/v1/proxy", newer(true));
    this.on("/v1/events", (received) => this.instead?.(received) ?? this.store(received));
  }

  private store({ body }: Received): Behaviour {
    const { events } = eventsRequest.parse(JSON.parse(body));
    const before = this.stored.size;
    for (const { id, record } of events) this.stored.set(id, journalRecord.parse(record));
    const accepted = this.stored.size - before;
    return { kind: "answer", body: { accepted, duplicates: events.length - accepted, rejected: [] } };
  }

  texts(): readonly unknown[] {
    return [...this.stored.values()].map((record) => record.text).sort();
  }
}

async function setUp(section: object = {}) {
  const gateway = await new EventGateway().start();
  cleanups.push(() => gateway.stop());
  const engine = await new TestEngine().gateway(gateway.url, { ask: "none", ...section }).start();
  cleanups.push(() => engine.remove());
  return { gateway, engine };
}

const numbered = (from: number, count: number) => Array.from({ length: count }, (_, i) => `echo ${from + i}`);

describe("events", () => {
  it("are the journal's records, decisions and outcomes, each sent once", async () => {
    const { gateway, engine } = await setUp();
    for (const command of numbered(0, 5)) await engine.bash(command);
    await engine.call({
      hook_event_name: "PostToolUse",
      tool_name: "Bash",
      tool_input: { command: "echo 0" },
      tool_response: { stdout: "0", stderr: "" },
    });
    await until(() => gateway.stored.size === 6, "all are there");
    expect([...gateway.stored.values()]).toEqual(engine.records());
    await engine.bash("echo later");
    await until(() => gateway.stored.size === 7, "the next one, too");
    expect(gateway.of("/v1/events").flatMap(({ body }) => JSON.parse(body).events)).toHaveLength(7);
  });

  it("are kept through an outage of any kind", async () => {
    const { gateway, engine } = await setUp();
    const outages: (() => Behaviour)[] = [
      () => refusal(503, "overloaded"),
      () => ({ kind: "reset" }),
      () => refusal(429, "rate_limited"),
      () => refusal(401, "invalid_api_key"),
      () => ({ kind: "text", text: "<html>Sign in</html>", type: "text/html" }),
    ];
    gateway.instead = () => outages[0]?.();
    for (const command of numbered(0, 3)) await engine.bash(command);
    for (const outage of outages) {
      const tried = gateway.of("/v1/events").length;
      gateway.instead = outage;
      await engine.stop();
      await engine.start(); // tries at once, where an engine that runs pauses
      await until(() => gateway.of("/v1/events").length > tried, "it is tried");
    }
    expect(gateway.stored.size).toBe(0);
    gateway.instead = undefined;
    await until(() => gateway.stored.size === 3, "all are there");
    expect(gateway.texts()).toEqual(numbered(0, 3));
  });

  it("that were stored, and not acknowledged, keep their ids", async () => {
    const { gateway, engine } = await setUp();
    let isFirst = true;
    gateway.instead = (received) => {
      if (!isFirst) return undefined;
      isFirst = false;
      gateway.instead = undefined;
      const { events } = JSON.parse(received.body);
      for (const { id, record } of events) gateway.stored.set(id, record);
      return { kind: "reset" };
    };
    for (const command of numbered(0, 4)) await engine.bash(command);
    await until(() => gateway.of("/v1/events").length >= 2, "sent again");
    await engine.bash("echo 4");
    await until(() => gateway.stored.size >= 5, "all are there");
    expect(gateway.stored.size).toBe(5);
  });

  it("of which one is refused for ever do not hold up the others", async () => {
    const { gateway, engine } = await setUp();
    gateway.instead = ({ body }) => (body.includes("echo 3") ? refusal(400, "invalid_request") : undefined);
    for (const command of numbered(0, 8)) await engine.bash(command);
    await until(() => gateway.stored.size === 7, "the others are there");
    expect(gateway.texts()).not.toContain("echo 3");
    expect(engine.log.some((line) => line.includes("refused"))).toBe(true);
  });

  it("say nothing of the call's words where content is withheld", async () => {
    const { gateway, engine } = await setUp({ content: "withheld" });
    await engine.bash("git stash drop # projectile");
    await until(() => gateway.stored.size === 1, "it is there");
    const [record] = gateway.stored.values();
    expect(record).toMatchObject({ verdict: "ask", decisive: "git.discard-stash", tool: "Bash" });
    expect(JSON.stringify(record)).not.toMatch(/projectile|stash drop|\/project/);
  });

  it("are not sent to a gateway that does not take them", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", newer(true)).start();
    cleanups.push(() => gateway.stop());
    const engine = await new TestEngine().gateway(gateway.url).start();
    cleanups.push(() => engine.remove());
    await engine.bash("ls");
    await new Promise((resolve) => setTimeout(resolve, 400)); // longer than events are gathered
    expect(gateway.of("/v1/events")).toHaveLength(0);
  });
});

describe("an engine that is killed", () => {
  const main = join(import.meta.dirname, "../../src/main.ts");
  let child: ChildProcess | undefined;

  afterEach(() => child?.kill("SIGKILL"));

  it("loses no event and sends none under two ids, whenever it dies", { timeout: 120_000 }, async () => {
    const gateway = await new EventGateway().start();
    cleanups.push(() => gateway.stop());
    const home = new TestEngine().gateway(gateway.url, { ask: "none" });
    cleanups.push(() => home.remove());
    const calls = numbered(0, 40);
    for (let round = 0; round < 4; round++) {
      for (const command of calls.slice(round * 10, round * 10 + 10)) writeRecord(home.home, command);
      const tried = gateway.of("/v1/events").length;
      let killed = false;
      // Dies while the batch is stored and before, or right after, the acknowledgement goes out.
      gateway.instead = () => {
        if (!killed) setTimeout(() => child?.kill("SIGKILL"), round);
        killed = true;
        return undefined;
      };
      child = spawn(process.execPath, [main, "engine", "run"], { env: { HOME: home.home }, stdio: "ignore" });
      const ended = new Promise((resolve) => child?.on("exit", resolve));
      await until(() => gateway.of("/v1/events").length > tried, "a batch is under way");
      await ended;
    }
    gateway.instead = undefined;
    await home.start();
    await until(() => gateway.stored.size >= calls.length, "all are there");
    expect(gateway.stored.size).toBe(calls.length);
    expect(gateway.texts()).toEqual([...calls].sort());
  });

  /** As a cold process writes it. */
  function writeRecord(home: string, text: string): void {
    const folder = join(home, ".clampd", "journal");
    mkdirSync(folder, { recursive: true });
    const time = new Date().toISOString();
    appendFileSync(join(folder, `${time.slice(0, 10)}.jsonl`), `${JSON.stringify(record(text, time))}\n`);
  }
});

function record(text: string, time: string) {
  const rest = {
    event: "PreToolUse",
    phase: "before",
    tool: "Bash",
    action: "shell",
    verdict: "allow",
    wouldBe: "allow",
  };
  const policy = { mode: "enforce", profile: "balanced", failMode: "closed", layer: "user", findings: [], effects: {} };
  return { v: 1, kind: "decision", time, guard: "0.1.0", agent: "claude", key: "0", ...rest, ...policy, text };
}

describe("the backlog", () => {
  const agent = CREDENTIALS.agent_id;

  function folderOf(days: Readonly<Record<string, number>>): string {
    const folder = mkdtempSync(join(tmpdir(), "clampd-journal-"));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    for (const [day, count] of Object.entries(days)) {
      const lines = numbered(0, count).map(
        (text) => `${JSON.stringify(record(`${day} ${text}`, `${day}T10:00:00.000Z`))}\n`,
      );
      writeFileSync(join(folder, `${day}.jsonl`), lines.join(""));
    }
    return folder;
  }

  async function all(
    folder: string,
    cursor = firstCursor(agent, Date.parse("2027-01-01T12:00:00Z")),
    now = Date.parse("2027-01-04"),
  ) {
    const found: string[] = [];
    for (let at = cursor; ; ) {
      const { events, next } = await nextBatch(folder, at, "redacted", now);
      found.push(...events.map((event) => JSON.parse(event.record).text));
      if (events.length === 0) return found;
      at = next;
    }
  }

  it("goes from day to day, in batches of at most 500", async () => {
    const folder = folderOf({ "2026-12-31": 3, "2027-01-01": 1203, "2027-01-03": 2 });
    const found = await all(folder);
    expect(found).toHaveLength(1205);
    expect(found[0]).toBe("2027-01-01 echo 0");
    expect(found.at(-1)).toBe("2027-01-03 echo 1");
  });

  it("stays with a day until nobody writes to it any more", async () => {
    const folder = folderOf({ "2027-01-01": 1, "2027-01-02": 1 });
    const cursor = firstCursor(agent, Date.parse("2027-01-01T12:00:00Z"));
    expect(await all(folder, cursor, Date.parse("2027-01-02T00:00:10Z"))).toEqual(["2027-01-01 echo 0"]);
    expect(await all(folder, cursor, Date.parse("2027-01-02T00:02:00Z"))).toHaveLength(2);
  });

  it("leaves out torn lines and waits for the end of one that is being written", async () => {
    const folder = folderOf({ "2027-01-01": 1 });
    const [name = ""] = readdirSync(folder);
    const whole = JSON.stringify(record("whole", "2027-01-01T10:00:00.000Z"));
    appendFileSync(join(folder, name), `{"v":1,"kind":"deci\n${whole}\n${whole.slice(0, 30)}`);
    expect(await all(folder)).toEqual(["2027-01-01 echo 0", "whole"]);
    appendFileSync(join(folder, name), `${whole.slice(30)}\n`);
    expect(await all(folder)).toHaveLength(3);
  });

  it("is bounded: the oldest is not sent any more, and how much that was is known", async () => {
    const folder = folderOf({ "2027-01-01": 100, "2027-01-02": 100, "2027-01-03": 100 });
    const sizes = readdirSync(folder).map((name) => readFileSync(join(folder, name)).length);
    const whole = sizes.reduce((sum, each) => sum + each, 0);
    const cursor = firstCursor(agent, Date.parse("2027-01-01"));
    expect(await bounded(folder, cursor, whole)).toBe(cursor);
    const kept = await bounded(folder, cursor, Math.round(whole / 2));
    expect(kept.skipped).toBe(whole - Math.round(whole / 2));
    const found = await all(folder, kept);
    expect(found.length).toBeGreaterThan(140);
    expect(found.length).toBeLessThan(152);
    expect(found.at(-1)).toBe("2027-01-03 echo 99");
  });

  it("begins with the file anew where it was replaced by a shorter one", async () => {
    const folder = folderOf({ "2027-01-01": 2 });
    const cursor = { agent, file: "2027-01-01.jsonl", offset: 1_000_000, skipped: 0 };
    expect(await all(folder, cursor)).toHaveLength(2);
  });
});
