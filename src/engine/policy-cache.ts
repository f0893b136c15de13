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

function signatureOf(file: string): string {
  return `${stamp(file)}@${stamp(dirname(file))}`;
}

/** ctime changes with content, owner and mode; a file put in the place of another has another inode. */
function stamp(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stats === undefined ? "-" : `${stats.ino}.${stats.ctimeNs}.${stats.mtimeNs}.${stats.size}`;
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code); // a part of the path that is no folder, or may not be entered
  }
}
