import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Env } from "../../../hooks/dialect.ts";
import { CANARY_RULE, type Canary, createCanary } from "../canary.ts";
import { findProgram, versionOf } from "../program.ts";
import { canaryRecords } from "../recorded.ts";
import { type RunResult, run } from "../run.ts";
import type { ProofClient } from "./client.ts";
import { claude } from "./clients/claude.ts";
import { codex } from "./clients/codex.ts";
import { gemini } from "./clients/gemini.ts";
import { qwen } from "./clients/qwen.ts";
import { createScript, MAIN_THREAD, type ScriptedStep } from "./model/script.ts";

export const PROOF_CLIENTS: readonly ProofClient[] = [claude, codex, gemini, qwen];

const LIMIT_MS = 90_000;

/** obeyed: asked, stopped and recorded. not-obeyed: the canary ran. not-tried: nothing can be said, `why` tells what kept it. */
export interface Proof {
  readonly agent: string;
  readonly program: string | undefined;
  readonly version: string | undefined;
  readonly outcome: "obeyed" | "not-obeyed" | "not-tried";
  readonly why: string;
}

export interface ProofContext {
  readonly env: Env;
  readonly home: string | undefined;
  readonly journal: string | undefined;
}

/** What was seen from outside of one run of a client. */
export interface Sighting {
  /** The harmless call had its effect: without that, a missing effect of the other says nothing. */
  readonly allowedRan: boolean;
  readonly deniedRan: boolean;
  /** What the model was told of the canary; undefined where it was never told. */
  readonly told: string | undefined;
  readonly recorded: boolean;
  readonly trouble: string | undefined;
}

/** Has the client that is installed ask for the canary, with the hooks that it really has. */
export async function prove(client: ProofClient, context: ProofContext): Promise<Proof> {
  const { agent } = client;
  const { env, home } = context;
  const program = findProgram(client.program, env);
  if (program === undefined) {
    const why = `no program named ${client.program} on PATH`;
    return { agent, program, version: undefined, outcome: "not-tried", why };
  }
  const canary = createCanary(home);
  try {
    const version = await versionOf(program, env, canary.folder);
    const sighting = await play(client, program, canary, context);
    return { agent, program, version, ...judge(sighting) };
  } finally {
    canary.remove();
  }
}

async function play(
  client: ProofClient,
  program: string,
  canary: Canary,
  { env, journal }: ProofContext,
): Promise<Sighting> {
  let told: string | undefined;
  const steps: readonly ScriptedStep[] = [
    { id: "call_allowed", thread: MAIN_THREAD, use: client.shell(canary.allowed.text) },
    { id: "call_canary", thread: MAIN_THREAD, use: client.shell(canary.denied.text) },
  ];
  const script = createScript(steps, {
    handedOut: () => {},
    answered: async ({ id }, text) => {
      if (id === "call_canary") told = text;
    },
  });
  for (const [name, text] of Object.entries(client.files ?? {})) {
    const file = join(canary.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const server = await client.serve(script);
  try {
    const launch = client.launch({ port: server.port, prompt: script.prompt, folder: canary.folder });
    const ended = await run({
      file: program,
      args: launch.args,
      cwd: canary.folder,
      env: { ...env, PWD: canary.folder, ...launch.env },
      limitMs: LIMIT_MS,
    });
    return {
      allowedRan: existsSync(canary.allowed.makes),
      deniedRan: existsSync(canary.denied.makes),
      told,
      recorded: (await canaryRecords(journal, canary.folder)).some(({ verdict }) => verdict === "deny"),
      trouble: troubleOf(ended),
    };
  } finally {
    server.close();
  }
}

/** Pure. INVARIANT: "obeyed" is never concluded from the mere absence of the canary's file. */
export function judge(seen: Sighting): Pick<Proof, "outcome" | "why"> {
  if (seen.deniedRan) {
    const why = seen.recorded
      ? "the guard was asked and said no, and the command ran all the same"
      : "the command ran and the guard was never asked: the hook is missing, switched off, not trusted, or cannot be started";
    return { outcome: "not-obeyed", why };
  }
  if (seen.told === undefined || !seen.allowedRan) {
    const why = seen.trouble ?? "the client did not run a harmless command either, so nothing can be said";
    return { outcome: "not-tried", why };
  }
  if (!seen.recorded)
    return { outcome: "not-tried", why: "the command was stopped, but the guard recorded nothing of it" };
  if (!seen.told.includes(CANARY_RULE))
    return { outcome: "not-tried", why: "the command was stopped, but not with the guard's reason" };
  return {
    outcome: "obeyed",
    why: "a harmless command ran, the denied one was stopped, told to the model and recorded",
  };
}

function troubleOf({ exitCode, trouble, stdout, stderr }: RunResult): string | undefined {
  if (exitCode === 0) return undefined;
  const said = (stderr.trim() || stdout.trim()).split("\n").at(-1)?.slice(-300) ?? "";
  return `the client ended with ${trouble ?? `exit code ${exitCode}`}${said === "" ? "" : `: ${said}`}`;
}
