import type { EffectivePolicy } from "../policy/effective.ts";
import { loadPolicy } from "../policy/load.ts";
import type { PolicyPlaces } from "../policy/places.ts";

/** The policy as it would be with `file` in the place of a layer's own. Remembers nothing of the file. */
export function proposedPolicy(
  places: PolicyPlaces,
  layer: "managed" | "user" | "project",
  file: string,
  version: string,
): EffectivePolicy {
  const changed: PolicyPlaces = {
    ...places,
    memory: undefined,
    ...(layer === "managed" && { managed: file, trust: undefined }),
    ...(layer === "user" && { user: file }),
    ...(layer === "project" && { projects: [file] }),
  };
  return loadPolicy(changed, version);
}
