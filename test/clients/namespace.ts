/**
 * Runs this program again where the network is loopback only, where every process ends with it, the clients' own
 * leftovers included, and where /etc and /opt may be written: changes to them lie in memory and are seen by nobody else.
 * Linux with unshare(1), as root or through a user namespace.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = "unshare";
const MARK = "CLAMPD_CLIENTS_ISOLATED";
const USER = process.getuid?.() === 0 ? [] : ["--map-root-user"];
const FLAGS = [...USER, "--net", "--pid", "--mount", "--fork", "--kill-child=SIGKILL", "--mount-proc"];
const LOOPBACK = "ip link set lo up";
const PRIVATE = ["etc", "opt"].map(
  (name) =>
    `mkdir -p "$SCRATCH/${name}/upper" "$SCRATCH/${name}/work" && mount -t overlay overlay ` +
    `-o "lowerdir=/${name},upperdir=$SCRATCH/${name}/upper,workdir=$SCRATCH/${name}/work" /${name}`,
);
const MOUNTS = ['mount -t tmpfs tmpfs "$SCRATCH"', ...PRIVATE].join(" && ");

export function isIsolated(): boolean {
  return process.env[MARK] !== undefined;
}

/** Whether what is written to /etc and /opt is seen by this run alone. */
export function hasOwnMachine(): boolean {
  return process.env[MARK] === "machine";
}

/** The exit status of the isolated run; undefined where none can be made. */
export function runIsolated(file: string, args: readonly string[]): number | undefined {
  const scratch = mkdtempSync(join(tmpdir(), "clampd-machine-"));
  try {
    for (const [mark, setup] of [
      ["machine", `${LOOPBACK} && ${MOUNTS}`],
      ["network", LOOPBACK],
    ] as const) {
      const env = { ...process.env, [MARK]: mark, SCRATCH: scratch };
      if (spawnSync(PROGRAM, [...FLAGS, "sh", "-c", setup], { stdio: "ignore", env }).status !== 0) continue;
      const shell = ["sh", "-c", `${setup} && exec "$0" "$@"`, process.execPath, file, ...args];
      return spawnSync(PROGRAM, [...FLAGS, ...shell], { stdio: "inherit", env }).status ?? 70;
    }
    return undefined;
  } finally {
    rmdirSync(scratch);
  }
}
