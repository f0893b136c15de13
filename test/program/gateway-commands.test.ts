import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asked, commands, guardFile, type Served, serveGateway, stopGateways, until } from "./gateway.ts";
import { bashCall, full, guard, newHome, removeHome, run, warmUp } from "./program.ts";

const PACK = `
[pack]
id = "acme"
category = "git"
version = "1.0.0"
title = "Acme's own"

[[rule]]
id = "git.acme-release"
title = "Tags a release by hand"
loses = "the release's provenance"
severity = "critical"
maturity = "stable"
when = { effect = "execute", program = ["acme-release"] }
advice = "let the pipeline do it"
[rule.examples]
stop = ["acme-release now"]
leave = ["ls"]
`;

const homes: string[] = [];
const home = () => {
  const made = newHome();
  homes.push(made);
  return made;
};

/** The gateway's own home, in which the person works. */
let person = "";
let gateway: Served;

beforeAll(async () => {
  person = home();
  gateway = await serveGateway(person);
});

afterAll(async () => {
  for (const each of homes) removeHome(each);
  await stopGateways();
});

/** A guard in a home of its own that is connected with the gateway. */
async function connected(name: string): Promise<{ readonly home: string; readonly id: string }> {
  const made = await commands(person).json(["agent", "register", name]);
  const own = home();
  await commands(own).json(["connect", gateway.url, "--credentials", "-"], JSON.stringify(made));
  return { home: own, id: made.agent_id };
}

describe("a new gateway", () => {
  it("gives the person who started it a context for their eyes alone", async () => {
    const { json } = commands(person);
    expect(await json(["context", "list"])).toEqual({
      current: "local",
      contexts: [{ name: "local", gateway: gateway.url, current: true }],
    });
    expect(statSync(join(person, ".clampd", "config.toml")).mode & 0o777).toBe(0o600);
    expect(await json(["agent", "list"])).toMatchObject({ killed_all: false });
  });

  it("is reached by others with --gateway and a key from a file or stdin, never from an argument", async () => {
    const other = home();
    const { command, json } = commands(other);
    expect(await command(["agent", "list"])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("no gateway"),
    });
    expect(await command(["agent", "list", "--gateway", gateway.url])).toMatchObject({ status: 2 });
    const [, key = ""] = /api_key = "(.*)"/.exec(readFileSync(join(person, ".clampd", "config.toml"), "utf8")) ?? [];
    expect(await json(["agent", "list", "--gateway", gateway.url, "--key-file", "-"], key)).toHaveProperty("agents");
    const wrong = `${key.slice(0, -4)}AAAA`;
    const refused = await command(["context", "add", "mine", "--gateway", gateway.url, "--key-file", "-"], wrong);
    expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("invalid_api_key") });
    expect(refused.stderr + refused.stdout).not.toContain(wrong);
    expect(existsSync(join(other, ".clampd", "config.toml"))).toBe(false);
    await json(["context", "add", "mine", "--gateway", gateway.url, "--key-file", "-"], key);
    expect(await json(["agent", "list"])).toHaveProperty("agents");
    expect((await command(["context", "list"])).stdout).not.toContain(key);
    expect(await command(["agent", "list", "--gateway", "http://guard.example", "--key-file", "-"], key)).toMatchObject(
      {
        status: 1,
        stderr: expect.stringContaining("not encrypted"),
      },
    );
  });
});

describe("agents", () => {
  it("are registered, listed, suspended, resumed and killed by name or id", async () => {
    const { json, command } = commands(person);
    const { agent_id, api_key, secret } = await json(["agent", "register", "by-name"]);
    expect(api_key).toMatch(/^ag_live_/);
    expect(secret).toMatch(/^ags_/);
    const states = [];
    states.push((await json(["agent", "suspend", "by-name", "--reason", "a look"])).state);
    states.push((await json(["agent", "resume", agent_id])).state);
    states.push((await json(["kill", agent_id.slice(0, 8), "--reason", "enough"])).state);
    expect(states).toEqual(["suspended", "active", "killed"]);
    expect(await command(["kill", "nobody"])).toMatchObject({ status: 2, stderr: expect.stringContaining("no agent") });
    expect(await command(["kill"])).toMatchObject({ status: 2 });
    const { changes } = await json(["audit", "--changes"]);
    expect(changes[0]).toMatchObject({ action: "agent.kill", reason: "enough", by: { name: expect.any(String) } });
    expect(JSON.stringify(changes)).not.toMatch(/ags_|ag_live_/);
  });
});

describe("keys", () => {
  it("are made with permissions, written where only their owner reads them, and taken back", async () => {
    const { json, command } = commands(person);
    const file = join(person, "reader.key");
    const { id } = await json(["key", "add", "reader", "--allow", "read", "--out", file, "--reason", "a dashboard"]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const asReader = (...args: readonly string[]) => command([...args, "--key-file", file]);
    expect(await asReader("agent", "list")).toMatchObject({ status: 0 });
    expect(await asReader("agent", "register", "x")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("missing_permission"),
    });
    expect(await asReader("kill", "--all")).toMatchObject({ status: 1 });
    expect((await json(["key", "list"])).keys.map((each: { id: string }) => each.id)).toContain(id);
    await json(["key", "remove", id]);
    expect(await asReader("agent", "list")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("invalid_api_key"),
    });
  });
});

describe("connect", () => {
  it("writes the guard's file for its owner alone and leaves every other byte, and pins the root", async () => {
    const own = home();
    const file = join(own, ".clampd", "guard.json");
    writeFileSync(file, '{\n  // mine\n  "mode": "observe"\n}\n');
    chmodSync(file, 0o644);
    const made = await commands(person).json(["agent", "register", "writes"]);
    const { json, command } = commands(own);
    const answer = await json(["connect", gateway.url, "--credentials", "-"], JSON.stringify(made));
    expect(readFileSync(file, "utf8")).toBe(
      `{\n  // mine\n  "mode": "observe",\n  "gateway_url": "${gateway.url}",\n  "api_key": "${made.api_key}",\n  "agent_id": "${made.agent_id}",\n  "secret": "${made.secret}"\n}\n`,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(answer).toMatchObject({ agent_id: made.agent_id, root: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const status = await json(["status"]);
    expect(status).toMatchObject({
      connection: { url: gateway.url, identified: true, standing: "active" },
      signedBundle: { trust: { fingerprint: answer.root }, bundle: { kind: "kept" } },
    });
    expect(JSON.stringify(status)).not.toMatch(/ags_|ag_live_/);
    const doctor = await command(["doctor", "--json"]);
    expect(doctor.stdout).toContain('"gateway"');
    expect(doctor.stdout).not.toMatch(/ags_|ag_live_/);
  });

  it("refuses credentials that the gateway does not take, and a root with another fingerprint, and writes nothing", async () => {
    const own = home();
    const { command } = commands(own);
    const before = readFileSync(join(own, ".clampd", "guard.json"), "utf8");
    const made = await commands(person).json(["agent", "register", "refused"]);
    const wrong = JSON.stringify({ ...made, secret: `${made.secret}x` });
    expect(await command(["connect", gateway.url, "--credentials", "-"], wrong)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("invalid_jwt"),
    });
    const fingerprint = ["--fingerprint", "0".repeat(64)];
    expect(
      await command(["connect", gateway.url, "--credentials", "-", ...fingerprint], JSON.stringify(made)),
    ).toMatchObject({ status: 1, stderr: expect.stringContaining("has the fingerprint") });
    expect(readFileSync(join(own, ".clampd", "guard.json"), "utf8")).toBe(before);
    expect(existsSync(join(own, ".clampd", "bundle", "root.json"))).toBe(false);
  });

  it("registers the guard by itself where a context has the key", async () => {
    expect(await commands(person).json(["connect", gateway.url, "--name", "the person's own"])).toHaveProperty("root");
    const { agents } = await commands(person).json(["agent", "list"]);
    expect(agents.map(({ name }: { name: string }) => name)).toContain("the person's own");
    expect(guardFile(person)).toMatchObject({ mode: "enforce", gateway_url: gateway.url });
  });
});

describe("a policy", () => {
  it("that is wrong is told with its place and not sent", async () => {
    const file = join(person, "wrong.json");
    writeFileSync(file, '{\n  "mode": "enfroce"\n}\n');
    const { command, json } = commands(person);
    const before = await json(["policy", "show"]);
    expect(await command(["policy", "apply", file])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/wrong\.json:2:\d+.*did you mean/s),
    });
    const pack = join(person, "broken.toml");
    writeFileSync(pack, PACK.replace("severity", "severe"));
    writeFileSync(file, "{}");
    expect(await command(["policy", "apply", file, "--pack", pack])).toMatchObject({ status: 1 });
    expect(await json(["policy", "show"])).toEqual(before);
  });

  it("reaches connected guards, packs included, and is in force there while the gateway is away", async () => {
    const { home: own } = await connected("by policy");
    await warmUp(own);
    expect(await asked(own, "acme-release now")).toBe("silence");
    const [file, pack] = [join(person, "policy.json"), join(person, "acme.toml")];
    writeFileSync(file, '{ "mode": "enforce", "contact": "ask #security" }');
    writeFileSync(pack, PACK);
    const { json } = commands(person);
    const answer = await json(["policy", "apply", file, "--pack", pack, "--reason", "releases"]);
    expect(answer.changes).toEqual(["mode", "contact", "pack acme"]);
    await until(own, "acme-release now", "deny", 10_000);
    // Without an engine and without the gateway, from the kept bundle alone.
    await commands(own).command(["engine", "stop"]);
    const kept = readdirSync(join(own, ".clampd", "bundle"));
    expect(kept).toContain("kept.json");
    const offline = home();
    mkdirSync(join(offline, ".clampd", "bundle"));
    for (const name of kept)
      if (name.endsWith(".json"))
        writeFileSync(join(offline, ".clampd", "bundle", name), readFileSync(join(own, ".clampd", "bundle", name)));
    const cold = await run(full, [], bashCall(offline, "acme-release now"), { HOME: offline });
    expect(cold.stdout).toContain("git.acme-release");
    expect(cold.stdout).toContain("ask #security");
    expect(await json(["policy", "show"])).toMatchObject({ policy: { mode: "enforce" }, packs: [{ name: "acme" }] });
    // Packs stay where none are named.
    expect(await json(["policy", "apply", file, "--reason", "again"])).toMatchObject({ changes: [] });
  });
});

describe("a kill from the command line", () => {
  it("stops the next call, also after the engine was started anew, and offline; resume lets it go on", async () => {
    const { home: own } = await connected("to be killed");
    await warmUp(own);
    const { json } = commands(person);
    await json(["policy", "show"]);
    expect(await asked(own, "ls")).toBe("silence");
    // The stream to the gateway opens a moment after the engine.
    await json(["agent", "suspend", "to be killed"]);
    await until(own, "ls", "deny", 10_000);
    await json(["agent", "resume", "to be killed"]);
    await until(own, "ls", "silence", 10_000);

    await json(["kill", "to be killed", "--reason", "leaks"]);
    // Within a second on a quiet machine (clampd-guard demo tells); a busy one must not fail a test.
    await until(own, "ls", "deny", 10_000);

    await commands(own).command(["engine", "stop"]);
    expect(await asked(own, "ls")).toBe("deny"); // cold, and a new engine begins
    await warmUp(own);
    expect(await asked(own, "ls")).toBe("deny");

    const port = Number(new URL(gateway.url).port);
    await gateway.stop();
    await commands(own).command(["engine", "restart"]);
    expect(await asked(own, "ls")).toBe("deny");
    await warmUp(own);
    expect(await asked(own, "ls")).toBe("deny");
    const { stdout } = await run(full, [], bashCall(own, "ls"), { HOME: own });
    expect(stdout).toContain("leaks");

    gateway = await serveGateway(person, port);
    await json(["agent", "resume", "to be killed", "--reason", "mended"]);
    await until(own, "ls", "silence", 40_000);
  });

  it("stops all at once", async () => {
    const one = await connected("one of all");
    await warmUp(one.home);
    await until(one.home, "ls", "silence", 5_000);
    const { json } = commands(person);
    expect((await json(["kill", "--all", "--reason", "drill"])).killed).toBeGreaterThan(0);
    await until(one.home, "ls", "deny", 5_000);
    expect(await json(["agent", "list"])).toMatchObject({ killed_all: true });
  });
});

describe("what happened", () => {
  it("is found by audit, exported, and seen by watch as it happens", async () => {
    const { json, command } = commands(person);
    const seen: string[] = [];
    const watch = spawn(guard, ["watch", "--json"], { env: { HOME: person, PATH: process.env.PATH } });
    watch.stdout.on("data", (chunk) => seen.push(String(chunk)));
    const made = await json(["agent", "register", "watched"]);
    for (let i = 0; i < 100 && !seen.join("").includes(made.agent_id); i++) {
      await json(["agent", "suspend", made.agent_id, "--reason", "seen?"]);
      await sleep(100);
      await json(["agent", "resume", made.agent_id]);
    }
    watch.kill();
    const line = seen
      .join("")
      .split("\n")
      .find((each) => each.includes(made.agent_id));
    expect(JSON.parse(line ?? "{}")).toMatchObject({ event: "agent", data: { agent_id: made.agent_id } });

    const search = ["audit", "--text", "acme-release", "--verdict", "deny", "--since", "24h"];
    let found = await json(search);
    // Guards send their events in batches.
    for (let i = 0; i < 100 && found.entries.length === 0; i++) {
      await sleep(100);
      found = await json(search);
    }
    expect(found.entries.length).toBeGreaterThan(0);
    expect(found.entries[0].record.findings[0].rule).toBe("git.acme-release");
    const file = join(person, "export.jsonl");
    await command(["audit", "--rule", "git.acme-release", "--export", file]);
    const lines = readFileSync(file, "utf8").trim().split("\n");
    expect(lines.every((each) => JSON.parse(each).record.tool === "Bash")).toBe(true);
    expect(await command(["audit", "--since", "soon"])).toMatchObject({ status: 2 });
  });
});

describe("test --gateway", () => {
  it("holds the gateway's policy against the attacks", async () => {
    const { total, wrong } = await commands(person).json(["test", "--context", "local", "--category", "database"]);
    expect(total).toBeGreaterThan(100);
    expect(wrong).toBe(0);
  });
});

describe("bundles by hand", () => {
  it("are made, signed, verified, trusted and used without any gateway, and keys are never overwritten", async () => {
    const own = home();
    const { json, command } = commands(own);
    const at = (name: string) => join(own, name);
    writeFileSync(at("policy.json"), '{ "mode": "enforce", "profile": "strict" }');
    writeFileSync(at("acme.toml"), PACK);
    for (const name of ["root.key", "bundle.key"]) await json(["bundle", "keygen", at(name)]);
    expect(statSync(at("root.key")).mode & 0o777).toBe(0o600);
    expect(await command(["bundle", "keygen", at("root.key")])).toMatchObject({ status: 1 });
    const { fingerprint } = await json([
      ...["bundle", "root", "--root-key", at("root.key"), "--bundle-key", at("bundle.key.pub")],
      ...["--out", at("root.json")],
    ]);
    const sign = ["bundle", "sign", "--policy", at("policy.json"), "--pack", at("acme.toml"), "--bundle-version", "3"];
    expect(await command([...sign, "--key", at("bundle.key.pub"), "--out", at("b")])).toMatchObject({ status: 2 });
    await json([...sign, "--key", "-", "--out", at("b")], readFileSync(at("bundle.key"), "utf8"));
    expect(await json(["bundle", "verify", at("b"), "--root", at("root.json")])).toMatchObject({ ok: true });
    expect(await json(["bundle", "inspect", at("b")])).toMatchObject({ version: 3, packs: [{ name: "acme" }] });
    expect(await command(["bundle", "use", at("b")])).toMatchObject({ status: 1 });
    expect(await command(["bundle", "trust", at("root.json"), "--fingerprint", "0".repeat(64)])).toMatchObject({
      status: 1,
    });
    await json(["bundle", "trust", at("root.json"), "--fingerprint", fingerprint]);
    await json(["bundle", "use", at("b")]);
    expect(await asked(own, "acme-release now")).toBe("deny");
    expect(await json(["status"])).toMatchObject({ profile: { value: "strict", layer: "bundle" } });
    writeFileSync(at("bad"), readFileSync(at("b"), "utf8").replace('"sig":"', '"sig":"A'));
    expect(await command(["bundle", "verify", at("bad"), "--root", at("root.json")])).toMatchObject({ status: 1 });
    chmodSync(at("bundle.key"), 0o644);
    expect(await command([...sign, "--key", at("bundle.key"), "--out", at("c")])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("chmod 600"),
    });
  });
});

describe("demo", () => {
  it("shows what it is to show, and leaves nothing behind", async () => {
    const own = home();
    const shown = await commands(own).json(["demo"]);
    expect(shown).toMatchObject({ right: true });
    expect(shown.outcomes.filter(({ answer }: { answer: string }) => answer === "denied").length).toBeGreaterThan(8);
    expect(readdirSync(own).filter((name) => name.startsWith(".clampd-demo"))).toEqual([]);
  });
});
