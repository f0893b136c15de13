import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { EffectivePolicy } from "../policy/effective.ts";
import { loadPolicy } from "../policy/load.ts";
import type { PolicyPlaces } from "../policy/places.ts";
import { VERSION } from "../version.ts";

const MAX_WORKSPACES = 64;

interface Kept {
  readonly signature: string;
  readonly policy: EffectivePolicy;
}

/** Policies by their places; a policy is read again as soon as one of its files, or a folder that holds one, looks different. */
export class PolicyCache {
  private readonly kept = new Map<string, Kept>();

  load(places: PolicyPlaces): EffectivePolicy {
    const files = [places.managed, places.user, ...places.projects].filter((file) => file !== undefined);
    const key = files.join("\0");
    // What is kept of a bundle is replaced as a whole, so its own inode tells.
    const kept = (places.bundles ?? []).map((folder) => stamp(`${folder}/kept.json`));
    const signature = [...files.map(signatureOf), ...kept].join(" ");
    const known = this.kept.get(key);
    if (known?.signature === signature) return known.policy;
    const policy = loadPolicy(places, VERSION);
    this.kept.delete(key);
    if (this.kept.size >= MAX_WORKSPACES) this.kept.delete(this.kept.keys().next().value ?? "");
    this.kept.set(key, { signature, policy });
    return policy;
  }
}

/** Most projects have no folder for a policy, and then there is no file to look at. */
function signatureOf(file: string): string {
  const folder = stamp(dirname(file));
  return folder === MISSING ? MISSING : `${stamp(file)}@${folder}`;
}

const MISSING = "-";

/**
 * ctime changes with content, owner and mode; a file put in the place of another has another inode. Milliseconds with their
 * fraction tell a quarter of a microsecond apart: no two writes come closer.
 */
function stamp(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? MISSING : `${stats.ino}.${stats.ctimeMs}.${stats.mtimeMs}.${stats.size}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code); // a part of the path that is no folder, or may not be entered
  }
}
