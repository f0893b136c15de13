import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { table } from "../src/cli/print.ts";
import { askState } from "../src/engine/client.ts";
import { figures } from "./figures.ts";
import type { Peers } from "./gateway-peer.ts";
import { Spawner, type Timed } from "./spawn.ts";

const USAGE = `node bench/gateway-client.ts [options]
  --program PATH   the program that is timed (dist/clampd-guard)
  --runs N         runs of each program for the added cost (200)
  --only PARTS     comma-separated: cost, outages, crowd`;

const { values } = parseArgs({
  options: {
    program: { type: "string", default: join(import.meta.dirname, "../dist/clampd-guard") },
    runs: { type: "string", default: "200" },
    only: { type: "string", default: "cost,outages,crowd" },
    help: { type: "boolean", default: false },
  },
});
if (values.help || !existsSync(values.program)) {
  console.log(values.help ? USAGE : `${values.program} is missing: npm run build makes it`);
  process.exit(values.help ? 0 : 1);
}
const guard = values.program;
const parts = new Set(values.only.split(","));
const folder = mkdtempSync(join(tmpdir(), "clampd-gateway-bench-"));
const spawner = new Spawner(folder, { PATH: process.env.PATH ?? "", LANG: "C.UTF-8" });
const worker = new Worker(join(import.meta.dirname, "gateway-peer.ts"));
const peers = await new Promise<Peers>((resolve, reject) => worker.once("message", resolve).once("error", reject));

let homes = 0;

function writePolicy(path: string, gateway: object | undefined): void {
  const keys = { api_key: "ag_live_0", agent_id: "7d444840-9dc0-11d1-b245-5ffdce74fad2", secret: "ags_0" };
  const policy = { version: 1, mode: "enforce", ...(gateway && { ...keys, gateway }) };
  writeFileSync(join(path, ".clampd/guard.json"), JSON.stringify(policy));
}

/** A home whose engine runs; exits are 2 for a denial and 0 for silence. */
async function home(gateway: object | undefined): Promise<{ readonly path: string; readonly pid: number }> {
  const path = join(folder, String(homes++));
  mkdirSync(join(path, ".clampd"), { recursive: true });
  mkdirSync(join(path, "project/.git"), { recursive: true });
  writePolicy(path, gateway);
  const call = {
    hook_event_name: "PreToolUse",
    session_id: "s",
    cwd: join(path, "project"),
    tool_name: "Bash",
    tool_input: { command: "npm test" },
  };
  writeFileSync(join(path, "call.json"), JSON.stringify(call));
  spawner.run([timed(path, "start", 0)], 1);
  for (;;) {
    const run = join(path, ".clampd/run");
    const socket = existsSync(run) ? readdirSync(run).find((name) => /^engine-.*\.sock$/.test(name)) : undefined;
    const state = socket === undefined ? undefined : await askState(join(run, socket));
    if (state !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 400)); // grammars and the connection are prepared
      return { path, pid: state.pid };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function timed(path: string, name: string, exitCode: number): Timed {
  return { name, command: ["/usr/bin/env", `HOME=${path}`, guard], stdin: join(path, "call.json"), exitCode };
}

function show(title: string, rows: readonly (readonly string[])[]): void {
  console.log(`\n${title}`);
  console.log(table(rows.map((row) => [...row])));
}

/** What a process has used so far (proc(5), utime and stime, in hundredths of a second); other work on the machine does not show. */
function cpuMs(pid: number | undefined): number {
  if (pid === undefined) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const ms = (value: number) => value.toFixed(1);

console.log(`${availableParallelism()} cores, load ${loadavg().map(ms).join(" ")}`);

if (parts.has("cost")) {
  const without = await home(undefined);
  const near = await home({ url: peers.allows, cache_ms: 0 });
  const far = await home({ url: peers["40 ms away"], cache_ms: 0 });
  const programs = [
    { name: "env and /bin/true", command: ["/usr/bin/env", "HOME=/", "/bin/true"], stdin: "/dev/null", exitCode: 0 },
    timed(without.path, "without a gateway", 0),
    timed(near.path, "gateway on loopback", 0),
    timed(far.path, "gateway 40 ms away", 0),
  ];
  spawner.run(programs, 20);
  const engines = [undefined, without.pid, near.pid, far.pid];
  const before = engines.map(cpuMs);
  const { series } = spawner.run(programs, Number(values.runs));
  const rows = series.map(({ name, samples, wrong }, i) => {
    const { min, p25, median, p95, p99 } = figures(samples);
    const cpu = (cpuMs(engines[i]) - (before[i] ?? 0)) / samples.length;
    return [name, ms(min), ms(p25), ms(median), ms(p95), ms(p99), String(wrong), i === 0 ? "" : cpu.toFixed(2)];
  });
  const head = ["", "min", "p25", "median", "p95", "p99", "wrong", "engine's CPU per call"];
  show("added cost, whole process in ms", [head, ...rows]);
  for (const { pid } of [without, near, far]) process.kill(pid);
}

const NONE = "(no gateway)";
const OUTAGES = [
  NONE,
  "refused",
  "black hole",
  "silence",
  "slow headers",
  "slow body",
  "reset",
  "half JSON",
  "500",
  "wrong content type",
  "no TLS",
  "no such name",
];
const MODES = [
  ["local", 0],
  ["open", 0],
  ["closed", 2],
] as const;

/** Calls at once to an engine that runs well and meets the outage with them; the longest in ms, and how many ended wrongly. */
async function crowd(url: string | undefined, when: string, exitCode: number, count: number) {
  const { path, pid } = await home({ url: peers.allows, cache_ms: 0 });
  spawner.run([timed(path, when, 0)], 30);
  writePolicy(path, url === undefined ? undefined : { url, when_unreachable: when });
  const { series } = spawner.run([timed(path, when, exitCode)], 1, count);
  process.kill(pid);
  const [{ samples, wrong } = { samples: [], wrong: 1 }] = series;
  return { longest: Math.max(...samples), wrong };
}

if (parts.has("outages")) {
  const rows: string[][] = [];
  for (const outage of OUTAGES) {
    const row = [outage];
    for (const [mode, exitCode] of MODES) {
      for (const count of [1, 16]) {
        const { longest, wrong } = await crowd(peers[outage], mode, outage === NONE ? 0 : exitCode, count);
        row.push(`${ms(longest)}${wrong > 0 ? ` (${wrong} wrong)` : ""}`);
      }
    }
    rows.push(row);
  }
  const head = MODES.flatMap(([mode]) => [`${mode}, 1`, `${mode}, 16`]);
  show("outages, longest whole process in ms, one call and 16 at once", [["", ...head], ...rows]);
}

if (parts.has("crowd")) {
  const rows: string[][] = [["200 at once", "longest ms", "wrong"]];
  for (const [name, when, exitCode] of [
    [NONE, "local", 0],
    ["allows", "closed", 0],
    ["denies", "open", 2],
    ["black hole", "local", 0],
    ["black hole", "closed", 2],
  ] as const) {
    const { longest, wrong } = await crowd(peers[name], when, exitCode, 200);
    rows.push([`${name}, ${when}`, ms(longest), String(wrong)]);
  }
  show("a crowd", rows);
}

await worker.terminate();
rmSync(folder, { recursive: true, force: true });
