import { type Refusal, Refused } from "./format.ts";
import { keptBundle } from "./kept.ts";
import { readTrust } from "./trust.ts";

/** What a machine has of bundles, as `status` and `doctor` tell it. */
export interface BundleState {
  /** Undefined where nothing is trusted. */
  readonly trust:
    | { readonly fingerprint: string; readonly url: string; readonly version: number; readonly expires: number }
    | Refusal
    | undefined;
  readonly bundle:
    | {
        readonly kind: "kept";
        readonly version: number;
        readonly accepted: number;
        readonly expires: number;
        readonly packs: number;
        /** The newest file is damaged, this is the one before it. */
        readonly recalled: boolean;
      }
    | { readonly kind: "damaged"; readonly problem: string }
    | { readonly kind: "absent" };
}

export function bundleState(folder: string): BundleState {
  const kept = keptBundle(folder);
  return {
    trust: trustState(folder),
    bundle:
      kept.kind === "kept"
        ? {
            kind: "kept",
            version: kept.entry.version,
            accepted: kept.entry.accepted,
            expires: kept.entry.expires,
            packs: kept.bundle.packs.length,
            recalled: kept.recalled,
          }
        : kept,
  };
}

function trustState(folder: string): BundleState["trust"] {
  try {
    const trust = readTrust(folder);
    if (trust === undefined) return undefined;
    const { version, expires } = trust.root;
    return { fingerprint: trust.pinned, url: trust.url, version, expires };
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, message: error.message };
    throw error;
  }
}
