import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Installer, Site, Wish } from "../../installers/installer.ts";
import { findPlaces } from "../cli/places.ts";
import { findProgram } from "../doctor/program.ts";
import type { FailMode, Mode } from "../model/decision.ts";
import { loadPolicy } from "../policy/load.ts";
import { policyPlaces } from "../policy/places.ts";
import { VERSION } from "../version.ts";
import type { Platform, Scope } from "./edit.ts";
import { type Home, homeOf } from "./program.ts";
import { Refusal } from "./refusal.ts";

/** What a command line comes to: where to install, and what the agents' files shall say. */
export interface Session {
  readonly site: Site;
  readonly home: Home;
  /** Where the ledger, the backups and the lock are: a project's are its user's. */
  readonly state: string;
  readonly policyFile: string;
  readonly wish: Wish;
}

export interface SessionOptions {
  readonly scope: Scope;
  readonly root?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly denyRules?: boolean | undefined;
}

export function openSession({ scope, root = "", mode, denyRules = false }: SessionOptions): Session {
  const places = findPlaces();
  const platform = thisPlatform();
  if (root !== "" && scope !== "managed") throw new Refusal("--root is for --scope managed; leave one of them out");
  const own = homeOf(platform, scope === "managed" ? "managed" : "user", places.home, root);
  const home = scope === "project" ? (machineProgram(platform) ?? own) : own;
  const site: Site = { platform, scope, root, home: places.home ?? "/", project: places.cwd, env: process.env };
  const found = policyPlaces(platform, places.home, scope === "project" ? [places.cwd] : []);
  const policyFile =
    scope === "managed"
      ? root + found.managed
      : scope === "project"
        ? join(places.cwd, ".clampd", "guard.json")
        : found.user;
  const closed = isClosed(loadPolicy(found, VERSION), mode);
  return {
    site,
    home,
    state: own.state,
    policyFile: policyFile ?? "",
    wish: { command: home.command, closed, denyRules, version: undefined },
  };
}

function thisPlatform(): Platform {
  return process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
}

/** A project's file goes to other people, whose homes have other names: the program of the machine, where there is one. */
function machineProgram(platform: Platform): Home | undefined {
  const machine = homeOf(platform, "managed", undefined);
  return existsSync(machine.command) ? machine : undefined;
}

interface Policy {
  readonly mode: { readonly value: Mode; readonly layer: string };
  readonly failMode: { readonly value: FailMode; readonly layer: string };
}

/** Enforced and closed, as it will be: a mode that is asked for now counts before it is written. */
export function isClosed({ mode, failMode }: Policy, wanted: Mode | undefined): boolean {
  const kept = wanted === undefined || (mode.layer === "managed" && mode.value === "enforce");
  if ((kept ? mode.value : wanted) !== "enforce") return false;
  return failMode.layer === "builtin" || failMode.value === "closed";
}

/** Agents that are in use here: their folder is there, or their program can be started. */
export function isPresent(installer: Installer, site: Site): boolean {
  return (
    existsSync(installer.folder(site)) || installer.programs.some((name) => findProgram(name, site.env) !== undefined)
  );
}
