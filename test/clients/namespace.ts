/**
 * Runs this program again where the network is loopback only and where every process ends with it, the clients' own
 * leftovers included. Linux with unshare(1), as root or through a user namespace.
 */
import { spawnSync } from "node:child_process";

const PROGRAM = "unshare";
const MARK = "CLAMPD_CLIENTS_ISOLATED";
const USER = process.getuid?.() === 0 ? [] : ["--map-root-user"];
const FLAGS = [...USER, "--net", "--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc"];

export function isIsolated(): boolean {
  return process.env[MARK] === "1";
}

/** The exit status of the isolated run; undefined where none can be made. */
export function runIsolated(file: string, args: readonly string[]): number | undefined {
  const probe = spawnSync(PROGRAM, [...FLAGS, "ip", "link", "set", "lo", "up"], { stdio: "ignore" });
  if (probe.status !== 0) return undefined;
  const shell = ["sh", "-c", 'ip link set lo up && "$0" "$@"', process.execPath, file, ...args];
  const env = { ...process.env, [MARK]: "1" };
  return spawnSync(PROGRAM, [...FLAGS, ...shell], { stdio: "inherit", env }).status ?? 70;
}
