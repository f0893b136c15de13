/** Runs a client once, in a throw-away HOME and workspace, through its script, and notes what each call came to. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createScript } from "../../src/doctor/prove/model/script.ts";
import type { DecisionRecord, JournalRecord } from "../../src/journal/schema.ts";
import type { Client, Launch, Session, Via } from "./client.ts";
import { arrange, tookPlace, writeIfDifferent } from "./effect.ts";
import { decisionsFor, hasOutcome, readJournal } from "./journal.ts";
import { installation } from "./lifecycle.ts";
import { stepsOf } from "./plan.ts";
import { type Mode, type Place, policyFile, policyText } from "./scenario.ts";
import type { Judged, Listener } from "./script.ts";

export interface SessionOptions {
  readonly client: Client;
  readonly session: Session;
  readonly mode: Mode;
  /** Absolute path of the guard's program. */
  readonly guard: string;
  /** Another build of it, to upgrade to before the client is started. */
  readonly next: string | undefined;
  readonly via: Via;
  readonly keep: boolean;
}

export interface Observation {
  readonly judged: Judged;
  /** Undefined when the client never came back for it. */
  readonly answer: { readonly text: string; readonly request: string; readonly milliseconds: number } | undefined;
  readonly tookPlace: boolean;
  readonly decisions: readonly DecisionRecord[];
  readonly hasOutcome: boolean;
}

export interface SessionResult {
  readonly observations: readonly Observation[];
  readonly journal: readonly JournalRecord[];
  /** What was seen of the client's files. */
  readonly kept: readonly string[];
  /** How the installer or the client ended, when not with exit status 0, and files that are not what they were. */
  readonly troubles: readonly string[];
  readonly root: string;
}

const SESSION_LIMIT = 180_000;
/** How long the journal may lag behind the client: a resident writer need not have flushed when the hook returns. */
const JOURNAL_LAG = 1_000;
/** Claude Code 2.1.329 waits until a changed file is quiet before it reads it. */
const SETTINGS_LAG = 4_000;
const PATH = "/usr/local/bin:/usr/bin:/bin";

interface Draft {
  readonly since: number;
  readonly journalled: number;
  answer?: NonNullable<Observation["answer"]>;
  tookPlace: boolean;
  decisions: readonly DecisionRecord[];
}

export async function runSession(options: SessionOptions): Promise<SessionResult> {
  const { client, session, mode, keep, via, guard, next } = options;
  const place = createPlace();
  const policy = policyText(via === "managed" ? undefined : mode);
  try {
    const drafts = new Map<string, Draft>();
    const steps = stepsOf(client, session, place, policy);
    const script = createScript(steps, listenerOf(place, policy, drafts, session.meanwhile));
    const server = await client.serve(script, place);
    const launchOptions = { place, port: server.port, prompt: script.prompt, variant: session.variant };
    const launch = client.launch({ ...launchOptions, trusted: via !== "hand" });
    writeIfDifferent(policyFile(place), policy);
    // An installer may ask the client itself, for its version or to record trust.
    const env = { ...environmentOf(place), PATH: `${dirname(launch.file)}${delimiter}${PATH}` };
    const installed =
      via === "hand" ? undefined : installation({ client, beside: session.beside, place, via, guard, next, mode, env });
    if (installed === undefined) client.configure(place, guard);
    const trouble = installed?.troubles.length ? undefined : await runProgram(launch, place);
    server.close();
    const observe = (): readonly Observation[] => {
      const journal = readJournal(place.home);
      return steps.flatMap(({ id, judged }) => (judged ? observationOf(judged, drafts.get(id), journal) : []));
    };
    await until(() => observe().every((seen) => !seen.tookPlace || seen.hasOutcome));
    const journal = readJournal(place.home);
    const left = installed?.uninstall(session.meanwhile === undefined);
    return {
      observations: observe(),
      journal,
      kept: [...(installed?.kept ?? []), ...(left?.kept ?? [])],
      troubles: [...(installed?.troubles ?? []), ...(trouble ? [trouble] : []), ...(left?.troubles ?? [])],
      root: place.root,
    };
  } finally {
    if (!keep) rmSync(place.root, { recursive: true, force: true });
  }
}

function createPlace(): Place {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "clampd-")));
  // The scripted commands hold these paths unquoted, and one of them deletes.
  if (!/^\/[\w./+-]+$/.test(root)) throw new Error(`the temporary folder has a name that a shell would split: ${root}`);
  const place = { root, home: join(root, "home"), work: join(root, "work") };
  for (const folder of [place.home, place.work, join(root, "tmp")]) mkdirSync(folder);
  spawnSync("git", ["init", "--quiet", place.work], { stdio: "ignore" });
  return place;
}

function listenerOf(
  place: Place,
  policy: string,
  drafts: Map<string, Draft>,
  meanwhile: Session["meanwhile"],
): Listener {
  let pending = meanwhile;
  return {
    handedOut({ id, arranges }) {
      // In observe mode the trials before may have changed the guard's own policy.
      writeIfDifferent(policyFile(place), policy);
      if (arranges) arrange(arranges.effect);
      const journalled = readJournal(place.home).length;
      drafts.set(id, { since: performance.now(), journalled, tookPlace: false, decisions: [] });
    },
    async answered({ id, judged }, text, request) {
      const draft = drafts.get(id);
      if (!draft || !judged) return;
      draft.answer = { text, request, milliseconds: performance.now() - draft.since };
      draft.tookPlace = tookPlace(judged.trial.effect, text);
      await until(() => {
        draft.decisions = decisionsFor(id, readJournal(place.home).slice(draft.journalled));
        return draft.decisions.length > 0;
      });
      if (pending === undefined) return;
      pending(place);
      pending = undefined;
      await sleep(SETTINGS_LAG);
    },
  };
}

function observationOf(judged: Judged, draft: Draft | undefined, journal: readonly JournalRecord[]): Observation {
  const { answer, tookPlace = false, decisions = [] } = draft ?? {};
  return { judged, answer, tookPlace, decisions, hasOutcome: hasOutcome(decisions, journal) };
}

function environmentOf({ root, home }: Place): Record<string, string> {
  const base = { PATH, HOME: home, USER: "someone", LANG: "C.UTF-8", TERM: "dumb", SHELL: "/bin/bash" };
  return { ...base, TMPDIR: join(root, "tmp") };
}

/** Resolves to what went wrong, if anything did. The client leads a process group, and none of it is left behind. */
async function runProgram({ file, args, env }: Launch, place: Place): Promise<string | undefined> {
  const child = spawn(file, args, {
    cwd: place.work,
    env: { ...environmentOf(place), ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(String(chunk)));
  const timer = setTimeout(() => killGroup(child.pid), SESSION_LIMIT);
  const ending = await new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? String(code)));
  });
  clearTimeout(timer);
  killGroup(child.pid);
  writeFileSync(join(place.root, "output.txt"), output.join(""));
  return ending === "0" ? undefined : `ended with ${ending}: ${output.join("").trim().slice(-600)}`;
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + JOURNAL_LAG;
  while (!condition() && performance.now() < end) await sleep(20);
}
