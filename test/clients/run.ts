/** Runs real clients, unmodified, with the built guard as their hook. See README.md beside this file. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Client, Session, Via } from "./client.ts";
import { claude } from "./clients/claude.ts";
import { codex } from "./clients/codex.ts";
import { cursor } from "./clients/cursor.ts";
import { gemini } from "./clients/gemini.ts";
import { qwen } from "./clients/qwen.ts";
import { install } from "./install.ts";
import { judge, type Row } from "./judge.ts";
import { hasOwnMachine, isIsolated, runIsolated } from "./namespace.ts";
import type { Mode } from "./scenario.ts";
import { type Observation, runSession } from "./session.ts";
import { tableOf } from "./table.ts";

const CLIENTS: readonly Client[] = [claude, codex, cursor, gemini, qwen];
const VIAS: readonly Via[] = ["hand", "install", "managed"];
const MODES: readonly Mode[] = ["observe", "enforce"];
const USAGE = `npm run test:clients -- [options]
  --client LIST   which clients: ${CLIENTS.map(({ name }) => name).join(",")} (all)
  --mode LIST     which modes: ${MODES.join(",")} (both)
  --guard PATH    the guard's program (dist/clampd-guard)
  --upgrade       builds it once more under another name, and runs the clients after an upgrade to that
  --via LIST      hand: hook configuration made here; install, managed: by the guard's own installer, for the user, for
                  the machine (hand)
  --json FILE     writes the rows as JSON, too
  --keep          keeps the throw-away folders and says where they are`;

const { values: options } = parseArgs({
  options: {
    client: { type: "string", default: CLIENTS.map(({ name }) => name).join(",") },
    mode: { type: "string", default: MODES.join(",") },
    guard: { type: "string", default: fileURLToPath(new URL("../../dist/clampd-guard", import.meta.url)) },
    upgrade: { type: "boolean", default: false },
    via: { type: "string", default: "hand" },
    json: { type: "string" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = options.help ? usage(0) : await main();

async function main(): Promise<number> {
  const clients = CLIENTS.filter(({ name }) => options.client.split(",").includes(name));
  const modes = MODES.filter((mode) => options.mode.split(",").includes(mode));
  const vias = VIAS.filter((via) => options.via.split(",").includes(via));
  if (clients.length === 0 || modes.length === 0 || vias.length === 0) return usage(64);
  const guard = resolve(options.guard);
  if (!isExecutable(guard)) {
    console.error(`no program at ${guard}: build it first, or name one with --guard`);
    return 66;
  }
  if (!isIsolated()) {
    install(clients);
    const status = runIsolated(fileURLToPath(import.meta.url), process.argv.slice(2));
    if (status !== undefined) return status;
    console.error("no network namespace can be made here: the clients could reach the network");
  }
  if (vias.includes("managed") && !hasOwnMachine()) {
    console.error(
      "no mount namespace with an /etc of its own can be made here, so --via managed would change this machine",
    );
    return 69;
  }
  const rows: Row[] = [];
  const troubles: string[] = [];
  const kept = new Map<string, number>();
  const next = options.upgrade ? anotherBuild() : undefined;
  for (const via of vias) {
    for (const client of clients) {
      for (const mode of modes) {
        for (const session of client.sessions.filter((each) => isPlayed(each, via, mode))) {
          const result = await runSession({ client, session, mode, guard, next, via, keep: options.keep });
          const named = { client: client.name, via, mode, label: labelOf(client, session) };
          rows.push(...judge(result, named));
          for (const trouble of result.troubles) troubles.push(`${client.name}, ${via}, ${mode}: ${trouble}`);
          for (const what of result.kept) {
            const line = `${client.name}, ${via}: ${what}`;
            kept.set(line, (kept.get(line) ?? 0) + 1);
          }
          if (options.keep) console.error(`${client.name}, ${via}, ${mode}: kept ${result.root}`);
        }
      }
    }
  }
  return report(clients, rows, troubles, kept);
}

/** Only the user's own settings can be changed under a session, and only in enforce is that refused. */
function isPlayed({ meanwhile, beside }: Session, via: Via, mode: Mode): boolean {
  if (meanwhile !== undefined) return via === "install" && mode === "enforce";
  return beside === undefined || via === "install";
}

function report(
  clients: readonly Client[],
  rows: readonly Row[],
  troubles: readonly string[],
  kept: ReadonlyMap<string, number>,
): number {
  const versions = clients.map(({ name, package: from, version }) => `${name}: ${from} ${version}`);
  const wrong = rows.filter((row) => row.wrong.length > 0);
  console.log(`${versions.join("\n")}\n\n${tableOf(rows)}\n`);
  for (const row of wrong)
    console.log(`${row.client}, ${row.via}, ${row.scenario}, ${row.mode}: the model was told ${row.answer}\n`);
  for (const [line, times] of kept) console.log(`${line} (${times} times)`);
  for (const trouble of troubles) console.log(`\n${trouble}`);
  console.log(`\n${rows.length - wrong.length} of ${rows.length} as promised`);
  if (options.json)
    writeFileSync(options.json, `${JSON.stringify({ versions, rows, kept: [...kept], troubles }, null, 2)}\n`);
  return wrong.length + troubles.length === 0 ? 0 : 1;
}

/** The same sources under another build's name, in a folder that goes with the machine of this run or is made anew. */
function anotherBuild(): string {
  const out = join(tmpdir(), "clampd-next-build");
  const build = fileURLToPath(new URL("../../build.mjs", import.meta.url));
  const { status } = spawnSync(process.execPath, [build, "--quiet", "--label", "next", "--out", out], {
    stdio: "inherit",
  });
  if (status !== 0) throw new Error(`the second build ended with ${status}`);
  return join(out, "clampd-guard");
}

function labelOf(client: Client, { variant }: Session): (observation: Observation) => string {
  return ({ judged: { scenario, expected } }) => {
    const name = client.labels?.[scenario] ?? scenario;
    const way = variant ? `, ${variant}` : "";
    return `${name}${way} (${expected === "stopped" ? "must not" : "may"})`;
  };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function usage(status: number): number {
  console.log(USAGE);
  return status;
}
