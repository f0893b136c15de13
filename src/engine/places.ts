import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where the engine of a user lives. The folder is the user's own, mode 0700. */
export interface EnginePlaces {
  readonly folder: string;
  readonly socket: string;
  readonly lock: string;
  readonly log: string;
}

/** sun_path holds 108 bytes on Linux and 104 on macOS (unix(7), unix(4)), the final NUL included. */
const MAX_SOCKET_PATH = 103;

/** Undefined without a home or with too long a path: there is no engine then, every call is decided in its own process. The launcher computes the same path. */
export function enginePlaces(
  home: string | undefined,
  platform: NodeJS.Platform = process.platform,
): EnginePlaces | undefined {
  if (home === undefined) return undefined;
  if (platform === "win32") {
    const name = createHash("sha256").update(home).digest("hex").slice(0, 16);
    const folder = join(home, ".clampd", "run");
    return {
      folder,
      socket: `\\\\.\\pipe\\clampd-guard-${name}`,
      lock: join(folder, "engine.lock"),
      log: join(folder, "engine.log"),
    };
  }
  const folder = join(home, ".clampd", "run");
  const socket = join(folder, "engine.sock");
  if (Buffer.byteLength(socket) > MAX_SOCKET_PATH) return undefined;
  return { folder, socket, lock: join(folder, "engine.lock"), log: join(folder, "engine.log") };
}
