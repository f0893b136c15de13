import { posix, win32 } from "node:path";

/** Where the layers' files lie. */
export interface PolicyPlaces {
  readonly managed: string | undefined;
  /** Folders that keep a signed bundle; the first is the home's own, and others only tighten. */
  readonly bundles?: readonly string[] | undefined;
  readonly user: string | undefined;
  readonly projects: readonly string[];
  /** A policy file that stands where the home's own bundle would: what would come of it, before anybody signs it. */
  readonly unsigned?: string | undefined;
  /** Folder in which last good copies are remembered. */
  readonly memory: string | undefined;
  /** Who must own the managed file and its folders up to `top`; undefined where the platform has no such owners (Windows). */
  readonly trust: { readonly uid: number; readonly top: string } | undefined;
}

// Constants, not %ProgramData%: an environment variable can be set by a project's settings, a managed place must not move with it.
const MANAGED: Readonly<Record<"linux" | "darwin" | "win32", string>> = {
  linux: "/etc/clampd/guard.json",
  darwin: "/Library/Application Support/clampd/guard.json",
  win32: "C:\\ProgramData\\clampd\\guard.json",
};

export function policyPlaces(
  platform: "linux" | "darwin" | "win32",
  home: string | undefined,
  workspace: readonly string[],
): PolicyPlaces {
  const { join } = platform === "win32" ? win32 : posix;
  // A workspace that is the home itself would read the user's file twice, the second time as a project's.
  const roots = [...new Set(workspace)].filter((root) => root !== home);
  return {
    managed: MANAGED[platform],
    bundles: home === undefined ? [] : [join(home, ".clampd", "bundle")],
    user: home === undefined ? undefined : join(home, ".clampd", "guard.json"),
    projects: roots.map((root) => join(root, ".clampd", "guard.json")),
    memory: home === undefined ? undefined : join(home, ".clampd", "state"),
    trust: platform === "win32" ? undefined : { uid: 0, top: "/" },
  };
}
