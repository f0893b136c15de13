import { join } from "node:path";
import { bashCall, engineStatus, enginesOf, guard, journal, newHome, removeHome, run, warmUp } from "./program.ts";

// Usage: node test/program/kill.ts CALLS: the long run, which is no part of the tests.

export interface Killing {
  readonly calls: number;
  readonly kills: number;
  /** Calls whose answer was not the one of a quiet run. */
  readonly wrong: readonly string[];
  /** Calls without a record. */
  readonly lost: readonly string[];
  /** Calls that were recorded twice: the engine had recorded, and was killed before it answered. */
  readonly doubled: number;
  /** Engines that answered after the last kill. */
  readonly back: number;
}

const WORKERS = 8;

/** Calls from eight hooks at once while every engine is killed as soon as it has served for `everyMs`. */
export async function killWhileCalling(calls: number, everyMs: number): Promise<Killing> {
  const home = newHome();
  const env = { HOME: home };
  const commands = ["ls -la", "rm -rf ~", "git status", `rm -rf ${join(home, "..")}`, "git push --force origin main"];
  try {
    await warmUp(home);
    const right = await Promise.all(commands.map((command) => run(guard, [], bashCall(home, command), env)));
    const wrong: string[] = [];
    let [next, kills, isOver] = [0, 0, false];
    const killer = (async () => {
      while (!isOver) {
        await new Promise((resolve) => setTimeout(resolve, everyMs));
        for (const pid of enginesOf(home)) {
          try {
            process.kill(pid, "SIGKILL");
            kills++;
          } catch {
            // ended by itself
          }
        }
      }
    })();
    const work = async () => {
      for (let i = next++; i < calls; i = next++) {
        const which = i % commands.length;
        const ended = await run(guard, [], bashCall(home, commands[which] ?? "", `call-${i}`), env);
        if (JSON.stringify(ended) !== JSON.stringify(right[which])) wrong.push(`call-${i}: ${JSON.stringify(ended)}`);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    isOver = true;
    await killer;
    await warmUp(home);
    const counts = new Map<unknown, number>();
    for (const { call } of journal(home)) counts.set(call, (counts.get(call) ?? 0) + 1);
    const ids = Array.from({ length: calls }, (_, i) => `call-${i}`);
    return {
      calls,
      kills,
      wrong,
      lost: ids.filter((id) => !counts.has(id)),
      doubled: ids.filter((id) => (counts.get(id) ?? 0) > 1).length,
      back: engineStatus(home).engines.length,
    };
  } finally {
    removeHome(home);
  }
}

if (import.meta.main) console.log(await killWhileCalling(Number(process.argv[2] ?? 10_000), 400));
