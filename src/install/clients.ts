import type { Installer, Site } from "../../installers/installer.ts";
import { findProgram, versionOf } from "../doctor/program.ts";

/** An agent's program as it was found: what is written follows its version. */
export interface Client {
  /** Undefined where none is on PATH, or where an image is prepared and the programs here say nothing of it. */
  readonly program: string | undefined;
  readonly version: string | undefined;
}

const UNKNOWN: Client = { program: undefined, version: undefined };

export type Clients = ReadonlyMap<string, Client>;

/** Asks every agent's program for its version, all at once. */
export async function findClients(installers: readonly Installer[], { root, env, home }: Site): Promise<Clients> {
  const ask = async ({ agent, programs }: Installer): Promise<readonly [string, Client]> => {
    const program = root === "" ? programs.map((name) => findProgram(name, env)).find(Boolean) : undefined;
    if (program === undefined) return [agent, UNKNOWN];
    return [agent, { program, version: await versionOf(program, env, home) }];
  };
  return new Map(await Promise.all(installers.map(ask)));
}

export function clientOf(clients: Clients, { agent }: Installer): Client {
  return clients.get(agent) ?? UNKNOWN;
}
