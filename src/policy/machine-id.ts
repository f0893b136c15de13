import { hostname } from "node:os";
import { readSmallFile } from "./file.ts";

let known: string | undefined;

/**
 * What tells this machine from all others and stays: machine-id(5), IOPlatformUUID, MachineGuid; the name of the host where there is none.
 * Used for a rollout's cohort only, hashed, and never sent anywhere.
 */
export function machineId(): string {
  known ??= read() || hostname();
  return known;
}

function read(): string | undefined {
  if (process.platform === "darwin") {
    return /"IOPlatformUUID" = "([^"]+)"/.exec(say("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"]))?.[1];
  }
  if (process.platform === "win32") {
    const reg = "C:\\Windows\\System32\\reg.exe";
    const said = say(reg, ["query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid", "/reg:64"]);
    return /MachineGuid\s+REG_SZ\s+(\S+)/.exec(said)?.[1];
  }
  for (const file of ["/etc/machine-id", "/var/lib/dbus/machine-id"]) {
    const found = readSmallFile(file);
    // "uninitialized" is what an image has that was not started yet (machine-id(5)): the same on every machine.
    if (found.kind === "text" && /^[0-9a-f]{32}\s*$/.test(found.text)) return found.text.trim();
  }
  return undefined;
}

/** INVARIANT: an absolute path, since a project may set PATH, and no environment. */
function say(program: string, args: readonly string[]): string {
  try {
    const { execFileSync } = process.getBuiltinModule("node:child_process"); // slow to load, and Linux needs it not
    return execFileSync(program, args, {
      encoding: "utf8",
      env: {},
      timeout: 2000,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}
