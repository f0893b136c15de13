import { renameSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder, readSmallFile } from "../policy/file.ts";
import { type AgentState, formatState, parseState, unknownState } from "./agent-state.ts";

/** Where the client keeps what must outlive an engine. */
export function gatewayFolder(home: string): string {
  return join(home, ".clampd", "gateway");
}

function stateFile(folder: string): string {
  return join(folder, "state.json");
}

/** What is known of the agent; of one that nothing is known of, that it is active. Never throws. */
export function readState(folder: string, agent: string): AgentState {
  const read = readSmallFile(stateFile(folder));
  return (read.kind === "text" ? parseState(read.text, agent) : undefined) ?? unknownState(agent);
}

/** Whole or not at all. Never throws: what cannot be written down still holds in this process. */
function writeState(folder: string, state: AgentState): boolean {
  const file = stateFile(folder);
  const temporary = `${file}.${process.pid}`;
  try {
    makeFolder(dirname(file), 2);
    writeFileSync(temporary, formatState(state), { mode: 0o600 });
    renameSync(temporary, file);
    return true;
  } catch {
    try {
      unlinkSync(temporary);
    } catch {
      // was not written
    }
    return false;
  }
}

/** The state as another process may have written it meanwhile: one stat for each call. */
export class WatchedState {
  private readonly folder: string;
  private readonly agent: string;
  private stamp = "";
  private known: AgentState;

  constructor(folder: string, agent: string) {
    this.folder = folder;
    this.agent = agent;
    this.known = unknownState(agent);
  }

  get(): AgentState {
    const stamp = stampOf(stateFile(this.folder));
    if (stamp !== this.stamp) {
      this.stamp = stamp;
      const read = readSmallFile(stateFile(this.folder));
      // A file that is gone or damaged takes back nothing that this process has heard.
      this.known = (read.kind === "text" ? parseState(read.text, this.agent) : undefined) ?? this.known;
    }
    return this.known;
  }

  set(state: AgentState): void {
    this.known = state;
    if (writeState(this.folder, state)) this.stamp = stampOf(stateFile(this.folder));
  }
}

function stampOf(file: string): string {
  try {
    const stats = statSync(file, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? "" : `${stats.ino}.${stats.mtimeNs}.${stats.size}`;
  } catch {
    return "";
  }
}
