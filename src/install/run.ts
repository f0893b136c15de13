import { askCodex, type Trust } from "../../installers/codex-trust.ts";
import type { Installer } from "../../installers/installer.ts";
import { BUILD_ID } from "../build-id.ts";
import { findProgram } from "../doctor/program.ts";
import { VERSION } from "../version.ts";
import { type Change, carryOut, planInsertion } from "./change.ts";
import { type Clients, clientOf, findClients } from "./clients.ts";
import { makeFolders } from "./files.ts";
import { type AgentPlan, carryOutPlan, isChanged, planInstall, planUninstall, policyEdit } from "./install.ts";
import { Ledger } from "./ledger.ts";
import { withLock } from "./lock.ts";
import { modeOf, ownProgram, placeProgram } from "./program.ts";
import { Refusal } from "./refusal.ts";
import type { Session, SessionOptions } from "./session.ts";

type RefusablePlan = AgentPlan & { readonly refused?: string };

/** What a run did, or would do. */
export interface Outcome {
  readonly program: string;
  readonly policy: Change | undefined;
  readonly agents: readonly (RefusablePlan & { readonly trust?: Trust | undefined })[];
}

/** Everything is planned before anything is written; then the program first, because a hook must never name what is not there. */
export async function install(
  installers: readonly Installer[],
  session: Session,
  { mode }: Pick<SessionOptions, "mode">,
): Promise<Outcome> {
  const files = requireProgram();
  const clients = await findClients(installers, session.site);
  return locked(session, async (ledger) => {
    const { agents, policy } = planFor(installers, session, mode, clients);
    const program = placeProgram(
      session.home.state === session.state ? session.home : { ...session.home, state: session.state },
      files,
      versionName(),
    );
    if (policy !== undefined && isChanged(policy)) carryOut(policy, ledger);
    const done: Outcome["agents"][number][] = [];
    for (const planned of agents) {
      const agent = carryOutOrRefusal(planned, ledger);
      const trust = agent.refused === undefined ? await trustOf(agent.agent, installers, session) : undefined;
      done.push({ ...agent, trust });
    }
    return { program, policy, agents: done };
  });
}

/** The same without writing. */
export async function plan(
  installers: readonly Installer[],
  session: Session,
  mode: SessionOptions["mode"],
): Promise<Outcome> {
  return planFor(installers, session, mode, await findClients(installers, session.site));
}

/** A refusal of one agent must not keep the others from being protected. */
function planFor(
  installers: readonly Installer[],
  session: Session,
  mode: SessionOptions["mode"],
  clients: Clients,
): Outcome {
  const wantsPolicy = session.site.scope !== "project" || mode !== undefined;
  const policy = wantsPolicy
    ? planInsertion("policy", session.site.scope, policyEdit(session.policyFile, mode))
    : undefined;
  const agents = installers.map((installer) => {
    const client = clientOf(clients, installer);
    const { agent, title } = installer;
    return orRefusal({ agent, title, client }, () => planInstall(installer, session.site, session.wish, client));
  });
  return { program: "", policy, agents };
}

/** Why nothing was written stands in the place of what would have been. */
function orRefusal({ agent, title, client }: Pick<AgentPlan, "agent" | "title" | "client">, make: () => AgentPlan) {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const about = client === undefined ? { agent, title } : { agent, title, client };
    return { ...about, changes: [], remarks: [], refused: error.message };
  }
}

/** What cannot be written is told of its agent, too: the plan only knows what can be read. */
function carryOutOrRefusal(agent: RefusablePlan, ledger: Ledger): RefusablePlan {
  if (agent.refused !== undefined) return agent;
  return orRefusal(agent, () => {
    carryOutPlan(agent, ledger);
    return agent;
  });
}

export async function uninstall(
  installers: readonly Installer[],
  session: Session,
  isDryRun: boolean,
): Promise<Outcome> {
  const take = (ledger: Ledger) =>
    installers.map((each) =>
      orRefusal({ agent: each.agent, title: each.title }, () =>
        planUninstall(each, session.site, session.wish, ledger),
      ),
    );
  if (isDryRun) return { program: "", policy: undefined, agents: take(new Ledger(session.state)) };
  return locked(session, async (ledger) => {
    return { program: "", policy: undefined, agents: take(ledger).map((agent) => carryOutOrRefusal(agent, ledger)) };
  });
}

function locked<T>(session: Session, work: (ledger: Ledger) => Promise<T>): Promise<T> {
  // What is for everybody must be readable for everybody, however careful the shell of the administrator is.
  if (session.site.scope === "managed") process.umask(0o022);
  makeFolders(session.state, modeOf(session.state));
  return withLock(`${session.state}/install.lock`, () => work(new Ledger(session.state)));
}

function requireProgram(): readonly string[] {
  const files = ownProgram(BUILD_ID);
  if (files === undefined) {
    throw new Refusal(
      "this runs from sources and there is no program to install; run npm run build, then dist/clampd-guard install",
    );
  }
  return files;
}

function versionName(): string {
  return `${VERSION}+${BUILD_ID.slice(0, 12)}`;
}

async function trustOf(agent: string, installers: readonly Installer[], { site }: Session): Promise<Trust | undefined> {
  const installer = installers.find((each) => each.agent === agent);
  if (installer?.trust !== "codex" || site.scope === "managed") return undefined;
  const program = findProgram("codex", site.env);
  if (program === undefined) return undefined;
  return await askCodex(program, site.project, { ...site.env });
}
