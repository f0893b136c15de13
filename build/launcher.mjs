import { spawnSync } from "node:child_process";
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Ways to a launcher, best first. Static, because a dynamic program obeys LD_PRELOAD from a project's settings; musl,
 * because glibc's static start-up is 0.7 MB. macOS has no static programs, and its loader drops DYLD_* for signed ones.
 *
 * @type {readonly { compiler: string, flags: readonly string[], platforms: readonly NodeJS.Platform[] }[]}
 */
const ways = [
  { compiler: "musl-gcc", flags: ["-static"], platforms: ["linux"] },
  { compiler: "cc", flags: ["-static-pie", "-fPIE"], platforms: ["linux"] },
  { compiler: "cc", flags: ["-static"], platforms: ["linux"] },
  { compiler: "cc", flags: [], platforms: ["linux", "darwin"] },
];

const warnings = ["-Wall", "-Wextra", "-Werror", "-Wshadow", "-Wconversion", "-Wformat=2", "-Wvla"];
const hardening = ["-fstack-protector-strong", "-D_FORTIFY_SOURCE=2"];
const linking = [
  "-ffunction-sections",
  "-fdata-sections",
  "-Wl,-z,relro,-z,now,-z,noexecstack",
  "-Wl,--gc-sections",
  "-s",
];

/**
 * Compiles the launcher for this machine.
 *
 * @param {{ root: string, output: string, build: string }} job `build` names the program that it belongs to
 * @returns {string | undefined} the compiler that was used; undefined where there is none
 */
export function writeLauncher({ root, output, build }) {
  const part = `${output}.part-${process.pid}`;
  const portable = process.platform === "darwin" ? [] : linking;
  const problems = [];
  try {
    for (const { compiler, flags, platforms } of ways) {
      if (!platforms.includes(process.platform)) continue;
      const args = [...launcherFlags(build), "-Os", ...hardening, ...flags, ...portable];
      const result = spawnSync(compiler, [...args, "-o", part, join(root, "launcher/launcher.c")], {
        encoding: "utf8",
      });
      if (result.status === 0) {
        renameSync(part, output);
        return [compiler, ...flags].join(" ");
      }
      if (result.error === undefined) problems.push(`${compiler}: ${result.stderr}`);
    }
  } finally {
    rmSync(part, { force: true });
  }
  // A compiler that refuses the launcher is a fault to see, not a machine without one.
  if (problems.length > 0) throw new Error(`the launcher does not compile\n${problems.join("\n")}`);
  return undefined;
}

/** @param {string} build @returns {readonly string[]} what every compilation of the launcher has, tests' too */
export function launcherFlags(build) {
  return ["-std=c11", ...warnings, `-DBUILD_ID="${build}"`];
}
