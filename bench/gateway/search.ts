import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openSqliteStore } from "../../gateway/store/sqlite/store.ts";
import type { Actor, EventQuery, NewEvent, Store } from "../../gateway/store/store.ts";

// A day of events of many agents, simulated, and what an investigation asks of it. The folder is kept: the second run only searches.

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    rows: { type: "string", default: "5000000" },
    agents: { type: "string", default: "1000" },
    orgs: { type: "string", default: "1" },
  },
});
if (values.data === undefined)
  throw new Error("usage: node bench/gateway/search.ts --data FOLDER [--rows N] [--agents N] [--orgs N]");

const DAY = 24 * 3600_000;
const START = Date.UTC(2026, 10, 1);
const rows = Number(values.rows);
const file = join(values.data, "gateway.db");
const isNew = !existsSync(file);
mkdirSync(values.data, { recursive: true });
const store = await openSqliteStore(file);
const by: Actor = { key: "k", name: "bench", reason: "bench", requestId: "bench", time: START };

/** The same numbers at every run. */
let seed = 42;
const random = () => {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
};
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
/** Few things are done often, and many seldom. */
const often = (most: number) => Math.floor(most * random() ** 3);

const PROGRAMS = [
  "git",
  "npm",
  "node",
  "rg",
  "sed",
  "cat",
  "ls",
  "python3",
  "docker",
  "curl",
  "make",
  "cargo",
  "go",
  "kubectl",
  "jq",
];
const ARGUMENTS = [
  "status",
  "test",
  "run",
  "build",
  "install",
  "log",
  "diff",
  "checkout",
  "commit",
  "fetch",
  "--force",
  "-n",
  "-r",
  "up",
  "apply",
];
const RULES = [
  "git.force-push",
  "destructive-fs.delete-home",
  "secrets.read-env",
  "exfiltration.upload",
  "packages.untrusted",
];
const VERDICTS = ["warn", "ask", "deny"] as const;

function event(org: number, agent: string, i: number): NewEvent {
  const time = START + Math.floor((i / rows) * DAY);
  const isDecision = i % 2 === 0;
  const isFound = random() < 0.03;
  const verdict = isFound ? pick(VERDICTS) : "allow";
  const rule = pick(RULES);
  const text = `${pick(PROGRAMS)} ${pick(ARGUMENTS)} src/module${often(5_000)}/file${often(200_000)}.ts ${pick(ARGUMENTS)}`;
  const cwd = `/home/dev${often(400)}/project${often(900)}`;
  const session = `s${Math.floor(i / 500)}`;
  const findings = isFound
    ? [{ rule, category: rule.split(".")[0], severity: "high", verdict, mode: "observe", layer: "bundle" }]
    : [];
  const shared = {
    v: 1,
    time: new Date(time).toISOString(),
    guard: "0.1.0",
    agent: "claude",
    session,
    key: randomUUID().slice(0, 16),
  };
  const record = isDecision
    ? {
        ...shared,
        kind: "decision",
        event: "PreToolUse",
        phase: "before",
        tool: "Bash",
        action: "shell",
        text,
        cwd,
        verdict: "allow",
        wouldBe: verdict,
        mode: "observe",
        profile: "balanced",
        findings,
        effects: { execute: 1 },
      }
    : {
        ...shared,
        kind: "outcome",
        event: "PostToolUse",
        phase: "after",
        tool: "Bash",
        action: "shell",
        text,
        cwd,
        ok: true,
      };
  return {
    org,
    agent,
    source: "guard",
    eventId: randomUUID(),
    time,
    received: time + 500,
    kind: isDecision ? "decision" : "outcome",
    verdict: isDecision ? verdict : undefined,
    rules: isDecision && isFound ? [rule] : [],
    text: `${text} Bash shell ${cwd} ${session}`,
    record: JSON.stringify(record),
  };
}

async function fill(store: Store): Promise<void> {
  const keys = () => ({ root: key(), bundle: key(), roots: [] });
  const { id: first } = await store.addOrg("default", keys(), START);
  const agents: { readonly id: string; readonly org: number }[] = [];
  const others = Number(values.orgs) - 1;
  for (let i = 0; i < Number(values.agents); i++) {
    // Of the other organisations each has one of the quietest agents: the first has nearly every event, which is its worst case.
    const isOther = i >= Number(values.agents) - others;
    const org = isOther ? (await store.addOrg(`other ${i}`, keys(), START)).id : first;
    const [id, keyId] = [randomUUID(), randomUUID()];
    const sha256 = keyId.replaceAll("-", "").padEnd(64, "0");
    const name = `agent ${i}`;
    const keyRow = { id: keyId, org, name, sha256, permissions: ["agent"] as const, agent: id };
    await store.addAgent({ id, org, name, state: "active", hmac: sha256 }, keyRow, by);
    agents.push({ id, org });
  }
  const started = performance.now();
  const BATCH = 2_000;
  for (let at = 0; at < rows; at += BATCH) {
    const count = Math.min(BATCH, rows - at);
    await store.append(
      Array.from({ length: count }, (_, n) => {
        const { org, id } = agents[often(agents.length)] ?? { org: first, id: "" };
        return event(org, id, at + n);
      }),
      true,
    );
    if ((at / BATCH) % 250 === 249) {
      const rate = (at + BATCH) / ((performance.now() - started) / 1000);
      process.stdout.write(`  ${at + BATCH} rows, ${rate.toFixed(0)}/s\n`);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${rows} rows written in ${seconds.toFixed(0)} s: ${(rows / seconds).toFixed(0)}/s\n`);
}

function key() {
  return { id: "", publicKey: "", privateKey: "" };
}

if (isNew) await fill(store);
const org = (await store.orgs())[0]?.id ?? 0;
const agents = await store.listAgents(org);
const [busy, quiet] = [
  agents.find(({ name }) => name === "agent 0")?.id,
  agents.find(({ name }) => name === `agent ${agents.length - 1}`)?.id,
];
const NOON = START + DAY / 2;
const QUERIES: Readonly<Record<string, Omit<EventQuery, "limit">>> = {
  newest: {},
  "of one busy agent": { agent: busy },
  "of one quiet agent": { agent: quiet },
  denied: { verdict: "deny" },
  "one rule": { rule: "git.force-push" },
  "one rule, one quiet agent, denied": { rule: "git.force-push", agent: quiet, verdict: "deny" },
  "a common word": { text: "git" },
  "two common words": { text: "git docker" },
  "four common words": { text: "git --force test shell" },
  "a phrase": { text: '"git status src"' },
  "a rare word": { text: "file199990" },
  "a word that is nowhere": { text: "zebra" },
  "the start of a word": { text: "file19999*" },
  "a common word of a quiet agent": { text: "kubectl", agent: quiet },
  "allowed, of a quiet agent": { verdict: "allow", agent: quiet },
  "a common word in one hour at noon": { text: "docker", since: NOON, until: NOON + 3600_000 },
  "a rare word in the first hour": { text: "module4999", until: START + 3600_000 },
  "outcomes with a rule: none": { kind: "outcome", rule: "git.force-push" },
};
const size = statSync(file).size;
process.stdout.write(
  `${(size / 1e9).toFixed(2)} GB; milliseconds, first and median of 15, and of CPU; 50 rows each:\n`,
);
let worst = 0;
for (const [name, query] of Object.entries(QUERIES)) {
  const times: number[] = [];
  let found = 0;
  const cpu = process.cpuUsage();
  for (let i = 0; i < 15; i++) {
    const started = performance.now();
    found = (await store.search(org, { ...query, limit: 50 })).rows.length;
    times.push(performance.now() - started);
  }
  const { user, system } = process.cpuUsage(cpu);
  const used = (user + system) / 1000 / times.length;
  const [first = 0] = times;
  worst = Math.max(worst, ...times);
  const median = times.sort((a, b) => a - b)[7] ?? 0;
  process.stdout.write(
    `  ${name.padEnd(38)} ${first.toFixed(1).padStart(7)} ${median.toFixed(1).padStart(7)} ${used.toFixed(1).padStart(7)}  ${found} rows\n`,
  );
}
process.stdout.write(`slowest of all: ${worst.toFixed(0)} ms\n`);
await store.close();
