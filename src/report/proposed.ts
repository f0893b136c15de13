import type { EffectivePolicy } from "../policy/effective.ts";
import { loadPolicy } from "../policy/load.ts";
import type { PolicyPlaces } from "../policy/places.ts";

export const REPLAY_LAYERS = ["managed", "bundle", "user", "project"] as const;
type ReplayLayer = (typeof REPLAY_LAYERS)[number];

/** The policy as it would be with `file` in the place of a layer's own. Remembers nothing of the file. */
export function proposedPolicy(
  places: PolicyPlaces,
  layer: ReplayLayer,
  file: string,
  version: string,
): EffectivePolicy {
  const changed: PolicyPlaces = {
    ...places,
    memory: undefined,
    ...(layer === "managed" && { managed: file, trust: undefined }),
    // The first of them is the home's own, whose place it takes.
    ...(layer === "bundle" && { unsigned: file, bundles: places.bundles?.slice(1) }),
    ...(layer === "user" && { user: file }),
    ...(layer === "project" && { projects: [file] }),
  };
  return loadPolicy(changed, version);
}
