import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const main = join(import.meta.dirname, "../../src/main.ts");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A home of one's own with a project in it. */
export interface Home {
  readonly home: string;
  readonly project: string;
  /** The user's guard.json. */
  readonly file: string;
  readonly run: (
    args: readonly string[],
    more?: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: string },
  ) => Promise<Ended>;
}

/** `policy` is the text of the user's guard.json, if there is one. */
export function newHome(policy?: string): Home {
  const home = realpathSync(mkdtempSync(join(tmpdir(), "cli-")));
  const project = join(home, "project");
  mkdirSync(join(project, ".git"), { recursive: true });
  const file = join(home, ".clampd", "guard.json");
  mkdirSync(dirname(file), { mode: 0o700 });
  if (policy !== undefined) writeFileSync(file, policy);
  return {
    home,
    project,
    file,
    run: (args, { env = {}, stdin = "" } = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [main, ...args], {
          cwd: project,
          env: { HOME: home, PATH: process.env.PATH, NO_COLOR: "1", ...env },
        });
        let [out, err] = ["", ""];
        child.stdout.on("data", (chunk) => {
          out += chunk;
        });
        child.stderr.on("data", (chunk) => {
          err += chunk;
        });
        child.on("error", reject);
        child.on("close", (code) => resolve({ code, out, err }));
        child.stdin.end(stdin);
      }),
  };
}
