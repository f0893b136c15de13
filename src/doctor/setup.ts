import { isObject, type JsonObject } from "../model/json.ts";
import { AGENT_ROWS, type AgentRow, type FileScope, placesOf, programsOf } from "./agents.ts";
import { type ConfigFile, readConfig } from "./config-file.ts";
import { findProgram, versionOf } from "./program.ts";
import type { Surroundings } from "./surroundings.ts";

/** One handler of a hook in an agent's file. */
export interface HookEntry {
  readonly agent: string;
  readonly scope: FileScope;
  readonly file: string;
  readonly event: string;
  readonly matcher: unknown;
  readonly handler: JsonObject;
  readonly command: string;
  /** Whether it is this program that is started. */
  readonly ours: boolean;
}

/** An agent as it is set up for the user and the project. */
export interface AgentSetup {
  readonly row: AgentRow;
  readonly program: string | undefined;
  readonly version: string | undefined;
  readonly files: readonly ConfigFile[];
  readonly entries: readonly HookEntry[];
  readonly ours: readonly HookEntry[];
}

/** Agents that are on the machine or that have the guard in one of their files. */
export async function findSetups(around: Surroundings): Promise<readonly AgentSetup[]> {
  const ask = async (setup: AgentSetup): Promise<AgentSetup> => {
    const { program } = setup;
    if (program === undefined) return setup;
    return { ...setup, version: await versionOf(program, around.env, around.home ?? "/") };
  };
  return await Promise.all(readSetups(around).map(ask));
}

/** The same without starting a program: no version is known. */
export function readSetups(around: Surroundings): readonly AgentSetup[] {
  const setups = AGENT_ROWS.map((row) => readSetup(row, around));
  return setups.filter(({ program, ours }) => program !== undefined || ours.length > 0);
}

function readSetup(row: AgentRow, around: Surroundings): AgentSetup {
  const program = programsOf(row)
    .map((name) => findProgram(name, around.env))
    .find((found) => found !== undefined);
  const files = placesOf(row, around).map(readConfig);
  const entries = files.flatMap((file) => entriesIn(row.agent, file));
  return { row, program, version: undefined, files, entries, ours: entries.filter(({ ours }) => ours) };
}

/** Handlers stand in groups with a matcher (Claude Code and those that took over its form) or by themselves (Cursor, Hermes). */
export function entriesIn(agent: string, file: ConfigFile): readonly HookEntry[] {
  if (file.state !== "read" || !isObject(file.value.hooks)) return [];
  const { scope, file: path } = file;
  return Object.entries(file.value.hooks).flatMap(([event, list]) =>
    (Array.isArray(list) ? list : []).filter(isObject).flatMap((element: JsonObject) => {
      const handlers = Array.isArray(element.hooks) ? element.hooks.filter(isObject) : [element];
      return handlers.map((handler: JsonObject): HookEntry => {
        const command = typeof handler.command === "string" ? handler.command : "";
        const ours = isGuard(command);
        return { agent, scope, file: path, event, matcher: element.matcher, handler, command, ours };
      });
    }),
  );
}

/** The program that a hook's command starts: its first word, without the quotes around it. */
export function programOf(command: string): string {
  const [, quoted, plain] = /^\s*(?:["']([^"']+)["']|(\S+))/.exec(command) ?? [];
  return quoted ?? plain ?? "";
}

function isGuard(command: string): boolean {
  // By its name anywhere in the command: a wrapper around it is still ours to look at.
  return /(?:^|[\\/\s"'])clampd-guard(?:-full)?(?:\.exe)?(?=$|["'\s])/.test(command);
}
