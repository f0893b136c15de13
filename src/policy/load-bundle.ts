import { keptBundle } from "../bundle/kept.ts";
import { bundlePlaces } from "../bundle/places.ts";
import { assumeAll } from "./damage.ts";
import type { LayerConfig, PolicyProblem, PolicySource, SourceState } from "./layer.ts";
import type { ReadLayer } from "./merge.ts";
import { readConfig } from "./read.ts";
import { isOlder } from "./version.ts";

export interface LoadedBundle {
  /** Undefined where there is none. As a layer "project" it only tightens. */
  readonly read: ReadLayer | undefined;
  readonly source: PolicySource;
  readonly problems: readonly PolicyProblem[];
}

/** The bundle that is kept in a folder, as a layer; `wanted` is the root that it must come from, where the managed file says so. */
export function loadBundle(folder: string, wanted: string | undefined, version: string | undefined): LoadedBundle {
  const file = bundlePlaces(folder).kept;
  const problems: PolicyProblem[] = [];
  const problem = (kind: PolicyProblem["kind"], message: string) =>
    problems.push({ layer: "bundle", file, kind, message });
  const loaded = (state: SourceState, read: ReadLayer | undefined): LoadedBundle => ({
    read,
    source: { layer: "bundle", file, state },
    problems,
  });
  const kept = keptBundle(folder);
  if (kept.kind === "absent") return loaded("absent", undefined);
  if (kept.kind === "damaged") {
    problem("damaged", `${kept.problem}; until the next bundle arrives enforce is assumed`);
    return loaded("assumed", { layer: "bundle", file, config: assumeAll(undefined) });
  }
  const { entry, bundle, recalled } = kept;
  if (recalled) problem("damaged", `the bundle's file is damaged; the one before it, version ${entry.version}, counts`);
  const config = configOf(bundle.policy, version, problem);
  const { packs } = bundle;
  const { sha256, expires, accepted } = entry;
  const inForce = { folder, sha256, version: entry.version, expires, accepted, packs: packs.length };
  if (wanted !== undefined && !entry.roots.includes(wanted)) {
    problem("refused", "the bundle is not from the root that the managed file names; it can only tighten");
    return loaded("refused", { layer: "project", file, config, bundle: inForce });
  }
  return loaded(recalled ? "recalled" : "read", { layer: "bundle", file, config, bundle: inForce });
}

/** Values that are wrong do not get this far: such a bundle is not taken. */
function configOf(
  policy: Parameters<typeof readConfig>[0],
  version: string | undefined,
  problem: (kind: PolicyProblem["kind"], message: string) => void,
): LayerConfig {
  const { config, problems } = readConfig(policy);
  for (const { kind, path, message } of problems) problem(kind, `"${path.join(".")}" ${message}`);
  if (config.minimumVersion !== undefined && version !== undefined && isOlder(version, config.minimumVersion))
    problem("version", `the bundle wants version ${config.minimumVersion} or later, this is ${version}`);
  return config;
}
