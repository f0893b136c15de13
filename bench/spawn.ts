import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** One program of an interleaved run. */
export interface Timed {
  readonly name: string;
  readonly command: readonly string[];
  /** Path of what it reads from stdin. */
  readonly stdin: string;
  /** Exit code of every run. */
  readonly exitCode: number;
}

export interface Series {
  readonly name: string;
  /** Milliseconds from spawn to exit, in the order of the runs. */
  readonly samples: readonly number[];
  /** Runs that ended otherwise than they must. */
  readonly wrong: number;
}

/** Runs programs in turn with a small native runner: a runtime's own spawning would be most of what is measured. */
export class Spawner {
  readonly #runner: string;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#folder = folder;
    this.#env = env;
    this.#runner = join(folder, "spawn");
    execFileSync("cc", ["-O2", "-Wall", "-Wextra", "-o", this.#runner, join(import.meta.dirname, "spawn.c")]);
  }

  /** Every program once a round; with several workers, each of them does so for `rounds` rounds. */
  run(programs: readonly Timed[], rounds: number, workers = 1): { series: readonly Series[]; seconds: number } {
    const plan = join(this.#folder, "plan");
    writeFileSync(plan, programs.map(({ stdin, command }) => `${[stdin, ...command].join("\t")}\n`).join(""));
    const output = execFileSync(this.#runner, [String(rounds), String(workers), plan], {
      encoding: "utf8",
      env: { ...this.#env },
      maxBuffer: 1e9,
    });
    const samples: number[][] = programs.map(() => []);
    const wrong = programs.map(() => 0);
    let seconds = 0;
    for (const line of output.split("\n")) {
      const [first = "", ns = "", status = ""] = line.split(" ");
      if (first === "total") seconds = Number(ns) / 1e9;
      else if (first !== "") {
        const which = Number(first);
        samples[which]?.push(Number(ns) / 1e6);
        if (Number(status) !== (programs[which]?.exitCode ?? 0) << 8) wrong[which] = (wrong[which] ?? 0) + 1;
      }
    }
    return {
      series: programs.map(({ name }, i) => ({ name, samples: samples[i] ?? [], wrong: wrong[i] ?? 0 })),
      seconds,
    };
  }

  /** Keeps so many cores busy until the returned processes are killed. */
  burn(cores: number): readonly ChildProcess[] {
    return Array.from({ length: cores }, () => spawn(this.#runner, ["burn"], { stdio: "ignore" }));
  }
}
