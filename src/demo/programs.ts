import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { isSea } from "node:sea";

/** How this very program is started again, from sources or built. */
const SELF: readonly string[] = isSea() ? [process.execPath] : [process.execPath, process.argv[1] ?? ""];

/** What an agent starts as its hook, where it was built for this machine. */
export function launcher(): string | undefined {
  const suffix = process.platform === "win32" ? ".exe" : "";
  const path = join(dirname(process.execPath), `clampd-guard${suffix}`);
  return isSea() && path !== process.execPath && existsSync(path) ? path : undefined;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Programs with a home of their own; each that is started here is ended here. */
export class Programs {
  readonly #home: string;
  readonly #running = new Set<ChildProcess>();

  constructor(home: string) {
    this.#home = home;
  }

  /** Runs to its end. @throws Error with what it said where it failed */
  async command(args: readonly string[], stdin = ""): Promise<string> {
    const { code, out, err } = await this.run([...SELF, ...args], stdin);
    if (code !== 0) throw new Error(`clampd-guard ${args[0]}: ${err.trim() || out.trim()}`);
    return out;
  }

  run([program = "", ...args]: readonly string[], stdin: string): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = this.#spawn(program, args);
      let [out, err] = ["", ""];
      child.stdout?.on("data", (chunk) => {
        out += chunk;
      });
      child.stderr?.on("data", (chunk) => {
        err += chunk;
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, out, err }));
      child.stdin?.on("error", () => {}); // it may end without reading
      child.stdin?.end(stdin);
    });
  }

  /** Starts what goes on; gives the first match of `ready` in what it says. */
  serve(args: readonly string[], ready: RegExp): Promise<{ readonly said: string; readonly child: ChildProcess }> {
    return new Promise((resolve, reject) => {
      const [program = "", ...before] = SELF;
      const child = this.#spawn(program, [...before, ...args]);
      let text = "";
      const read = (chunk: Buffer) => {
        text += chunk;
        const found = ready.exec(text);
        if (found !== null) resolve({ said: found[0], child });
      };
      child.stdout?.on("data", read);
      child.stderr?.on("data", read);
      child.on("error", reject);
      child.on("close", () => reject(new Error(`clampd-guard ${args[0]} ended: ${text.trim()}`)));
    });
  }

  start(args: readonly string[]): ChildProcess {
    const [program = "", ...before] = SELF;
    return this.#spawn(program, [...before, ...args]);
  }

  /** Gives it time to end in order. */
  async stop(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), 3_000);
    await ended;
    clearTimeout(late);
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.stop(child)));
  }

  #spawn(program: string, args: readonly string[]): ChildProcess {
    const { PATH, SystemRoot, NO_COLOR } = process.env;
    const env = { HOME: this.#home, USERPROFILE: this.#home, PATH, SystemRoot, NO_COLOR };
    const child = spawn(program, args, { cwd: this.#home, env, stdio: "pipe" });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    return child;
  }
}
