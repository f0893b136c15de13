import type { Machine } from "../world/machine.ts";
import { isAlive, readLock } from "./lock.ts";
import { enginePlaces } from "./places.ts";

/** The only variables that an engine is given: a project's settings must not shape it. */
const PASSED_ON = ["HOME", "USERPROFILE", "USER", "LOGNAME", "SystemRoot", "APPDATA", "LOCALAPPDATA"] as const;

/** Starts an engine for the next call, if none lives. Costs a fork; never fails the call that it follows. */
export function startEngine(machine: Machine): void {
  const places = enginePlaces(machine.home);
  if (places === undefined) return;
  const holder = readLock(places.lock);
  if (holder !== undefined && isAlive(holder.pid)) return;
  try {
    const { spawn } = process.getBuiltinModule("node:child_process");
    const env: Record<string, string> = {};
    for (const name of PASSED_ON) {
      const value = machine.env[name];
      if (value !== undefined) env[name] = value;
    }
    const child = spawn(process.execPath, ["engine", "run"], { detached: true, stdio: "ignore", cwd: "/", env });
    child.on("error", () => {});
    child.unref();
  } catch {
    // no processes left, no memory: the next call decides cold as well
  }
}
