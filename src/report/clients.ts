import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Gap, Report } from "./report.ts";

/** Folders in the home that show an agent is used here. */
const TRACES: readonly (readonly [string, string])[] = [
  ["claude", ".claude"],
  ["codex", ".codex"],
  ["cursor", ".cursor"],
  ["gemini", ".gemini"],
  ["qwen", ".qwen"],
  ["copilot", ".copilot"],
  ["windsurf", ".codeium/windsurf"],
  ["kiro", ".kiro"],
  ["droid", ".factory"],
  ["hermes", ".hermes"],
];

/** Agents that left traces on the machine and from which no call came. */
export function silentClients(home: string, report: Report): readonly Gap[] {
  const heard = new Set(report.agents.map((row) => row.name));
  const silent = TRACES.filter(([agent, folder]) => !heard.has(agent) && existsSync(join(home, folder)));
  if (silent.length === 0) return [];
  const detail = silent.map(([agent, folder]) => `${agent} (~/${folder})`).join(", ");
  return [{ what: "agents with a folder here from which no call came", count: silent.length, detail }];
}
