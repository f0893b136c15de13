import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { BUILD_ID } from "../../build-id.ts";
import { askState } from "../../engine/client.ts";
import { isAlive, isHeld, readLock } from "../../engine/lock.ts";
import { engineFolder, enginePlaces } from "../../engine/places.ts";
import type { Check, Problem } from "../check.ts";

/** A lock is held for a moment by a process that is being started. */
const FRESH_MS = 10_000;

/** The resident engine is an accelerator: whatever is wrong with it, calls are decided, only slower. */
export const engine: Check = {
  id: "engine",
  title: "the resident engine answers",
  look: async ({ around: { home, now, machine } }) => {
    if (home === undefined) return [];
    const slow = "calls are decided all the same, each in a process of its own, which takes longer";
    if (enginePlaces(home, BUILD_ID, machine.platform) === undefined) {
      const what = "the home folder's path is too long for a socket: no engine can run";
      return [{ weight: "warning", file: home, what, why: slow, fix: "use a home folder with a shorter path" }];
    }
    const found: Problem[] = [];
    for (const name of lockNames(engineFolder(home))) {
      const file = join(engineFolder(home), name);
      const holder = readLock(file);
      const age = now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now);
      const alive = holder !== undefined && (holder.build === BUILD_ID ? isHeld(file, holder) : isAlive(holder.pid));
      if (!alive) {
        if (age > FRESH_MS) found.push(stale(file));
        continue;
      }
      const socket = enginePlaces(home, holder.build, machine.platform)?.socket;
      const state = socket === undefined ? undefined : await askState(socket);
      if (state === undefined && age > FRESH_MS)
        found.push({
          weight: "warning",
          file,
          what: `the engine (process ${holder.pid}) does not answer`,
          why: slow,
          fix: `end process ${holder.pid} if it is an engine, then make any call`,
        });
    }
    return found;
  },
};

function stale(file: string): Problem {
  return {
    weight: "warning",
    file,
    what: "a lock of an engine that is gone was left behind",
    why: "it is taken over by the next engine, unless that one cannot write here",
    fix: `rm ${file}`,
    repair: () => rmSync(file),
  };
}

function lockNames(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^engine-.+\.lock$/.test(name));
  } catch {
    return [];
  }
}
