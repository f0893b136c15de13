import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { launcherFlags } from "../../build/launcher.mjs";

export const BUILD = "0123456789abcdef";

const root = join(import.meta.dirname, "../..");

export interface Way {
  readonly compiler: string;
  readonly flags: readonly string[];
}

/** Compiles the launcher; false where the machine cannot (no compiler, no sanitizer). A launcher with warnings is thrown. */
export function compile(output: string, { compiler, flags }: Way): boolean {
  const args = [...launcherFlags(BUILD), ...flags, "-o", output, join(root, "launcher/launcher.c")];
  const result = spawnSync(compiler, args, { encoding: "utf8" });
  if (result.status === 0) return true;
  if (result.error !== undefined || /cannot find|unsupported|unrecognized/.test(result.stderr)) return false;
  throw new Error(result.stderr);
}

export function has(program: string): boolean {
  return spawnSync(program, ["--version"]).error === undefined;
}
