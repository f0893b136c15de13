import { homedir } from "node:os";
import { join } from "node:path";
import { type PolicyPlaces, policyPlaces } from "../policy/places.ts";

/** Where the commands find things: as the hook does, from the home and the working directory. */
export interface Places {
  readonly home: string | undefined;
  readonly cwd: string;
  readonly journal: string | undefined;
  readonly policy: PolicyPlaces;
}

export function findPlaces(): Places {
  const home = homeOrNone();
  const cwd = process.cwd();
  const platform = process.platform === "darwin" || process.platform === "win32" ? process.platform : "linux";
  return {
    home,
    cwd,
    journal: home === undefined ? undefined : join(home, ".clampd", "journal"),
    policy: policyPlaces(platform, home, [cwd]),
  };
}

function homeOrNone(): string | undefined {
  try {
    return homedir() || undefined;
  } catch {
    return undefined;
  }
}
