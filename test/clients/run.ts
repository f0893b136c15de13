/** Runs real clients, unmodified, with the built guard as their hook. See README.md beside this file. */
import { accessSync, constants, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Client, Session } from "./client.ts";
import { claude } from "./clients/claude.ts";
import { codex } from "./clients/codex.ts";
import { cursor } from "./clients/cursor.ts";
import { install } from "./install.ts";
import { judge, type Row } from "./judge.ts";
import { isIsolated, runIsolated } from "./namespace.ts";
import type { Mode } from "./scenario.ts";
import { type Observation, runSession } from "./session.ts";
import { tableOf } from "./table.ts";

const CLIENTS: readonly Client[] = [claude, codex, cursor];
const MODES: readonly Mode[] = ["observe", "enforce"];
const USAGE = `npm run test:clients -- [options]
  --client LIST   which clients: ${CLIENTS.map(({ name }) => name).join(",")} (all)
  --mode LIST     which modes: ${MODES.join(",")} (both)
  --guard PATH    the guard's program (dist/clampd-guard)
  --via HOW       hand: hook configuration made here; install: by the guard's own installer (hand)
  --json FILE     writes the rows as JSON, too
  --keep          keeps the throw-away folders and says where they are`;

const { values: options } = parseArgs({
  options: {
    client: { type: "string", default: CLIENTS.map(({ name }) => name).join(",") },
    mode: { type: "string", default: MODES.join(",") },
    guard: { type: "string", default: fileURLToPath(new URL("../../dist/clampd-guard", import.meta.url)) },
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
  const { via } = options;
  if (clients.length === 0 || modes.length === 0 || (via !== "hand" && via !== "install")) return usage(64);
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
  const rows: Row[] = [];
  const troubles: string[] = [];
  for (const client of clients) {
    for (const mode of modes) {
      for (const session of client.sessions) {
        const result = await runSession({ client, session, mode, guard, via, keep: options.keep });
        const named = { client: client.name, mode, label: labelOf(client, session) };
        rows.push(...judge(result, named));
        if (result.trouble) troubles.push(`${client.name}, ${mode}: ${result.trouble}`);
        if (options.keep) console.error(`${client.name}, ${mode}: kept ${result.root}`);
      }
    }
  }
  return report(clients, rows, troubles);
}

function report(clients: readonly Client[], rows: readonly Row[], troubles: readonly string[]): number {
  const versions = clients.map(({ name, package: from, version }) => `${name}: ${from} ${version}`);
  const wrong = rows.filter((row) => row.wrong.length > 0);
  console.log(`${versions.join("\n")}\n\n${tableOf(rows)}\n`);
  for (const row of wrong)
    console.log(`${row.client}, ${row.scenario}, ${row.mode}: the model was told ${row.answer}\n`);
  for (const trouble of troubles) console.log(`${trouble}\n`);
  console.log(`${rows.length - wrong.length} of ${rows.length} as promised`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ versions, rows, troubles }, null, 2)}\n`);
  return wrong.length + troubles.length === 0 ? 0 : 1;
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
