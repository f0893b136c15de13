import { userInfo } from "node:os";
import { join } from "node:path";
import { type PolicyPlaces, policyPlaces } from "../policy/places.ts";

/** Facts about the process and its machine that every part needs, read once. */
export interface Machine {
  readonly platform: "linux" | "darwin" | "win32";
  /** What `~` is for the agent's shell: $HOME, else the account's. Undefined where neither is known. */
  readonly home: string | undefined;
  /** The account's own home from the user database; a project's settings cannot move it. */
  readonly accountHome: string | undefined;
  readonly user: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function thisMachine(
  env: Readonly<Record<string, string | undefined>> = process.env,
  account: Account | undefined = accountFacts(),
): Machine {
  const platform = process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
  const named = platform === "win32" ? (env.USERPROFILE ?? env.HOME) : env.HOME;
  const home = named !== undefined && isAbsolute(named, platform) ? trimmed(named) : account?.homedir;
  return { platform, home, accountHome: account?.homedir, user: account?.username ?? env.USER, env };
}

/** What the user database says of a user. */
export interface Account {
  readonly homedir: string;
  readonly username: string;
}

export function accountFacts(): Account | undefined {
  try {
    return userInfo();
  } catch {
    return undefined; // no entry for this uid: a container with a random user
  }
}

function isAbsolute(path: string, platform: Machine["platform"]): boolean {
  return platform === "win32" ? /^[A-Za-z]:[\\/]/.test(path) : path.startsWith("/");
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/[\\/]+$/, "") || "/" : path;
}

/**
 * INVARIANT: $HOME can be set by a project's settings, so where it differs from the account's home, the account's policy
 * and bundle are read too and may tighten: redirecting HOME to an empty folder does not disarm the guard.
 */
export function placesFor(machine: Machine, workspace: readonly string[]): PolicyPlaces {
  const places = policyPlaces(machine.platform, machine.home, workspace);
  const { accountHome } = machine;
  if (accountHome === undefined || accountHome === machine.home) return places;
  const own = join(accountHome, ".clampd", "guard.json");
  return {
    ...places,
    bundles: [...(places.bundles ?? []), join(accountHome, ".clampd", "bundle")],
    projects: [...new Set([...places.projects, own])],
  };
}

export function journalFolder(machine: Machine): string | undefined {
  return machine.home === undefined ? undefined : join(machine.home, ".clampd", "journal");
}
