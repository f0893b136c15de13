import { readFileSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { keepBundle, pinRoot } from "../../src/bundle/keep.ts";
import { signBundle } from "../../src/bundle/sign.ts";
import { coldGateway } from "../../src/gateway/lazy.ts";
import { answerHook, freshPolicy } from "../../src/hook/hook.ts";
import { thisMachine } from "../../src/world/machine.ts";
import { KEYS, ROOT } from "../bundle/made.ts";
import { CREDENTIALS, readSaid, TestEngine, until } from "./engine.ts";
import { type Behaviour, clampd09, newer, refusal, TestGateway } from "./test-gateway.ts";

const AGENT = CREDENTIALS.agent_id;
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const each of cleanups.splice(0).reverse()) await each();
});

/** A gateway of ours: its state can be changed, and the stream says so. */
class OurGateway extends TestGateway {
  readonly streams = new Set<ServerResponse>();
  standing = "active";
  killedAll = false;
  version = 1;
  bundle: { readonly etag: string; readonly bytes: Buffer } | undefined;

  constructor() {
    super();
    this.announcing();
    this.on("/v1/proxy", () => ({ ...answer(this.version) }));
    this.on("/v1/state", () => ({
      kind: "answer",
      body: {
        agent: { id: AGENT, state: this.standing, reason: "asked by a test" },
        killed_all: this.killedAll,
        bundle: this.bundle === undefined ? null : { etag: this.bundle.etag, version: 1 },
        policy_version: this.version,
        extensions: {},
      },
    }));
    this.on("/v1/stream", {
      kind: "stream",
      opened: (stream) => {
        this.streams.add(stream);
        stream.on("close", () => this.streams.delete(stream));
      },
    });
    this.on("/v1/bundle", ({ headers }): Behaviour => {
      const { bundle } = this;
      if (bundle === undefined) return refusal(404, "bundle_not_found");
      if (headers["if-none-match"] === bundle.etag) return { kind: "text", status: 304, text: "" };
      return {
        kind: "text",
        text: bundle.bytes.toString(),
        type: "application/vnd.clampd.bundle+json",
        headers: { etag: bundle.etag },
      };
    });
    this.on("/v1/events", { kind: "answer", body: { accepted: 0, duplicates: 0, rejected: [] } });
  }

  say(event: string, data: object): void {
    for (const stream of this.streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  setState(state: string): void {
    this.standing = state;
    this.say("agent", { agent_id: AGENT, state, reason: "asked by a test" });
  }

  setBundle(etag: string, bytes: Buffer): void {
    this.bundle = { etag, bytes };
    this.say("bundle", { etag, version: 1 });
  }
}

function answer(version: number): Behaviour {
  return newer(true, { verdict: "allow", policy_version: version });
}

async function ours(section: object = {}, top: object = {}) {
  const gateway = await new OurGateway().start();
  cleanups.push(() => gateway.stop());
  const engine = await new TestEngine().gateway(gateway.url, section, top).start();
  cleanups.push(() => engine.remove());
  await until(() => gateway.streams.size > 0 && gateway.of("/v1/state").length > 1, "the stream is open");
  return { gateway, engine };
}

const isDenied = async (engine: TestEngine) => (await engine.bash("ls")).verdict === "deny";

/** The answer of a process of its own. */
async function cold(home: string, command = "ls") {
  const stdin = JSON.stringify({
    hook_event_name: "PreToolUse",
    session_id: "s1",
    cwd: join(home, "project"),
    tool_name: "Bash",
    tool_input: { command },
  });
  const context = {
    machine: thisMachine({ HOME: home }),
    now: Date.now(),
    elapsedUs: () => 0,
    loadPolicy: freshPolicy,
  };
  const arrived = performance.now();
  return readSaid((await answerHook(stdin, { ...context, gateway: coldGateway, arrived })).stdout);
}

describe("a kill", () => {
  it.each(["suspended", "killed"])(
    "(%s) heard on the stream stops the next call, without a question",
    async (state) => {
      const { gateway, engine } = await ours({ ask: "none" });
      expect(await isDenied(engine)).toBe(false);
      gateway.setState(state);
      await until(() => isDenied(engine), "the call is denied");
      expect(gateway.of("/v1/proxy")).toHaveLength(0);
      expect(engine.lastRecord()).toMatchObject({ decisive: `gateway.agent-${state}`, gateway: { answer: "kept" } });
    },
  );

  it("holds when the gateway is away, when the engine starts anew, and without an engine", async () => {
    const { gateway, engine } = await ours();
    gateway.setState("killed");
    await until(() => isDenied(engine), "the call is denied");
    await gateway.stop();
    expect(await isDenied(engine)).toBe(true);
    await engine.stop();
    expect((await cold(engine.home)).verdict).toBe("deny");
    await engine.start();
    expect(await isDenied(engine)).toBe(true);
    cleanups.splice(0, 1); // the gateway is stopped already
  });

  it("is heard by an engine that starts after it", async () => {
    const gateway = await new OurGateway().start();
    cleanups.push(() => gateway.stop());
    gateway.killedAll = true;
    const engine = await new TestEngine().gateway(gateway.url, { ask: "none" }).start();
    cleanups.push(() => engine.remove());
    await until(() => isDenied(engine), "the call is denied");
  });

  it("that came while the stream was cut is heard when it is back", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    gateway.standing = "killed";
    gateway.cut();
    await until(() => isDenied(engine), "the call is denied");
  });

  it("of another agent stops nobody here", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    gateway.say("agent", { agent_id: "11111111-9dc0-11d1-b245-5ffdce74fad2", state: "killed" });
    gateway.setState("suspended");
    await until(() => isDenied(engine), "the own one is heard");
    expect(engine.lastRecord()).toMatchObject({ decisive: "gateway.agent-suspended" });
  });

  it("by an answer of Clampd's, which has no stream, is kept, and taken back by a later answer", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", refusal(403, "agent_killed")).start();
    cleanups.push(() => gateway.stop());
    const engine = await new TestEngine().gateway(gateway.url).start();
    cleanups.push(() => engine.remove());
    expect(await isDenied(engine)).toBe(true);
    expect((await cold(engine.home)).verdict).toBe("deny");
    gateway.on("/v1/proxy", { kind: "silence" });
    expect(await isDenied(engine)).toBe(true);
    gateway.on("/v1/proxy", clampd09(true));
    expect(await isDenied(engine)).toBe(false);
    expect((await cold(engine.home)).verdict).toBe("silence");
  });

  it("is not shaken off by another HOME", async () => {
    const { gateway, engine } = await ours();
    gateway.setState("killed");
    await until(() => isDenied(engine), "the call is denied");
    const other = new TestEngine().policy({ mode: "enforce" });
    cleanups.push(() => other.remove());
    const machine = { ...thisMachine({ HOME: other.home }), accountHome: engine.home };
    const stdin = JSON.stringify({ hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command: "ls" } });
    const { stdout } = await answerHook(stdin, {
      machine,
      now: Date.now(),
      elapsedUs: () => 0,
      loadPolicy: freshPolicy,
      gateway: coldGateway,
    });
    expect(readSaid(stdout).verdict).toBe("deny");
  });

  it("survives a state file that was emptied while the engine runs", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    gateway.setState("killed");
    await until(() => isDenied(engine), "the call is denied");
    writeFileSync(join(engine.home, ".clampd", "gateway", "state.json"), "");
    expect(await isDenied(engine)).toBe(true);
  });
});

describe("a resume", () => {
  it("counts where no bundle is trusted", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    gateway.setState("suspended");
    await until(() => isDenied(engine), "the call is denied");
    gateway.setState("active");
    await until(async () => !(await isDenied(engine)), "the call goes on");
  });

  it("counts only with a newer signed bundle where bundles are trusted", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    trust(engine.home);
    gateway.setBundle('"1"', sign(1));
    await until(() => keptVersion(engine.home) === 1, "the bundle is kept");
    gateway.setState("suspended");
    await until(() => isDenied(engine), "the call is denied");
    gateway.setState("active");
    gateway.say("policy", { version: 2 });
    for (let i = 0; i < 20; i++) expect(await isDenied(engine)).toBe(true);
    gateway.setBundle('"2"', sign(2));
    await until(async () => !(await isDenied(engine)), "the call goes on");
  });
});

function trust(home: string): void {
  pinRoot(join(home, ".clampd", "bundle"), ROOT, { url: "http://127.0.0.1:1" });
}

function sign(version: number, policy: object = {}, more: { readonly killed?: readonly string[] } = {}): Buffer {
  const now = Date.now();
  return signBundle(
    {
      version,
      issued: now,
      expires: now + 3600_000,
      policy: policy as Record<string, never>,
      packs: [],
      agents: { killed: more.killed ?? [], suspended: [] },
    },
    [KEYS.bundle],
  );
}

function keptVersion(home: string): number | undefined {
  try {
    return JSON.parse(readFileSync(join(home, ".clampd", "bundle", "kept.json"), "utf8")).current.version;
  } catch {
    return undefined;
  }
}

describe("a bundle", () => {
  it("that arrives is in force for the next call, and is not fetched twice", async () => {
    const { gateway, engine } = await ours({ ask: "none" }, { mode: "observe" });
    trust(engine.home);
    expect((await engine.bash("git stash drop")).verdict).toBe("silence");
    gateway.setBundle('"1"', sign(1, { mode: "enforce" }));
    await until(async () => (await engine.bash("git stash drop")).verdict === "ask", "the bundle is in force");
    const fetched = gateway.of("/v1/bundle").length;
    gateway.say("bundle", { etag: '"1"', version: 1 });
    gateway.setBundle('"2"', sign(2, { mode: "enforce" }));
    await until(() => keptVersion(engine.home) === 2, "the second is kept");
    expect(gateway.of("/v1/bundle")).toHaveLength(fetched + 1);
  });

  it("that is not signed as it must be changes nothing, and is named in the log", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    trust(engine.home);
    gateway.setBundle('"5"', sign(5, { mode: "enforce" }));
    await until(() => keptVersion(engine.home) === 5, "the good one is kept");
    const tampered = Buffer.from(
      sign(6, { mode: "off" })
        .toString()
        .replace(/"sig":"..../, '"sig":"AAAA'),
    );
    gateway.setBundle('"6"', tampered);
    await until(() => engine.log.some((line) => line.includes("signature")), "it is refused");
    gateway.setBundle('"4"', sign(4, { mode: "off" }));
    await until(() => engine.log.some((line) => line.includes("older")), "the older is refused");
    expect(keptVersion(engine.home)).toBe(5);
    expect((await engine.bash("git stash drop")).verdict).toBe("ask");
  });

  it("is not taken where no root is trusted", async () => {
    const { gateway, engine } = await ours({ ask: "none" });
    gateway.setBundle('"1"', sign(1, { mode: "off" }));
    await until(() => engine.log.some((line) => line.includes("root")), "it is refused");
    expect((await engine.bash("git stash drop")).verdict).toBe("ask");
  });

  it("that names the agent as killed stops it, also one that came by hand", async () => {
    const engine = new TestEngine().gateway("http://127.0.0.1:1", { ask: "none" });
    cleanups.push(() => engine.remove());
    trust(engine.home);
    keepBundle(join(engine.home, ".clampd", "bundle"), sign(1, {}, { killed: [AGENT] }), Date.now());
    await engine.start();
    await until(() => isDenied(engine), "the call is denied");
  });
});

describe("kept answers", () => {
  const ask = async (engine: TestEngine) => engine.bash("npm run build");

  it("count for the same call until the policy changes, the stream breaks or their time is over", async () => {
    const { gateway, engine } = await ours({ cache_ms: 3_600_000 });
    const asked = () => gateway.of("/v1/proxy").length;
    await ask(engine);
    await ask(engine);
    expect(asked()).toBe(1);
    expect(engine.lastRecord()).toMatchObject({ gateway: { answer: "kept", detail: "allow" } });
    await engine.bash("npm run other");
    expect(asked()).toBe(2);
    gateway.version = 2;
    gateway.say("policy", { version: 2 });
    await until(async () => {
      await ask(engine);
      return asked() > 2;
    }, "the new policy is asked");
    gateway.on("/v1/stream", refusal(503, "overloaded"));
    const before = asked();
    for (const stream of gateway.streams) stream.destroy();
    await until(async () => {
      await ask(engine);
      return asked() > before + 1;
    }, "nothing is kept without a stream");
  });

  it("are not made where their lifetime is 0, nor by a gateway that tells of no changes", async () => {
    const { gateway, engine } = await ours({ cache_ms: 0 });
    await ask(engine);
    await ask(engine);
    expect(gateway.of("/v1/proxy")).toHaveLength(2);
    const plain = await new TestGateway().on("/v1/proxy", answer(1)).start();
    cleanups.push(() => plain.stop());
    engine.gateway(plain.url);
    await ask(engine);
    await ask(engine);
    expect(plain.of("/v1/proxy")).toHaveLength(2);
  });
});

describe("the connection", () => {
  it("is kept from call to call, and there before the first", async () => {
    const { gateway, engine } = await ours({ cache_ms: 0 });
    for (let i = 0; i < 5; i++) await engine.bash(`echo ${i}`);
    const first = gateway.of("/health")[0]?.connection;
    expect(gateway.of("/v1/proxy").map(({ connection }) => connection)).toEqual(Array(5).fill(first));
  });

  it("is opened again when the gateway closes it", async () => {
    const { gateway } = await ours();
    const before = gateway.of("/health").length;
    gateway.cut();
    await until(() => gateway.of("/health").length > before, "it is opened again");
  });

  it("speaks of nothing that is not announced", async () => {
    const gateway = await new TestGateway().on("/v1/proxy", clampd09(true)).on("/v1/inspect", clampd09(true)).start();
    cleanups.push(() => gateway.stop());
    const engine = await new TestEngine().gateway(gateway.url).start();
    cleanups.push(() => engine.remove());
    await engine.bash("ls");
    await engine.call({
      hook_event_name: "PostToolUse",
      tool_name: "Bash",
      tool_input: { command: "ls" },
      tool_response: { stdout: "a file", stderr: "", interrupted: false },
    });
    await until(() => gateway.of("/v1/inspect").length === 1, "the outcome is told");
    expect(gateway.of("/v1/inspect")[0]?.body).toContain("a file");
    expect(new Set(gateway.received.map(({ path }) => path))).toEqual(new Set(["/health", "/v1/proxy", "/v1/inspect"]));
    const { body, headers } = gateway.of("/v1/proxy")[0] ?? {};
    expect(Object.keys(JSON.parse(body ?? "{}")).sort()).toEqual(["params", "prompt_context", "target_url", "tool"]);
    expect(headers).toMatchObject({ "x-ag-key": CREDENTIALS.api_key, "x-ag-session": "s1" });
    expect(headers?.authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  });
});

describe("a process without an engine", () => {
  async function home(behaviour: Behaviour, section: object) {
    const gateway = await new TestGateway().on("/v1/proxy", behaviour).start();
    cleanups.push(() => gateway.stop());
    const engine = new TestEngine().gateway(gateway.url, section);
    cleanups.push(() => engine.remove());
    return { gateway, engine };
  }

  it("asks where the gateway's silence would deny, and only there", async () => {
    const { gateway, engine } = await home(clampd09(false), { when_unreachable: "local" });
    expect((await cold(engine.home)).verdict).toBe("silence");
    expect(engine.lastRecord()).toMatchObject({ gateway: { answer: "unasked" } });
    expect(gateway.received).toHaveLength(0);
    engine.gateway(gateway.url, { when_unreachable: { categories: { git: "closed" } } });
    expect((await cold(engine.home)).verdict).toBe("silence");
    expect((await cold(engine.home, "git stash drop")).verdict).toBe("deny");
    expect(engine.lastRecord()).toMatchObject({ decisive: "gateway.denied" });
    expect(gateway.received).toHaveLength(1);
  });

  it.each<[string, Behaviour, string]>([
    ["a verdict", newer(true), "silence"],
    ["silence", { kind: "silence" }, "deny"],
    ["a reset", { kind: "reset" }, "deny"],
    ["half of a body", { kind: "half-body", text: JSON.stringify({ allowed: true }) }, "deny"],
    ["a body that ends early", { kind: "short-body", text: JSON.stringify({ allowed: true }) }, "deny"],
    ["an endless answer", { kind: "text", text: "x".repeat(2_000_000) }, "deny"],
    ["500", { kind: "answer", status: 500, body: { allowed: true } }, "deny"],
    ["429", refusal(429, "rate_limited"), "silence"],
  ])("where outages are closed: %s", async (_, behaviour, verdict) => {
    const { engine } = await home(behaviour, { when_unreachable: "closed", deadline_ms: 300 });
    expect((await cold(engine.home)).verdict).toBe(verdict);
  });
});
