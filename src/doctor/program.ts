import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Env } from "../../hooks/dialect.ts";
import { run } from "./run.ts";

const VERSION_LIMIT_MS = 10_000;

/** The first program of that name on PATH that can be started. */
export function findProgram(name: string, env: Env): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];
  // An entry that is not absolute would be the folder that one happens to be in.
  for (const folder of (env.PATH ?? "").split(delimiter).filter(isAbsolute)) {
    for (const ending of endings) {
      const file = join(folder, name + ending);
      if (isProgram(file)) return file;
    }
  }
  return undefined;
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What `--version` says, its first number with dots; undefined where it says none in time. */
export async function versionOf(file: string, env: Env, cwd: string): Promise<string | undefined> {
  const { stdout } = await run({ file, args: ["--version"], cwd, env, limitMs: VERSION_LIMIT_MS });
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0];
}
