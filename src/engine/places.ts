import { join } from "node:path";

/** Where a user's engine of one build lives. The folder is the user's own, mode 0700. */
export interface EnginePlaces {
  readonly folder: string;
  readonly socket: string;
  readonly lock: string;
  readonly log: string;
}

/** sun_path holds 108 bytes on Linux and 104 on macOS (unix(7), unix(4)), the final NUL included. */
const MAX_SOCKET_PATH = 103;

/**
 * Undefined without a home or with too long a path: there is no engine then, every call is decided in its own process.
 * Each build has its own names, so that two installed versions neither displace nor wait for each other; the launcher
 * computes the same path.
 */
export function enginePlaces(
  home: string | undefined,
  build: string,
  platform: NodeJS.Platform = process.platform,
): EnginePlaces | undefined {
  if (home === undefined) return undefined;
  const folder = engineFolder(home);
  const name = `engine-${build}`;
  const files = { folder, lock: join(folder, `${name}.lock`), log: join(folder, "engine.log") };
  if (platform === "win32") {
    const { createHash } = process.getBuiltinModule("node:crypto"); // 5 ms that other platforms need not pay
    const user = createHash("sha256").update(home).digest("hex").slice(0, 16);
    return { ...files, socket: `\\\\.\\pipe\\clampd-guard-${user}-${build}` };
  }
  const socket = join(folder, `${name}.sock`);
  return Buffer.byteLength(socket) > MAX_SOCKET_PATH ? undefined : { ...files, socket };
}

export function engineFolder(home: string): string {
  return join(home, ".clampd", "run");
}
