import { join } from "node:path";
import type { Env } from "../../hooks/dialect.ts";
import { type Machine, thisMachine } from "../world/machine.ts";

/** What the doctor sees of the machine. */
export interface Surroundings {
  readonly machine: Machine;
  readonly env: Env;
  /** The project: the folder that the doctor was started in. */
  readonly cwd: string;
  readonly home: string | undefined;
  readonly journal: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Stands before the paths of managed files; "" but where an image is examined that is not mounted at the root. */
  readonly root: string;
}

export function theseSurroundings(root = ""): Surroundings {
  const machine = thisMachine();
  const { home, env } = machine;
  const journal = home === undefined ? undefined : join(home, ".clampd", "journal");
  return { machine, env, cwd: process.cwd(), home, journal, now: Date.now(), root };
}
