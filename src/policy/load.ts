import { scanJson } from "../../hooks/json-scan.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import { withoutComments } from "./comments.ts";
import { assumeAll, assumeWrongKeys } from "./damage.ts";
import type { EffectivePolicy } from "./effective.ts";
import { readSmallFile } from "./file.ts";
import type { Layer, LayerConfig, PolicyProblem, PolicySource, SourceState } from "./layer.ts";
import { type LoadedBundle, loadBundle } from "./load-bundle.ts";
import { machineId } from "./machine-id.ts";
import { recall, remember } from "./memory.ts";
import { mayStage, mergeLayers, type ReadLayer } from "./merge.ts";
import type { PolicyPlaces } from "./places.ts";
import { readConfig } from "./read.ts";
import { asksCohort, cohortOf, stageDates, withStages } from "./rollout.ts";
import { distrust } from "./trust.ts";
import { isOlder } from "./version.ts";

type FileLayer = Exclude<Layer, "builtin">;

interface LoadedFile {
  readonly state: SourceState;
  /** Undefined where there is no file. */
  readonly config: LayerConfig | undefined;
  readonly problems: readonly PolicyProblem[];
}

/** Reads every layer's file, one open each, and merges them. Never throws. `version` is the guard's own, for `minimumVersion`. */
export function loadPolicy(places: PolicyPlaces, version?: string): EffectivePolicy {
  const layers: ReadLayer[] = [];
  const sources: PolicySource[] = [];
  const problems: PolicyProblem[] = [];
  const files: readonly (readonly [FileLayer, string | undefined])[] = [
    ["managed", places.managed],
    ["user", places.user],
    ...places.projects.map((file) => ["project", file] as const),
  ];
  const demoted: ReadLayer[] = [];
  for (const [layer, file] of files) {
    if (file === undefined) continue;
    const loaded = loadFile(layer, file, places, version);
    sources.push({ layer, file, state: loaded.state });
    problems.push(...loaded.problems);
    if (loaded.config === undefined) continue;
    // A refused managed file may have been written by anyone, so it must not loosen; but a wrong permission must not disarm a fleet
    // either. It counts as a project's file does: it can only tighten.
    if (loaded.state === "refused") demoted.push({ layer: "project", file, config: loaded.config });
    else layers.push({ layer, file, config: loaded.config });
  }
  const unsigned = places.unsigned === undefined ? [] : [loadUnsigned(places.unsigned, places, version)];
  const kept = (places.bundles ?? []).map((folder) => loadBundle(folder, bundleRoot(layers), version));
  const bundles = [...unsigned, ...kept];
  sources.splice(places.managed === undefined ? 0 : 1, 0, ...bundles.map(({ source }) => source));
  for (const { problems: found } of bundles) problems.push(...found);
  // The home's own is a layer; one that lies elsewhere, or is not from the root that the managed file names, only tightens.
  const [own, ...others] = bundles.map(({ read }) => read);
  if (own?.layer === "bundle") layers.splice(layers.at(0)?.layer === "managed" ? 1 : 0, 0, own);
  else if (own !== undefined) demoted.push(own);
  for (const each of others) if (each !== undefined) demoted.push({ ...each, layer: "project" });
  return withRollout([...layers, ...demoted], sources, problems);
}

/** Fingerprint of the root that the managed file wants bundles to come from. */
function bundleRoot(layers: readonly ReadLayer[]): string | undefined {
  return layers.find(({ layer }) => layer === "managed")?.config.bundle_root;
}

/** Merges once for now-and-always, and once for each day on which a stage for this machine begins. */
function withRollout(
  layers: readonly ReadLayer[],
  sources: readonly PolicySource[],
  problems: readonly PolicyProblem[],
): EffectivePolicy {
  // INVARIANT: what a layer may not say is left out before its stages count.
  const staged = layers.filter((each) => each.config.rollout.length > 0 && mayStage(layers, each));
  if (staged.length === 0) return mergeLayers(layers, sources, problems);
  const cohort = staged.some((each) => asksCohort(each.config)) ? cohortOf(machineId()) : undefined;
  const at = (until: number): EffectivePolicy => ({
    ...mergeLayers(
      layers.map((each) =>
        staged.includes(each) ? { ...each, config: withStages(each.config, cohort, until) } : each,
      ),
      sources,
      problems,
    ),
    cohort,
  });
  const dates = [...new Set(staged.flatMap((each) => stageDates(each.config, cohort)))].sort((a, b) => a - b);
  return { ...at(Number.NEGATIVE_INFINITY), later: dates.map((from) => ({ from, policy: at(from) })) };
}

function loadUnsigned(file: string, places: PolicyPlaces, version: string | undefined): LoadedBundle {
  const { state, config, problems } = loadFile("bundle", file, places, version);
  return {
    read: config === undefined ? undefined : { layer: "bundle", file, config },
    source: { layer: "bundle", file, state },
    problems,
  };
}

function loadFile(layer: FileLayer, file: string, places: PolicyPlaces, version: string | undefined): LoadedFile {
  const problems: PolicyProblem[] = [];
  const problem = (kind: PolicyProblem["kind"], message: string) => problems.push({ layer, file, kind, message });
  const read = readSmallFile(file);
  if (read.kind === "absent") return { state: "absent", config: undefined, problems };

  let refused = false;
  if (layer === "managed" && places.trust !== undefined && read.kind === "text") {
    const why = distrust(file, read.stats, places.trust.uid, places.trust.top);
    if (why !== undefined) {
      refused = true;
      problem("refused", `the managed file is refused, ${why}; it can only tighten until that is put right`);
    }
  }
  // What lies in the user's home cannot speak for the managed file.
  const memory = layer === "managed" ? undefined : places.memory;
  const state = (normal: SourceState): SourceState => (refused ? "refused" : normal);

  const parsed = read.kind === "text" ? parse(read.text) : { kind: "damaged" as const, problem: read.problem };
  if (parsed.kind === "damaged") {
    const known = recall(memory, file);
    const stands = known === undefined ? "enforce is assumed" : "its last good copy counts";
    problem("damaged", `the file ${parsed.problem}; until it is repaired ${stands}`);
    const config = known ?? assumeAll(read.kind === "text" ? read.text : undefined);
    return { state: state(known === undefined ? "assumed" : "recalled"), config, problems };
  }

  for (const { key, top, differs } of scanJson(parsed.text).duplicates) {
    const place = key === top ? `"${key}"` : `"${key}" below "${top}"`;
    if (differs) problem("repeated", `${place} occurs twice with different values; the last one counts`);
  }
  const { config, problems: keys } = readConfig(parsed.value);
  for (const each of keys) problem(each.kind, `"${each.path.join(".")}" ${each.message}`);
  if (config.minimumVersion !== undefined && version !== undefined && isOlder(version, config.minimumVersion)) {
    problem("version", `the file wants version ${config.minimumVersion} or later, this is ${version}`);
  }
  if (!keys.some((each) => each.kind === "wrong")) {
    remember(memory, file, config);
    return { state: state("read"), config, problems };
  }
  return { state: state("read"), config: assumeWrongKeys(config, keys, recall(memory, file)), problems };
}

type Parsed =
  | { readonly kind: "object"; readonly value: JsonObject; readonly text: string }
  | { readonly kind: "damaged"; readonly problem: string };

function parse(text: string): Parsed {
  try {
    // Blanks in place of comments keep the places that errors name.
    const json = text.includes("//") || text.includes("/*") ? withoutComments(text) : text;
    const value: unknown = JSON.parse(json);
    return isObject(value)
      ? { kind: "object", value, text: json }
      : { kind: "damaged", problem: "holds no JSON object" };
  } catch (error) {
    // The parser's message quotes the text, which may hold a secret: only the place is kept.
    const place = error instanceof Error ? /\(line \d+ column \d+\)/.exec(error.message)?.[0] : undefined;
    return { kind: "damaged", problem: `is not valid JSON${place === undefined ? "" : ` ${place}`}` };
  }
}
