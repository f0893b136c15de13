/**
 * `doctor --prove` with the real clients: "obeyed" after a right installation, "NOT obeyed" after each fault. Installs the
 * clients pinned for test/clients where they are missing; needs the built program. npm run test:prove
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Proof } from "../../src/doctor/prove/prove.ts";
import type { Client } from "../clients/client.ts";
import { claude } from "../clients/clients/claude.ts";
import { codex } from "../clients/clients/codex.ts";
import { gemini } from "../clients/clients/gemini.ts";
import { qwen } from "../clients/clients/qwen.ts";
import { install } from "../clients/install.ts";
import { isIsolated, runIsolated } from "../clients/namespace.ts";
import { type Agent, FAULTS, type Fault, type Home, makeHome, setUp } from "./homes.ts";

const CLIENTS: Readonly<Record<Agent, Client>> = { claude, codex, gemini, qwen };
const GUARD = resolve(process.argv[2] ?? fileURLToPath(new URL("../../dist/clampd-guard", import.meta.url)));

process.exitCode = main();

function main(): number {
  install(Object.values(CLIENTS));
  if (!isIsolated()) {
    const status = runIsolated(fileURLToPath(import.meta.url), process.argv.slice(2));
    if (status !== undefined) return status;
    console.error("no network namespace can be made here: the clients could reach the network");
  }
  const bin = mkdtempSync(join(tmpdir(), "clampd-bin-"));
  try {
    for (const client of Object.values(CLIENTS)) putOnPath(client, bin);
    let wrong = 0;
    for (const agent of Object.keys(CLIENTS) as Agent[]) {
      wrong += tell(agent, undefined, bin);
      for (const fault of FAULTS.filter((each) => each.agent === agent)) wrong += tell(agent, fault, bin);
    }
    return wrong === 0 ? 0 : 1;
  } finally {
    rmSync(bin, { recursive: true, force: true });
  }
}

/** 0 when the doctor said what is true. */
function tell(agent: Agent, fault: Fault | undefined, bin: string): number {
  const home = makeHome(GUARD);
  try {
    setUp[agent](home);
    fault?.make(home);
    const proof = proofOf(agent, home, bin);
    const expected = fault === undefined ? "obeyed" : (fault.outcome ?? "not-obeyed");
    const good = proof?.outcome === expected;
    console.log(
      `${good ? "ok   " : "WRONG"} ${agent} ${proof?.version}, ${fault?.name ?? "installed"}: ${proof?.outcome} (${proof?.why})`,
    );
    return good && trustIsSaid(agent, fault, home, bin) ? 0 : 1;
  } finally {
    endEngines(home);
    home.remove();
  }
}

function guard(args: readonly string[], { path }: Home, bin: string) {
  const work = join(path, "work");
  mkdirSync(work, { recursive: true });
  const env = {
    HOME: path,
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    SHELL: "/bin/bash",
    LANG: "C.UTF-8",
    IS_SANDBOX: "1",
  };
  return spawnSync(GUARD, args, { cwd: work, env, encoding: "utf8" });
}

function proofOf(agent: string, home: Home, bin: string): Proof | undefined {
  const run = guard(["doctor", "--prove", agent, "--json"], home, bin);
  try {
    return (JSON.parse(run.stdout) as { readonly proofs: readonly Proof[] }).proofs[0];
  } catch {
    console.error(run.stdout.slice(-600), run.stderr.slice(-600));
    return undefined;
  }
}

/** Codex itself tells which hooks it trusts: the check without a proof says the same. */
function trustIsSaid(agent: Agent, fault: Fault | undefined, home: Home, bin: string): boolean {
  const expected = fault === undefined ? 0 : fault.name === "trust is withdrawn" ? 2 : undefined;
  if (agent !== "codex" || expected === undefined) return true;
  const { stdout } = guard(["doctor", "--json"], home, bin);
  const { checks } = JSON.parse(stdout) as {
    readonly checks: readonly { check: string; problems: readonly object[] }[];
  };
  const problems = checks.find(({ check }) => check === "trust")?.problems;
  if (problems?.length === expected) return true;
  console.log(`WRONG codex, ${fault?.name ?? "installed"}: doctor says of trust: ${JSON.stringify(problems)}`);
  return false;
}

/** The engine that a hook started outlives it for half an hour. */
function endEngines({ path }: Home): void {
  const folder = join(path, ".clampd", "run");
  try {
    for (const name of readdirSync(folder).filter((each) => each.endsWith(".lock"))) {
      const { pid } = JSON.parse(readFileSync(join(folder, name), "utf8")) as { readonly pid: number };
      process.kill(pid, "SIGTERM");
    }
  } catch {
    // None was started, or it has gone by itself.
  }
}

/** By its name, as its package would put it there. Those in JavaScript are started with this Node. */
function putOnPath({ name, launch }: Client, bin: string): void {
  const place = { root: bin, home: bin, work: bin };
  const { file, args } = launch({ place, port: 1, prompt: "", variant: "", trusted: true });
  const script = file === process.execPath ? `'${args[0]}' ` : "";
  writeFileSync(join(bin, name), `#!/bin/sh\nexec '${file}' ${script}"$@"\n`);
  chmodSync(join(bin, name), 0o755);
}
