import { BUILD_ID } from "../build-id.ts";
import { makeFolder } from "../policy/file.ts";
import type { Machine } from "../world/machine.ts";
import { handOver, releaseLock, takeLock } from "./lock.ts";
import { enginePlaces } from "./places.ts";

/** The only variables that an engine is given: a project's settings must not shape it. The launcher has the same list. */
const PASSED_ON = ["HOME", "USERPROFILE", "USER", "LOGNAME", "SystemRoot", "APPDATA", "LOCALAPPDATA"] as const;

/**
 * Starts an engine for `engine restart`, if none lives; after a cold call the launcher does (let_engine_follow in
 * launcher/launcher.c). The lock is taken here and handed to the new process, so that of several only one starts an engine.
 */
export function startEngine(machine: Machine): void {
  const places = enginePlaces(machine.home, BUILD_ID);
  if (places === undefined) return;
  try {
    makeFolder(places.folder, 2);
    if (!takeLock(places.lock, BUILD_ID).held) return;
  } catch {
    return; // a full disk or a home that takes no files: no engine
  }
  try {
    const { spawn } = process.getBuiltinModule("node:child_process");
    // Many threads' arenas are 15 MB that nobody uses; the launcher knows this one setting (launcher/protocol.h).
    const env: Record<string, string> = { MALLOC_ARENA_MAX: "1" };
    for (const name of PASSED_ON) {
      const value = machine.env[name];
      if (value !== undefined) env[name] = value;
    }
    const child = spawn(process.execPath, ["engine", "run"], { detached: true, stdio: "ignore", cwd: "/", env });
    child.on("error", () => {});
    child.unref();
    if (child.pid === undefined) releaseLock(places.lock);
    else handOver(places.lock, child.pid, BUILD_ID);
  } catch {
    releaseLock(places.lock); // no processes left, no memory: the next call decides cold as well
  }
}
