import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { commands, type Served, serveGateway, stopGateways } from "./gateway.ts";
import { guard, newHome, removeHome } from "./program.ts";

const home = newHome();
let watch: ChildProcess | undefined;

afterAll(async () => {
  watch?.kill("SIGKILL");
  await stopGateways();
  removeHome(home);
});

/** `clampd-guard watch --json`, and what it has said so far. */
function startWatch() {
  const child = spawn(guard, ["watch", "--json"], { env: { HOME: home, PATH: process.env.PATH } });
  watch = child;
  const said = { out: "", err: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.err += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { said, ended, isRunning: () => child.exitCode === null && child.signalCode === null };
}

async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let i = 0; i < 600; i++) {
    if (await isTrue()) return;
    await sleep(50);
  }
  throw new Error(`never happened: ${what}`);
}

it("watch goes on when the gateway was killed and is there again, and ends when its key is taken back", {
  timeout: 120_000,
}, async () => {
  const first: Served = await serveGateway(home);
  const { json } = commands(home);
  const { agent_id } = await json(["agent", "register", "watched"]);
  const { said, ended, isRunning } = startWatch();
  /** Suspends and resumes until it is seen: the stream opens a moment after the process. */
  const isSeen = (reason: string) => async () => {
    await json(["agent", "suspend", agent_id, "--reason", reason]);
    await json(["agent", "resume", agent_id]);
    return said.out.includes(reason);
  };
  await until(isSeen("before"), "a change is seen");

  await first.stop("SIGKILL");
  await until(() => said.err.includes("the stream ended"), "the end is noticed");
  await sleep(1_500); // also the first new attempts fail
  expect(isRunning()).toBe(true);
  await serveGateway(home, Number(new URL(first.url).port));
  await until(isSeen("afterwards"), "a change after the outage is seen");
  expect(isRunning()).toBe(true);
  for (const line of said.out.trim().split("\n")) expect(JSON.parse(line)).toHaveProperty("event");

  const { keys } = await json(["key", "list"]);
  for (const { id, agent_id: agent } of keys) if (agent === undefined) await json(["key", "remove", id]);
  expect(await ended).toBe(1);
  expect(said.err).toMatch(/invalid_api_key|missing_api_key/);
});
