import type { FailMode, Profile } from "../model/decision.ts";
import { BUILTIN_MODE, type BundleInForce, type EffectivePolicy } from "./effective.ts";
import {
  EMPTY_LAYER,
  type Exemption,
  type GatewaySettings,
  type Layer,
  type LayerConfig,
  type LockableKey,
  type PolicyProblem,
  type PolicySource,
  type Sourced,
} from "./layer.ts";
import { FAIL_MODES, isStricter, MODES, PROFILES } from "./order.ts";

/** A file's content, checked. */
export interface ReadLayer {
  readonly layer: Exclude<Layer, "builtin">;
  readonly file: string;
  readonly config: LayerConfig;
  /** The bundle that says it, where it is one. */
  readonly bundle?: BundleInForce | undefined;
}

/**
 * Merges the layers, managed first, then a verified bundle, then user, then one or more projects.
 * INVARIANT: managed > bundle > user > project; a lower layer only tightens what a higher one says, and the project only tightens at all.
 */
export function mergeLayers(
  layers: readonly ReadLayer[],
  sources: readonly PolicySource[] = [],
  problems: readonly PolicyProblem[] = [],
): EffectivePolicy {
  const found: PolicyProblem[] = [...problems];
  const said = layers.map((each) => admissible(each, locksAbove(layers, each), found));

  const mode = strictestSaid(said, (config) => config.mode, MODES, BUILTIN_MODE);
  const profile = strictestSaid(said, (config) => config.profile, PROFILES, BUILTIN_PROFILE);
  return {
    mode,
    profile,
    failMode: mergeFailMode(said, mode),
    layers: said.map(({ layer, config }) => ({
      layer,
      allowUserExemptions: config.allowUserExemptions,
      mode: config.mode,
      categories: config.categories,
      rules: config.rules,
    })),
    exemptions: said.flatMap(({ layer, config }) =>
      config.exemptions.map((value): Sourced<Exemption> => ({ value, layer })),
    ),
    wrappers: said.flatMap(({ layer, config }) => config.wrappers.map((value): Sourced<string> => ({ value, layer }))),
    contact: firstSaid(said, (config) => config.contact),
    gateway: mergeGateway(said),
    later: [],
    cohort: undefined,
    bundleRoot: said.find(({ layer }) => layer === "managed")?.config.bundle_root,
    bundles: said.flatMap(({ bundle }) => bundle ?? []),
    sources,
    problems: found,
  };
}

const BUILTIN_PROFILE: Sourced<Profile> = { value: "balanced", layer: "builtin" };

export const DEFAULT_POLICY: EffectivePolicy = mergeLayers([]);

const STAGED: readonly LockableKey[] = ["mode", "profile", "rules", "categories", "rollout"];

/** Layers that may lock keys, the highest first. */
const LOCKING: readonly Layer[] = ["managed", "bundle"];

/** Keys that a layer above `read` has locked. */
function locksAbove(layers: readonly ReadLayer[], read: ReadLayer): ReadonlyMap<LockableKey, Layer> {
  const own = LOCKING.indexOf(read.layer);
  const above = LOCKING.slice(0, own === -1 ? undefined : own);
  const found = new Map<LockableKey, Layer>();
  for (const layer of above)
    for (const each of layers.filter((other) => other.layer === layer))
      for (const key of each.config.locks) if (!found.has(key)) found.set(key, layer);
  return found;
}

/** Whether the layer's rollout counts beside what the layers above it lock: a stage sets modes and profiles by another name. */
export function mayStage(layers: readonly ReadLayer[], read: ReadLayer): boolean {
  const locks = locksAbove(layers, read);
  return !STAGED.some((key) => locks.has(key));
}

/** The layer without what it may not say; each thing left out is reported. */
function admissible(read: ReadLayer, locks: ReadonlyMap<LockableKey, Layer>, problems: PolicyProblem[]): ReadLayer {
  if (read.layer === "managed") return read;
  const config: { -readonly [K in keyof LayerConfig]: LayerConfig[K] } = { ...read.config };
  const dropped = (kind: "ignored" | "locked", message: string) =>
    problems.push({ layer: read.layer, file: read.file, kind, message });

  const locksStages = STAGED.find((key) => locks.has(key));
  if (config.rollout.length > 0 && locksStages !== undefined) {
    config.rollout = [];
    dropped("locked", `"rollout" sets what is locked by the ${NAMES_OF[locks.get(locksStages) ?? "managed"]}`);
  }
  for (const [key, by] of locks) {
    if (!isStated(config[key])) continue;
    Object.assign(config, { [key]: EMPTY_LAYER[key] });
    dropped("locked", `"${key}" is locked by the ${NAMES_OF[by]}`);
  }
  if (read.layer !== "bundle" && (config.locks.length > 0 || config.allowUserExemptions !== undefined)) {
    config.locks = [];
    config.allowUserExemptions = undefined;
    dropped("ignored", `"locks" and "allowUserExemptions" count in the managed file and in bundles only`);
  }
  if (config.bundle_root !== undefined) {
    config.bundle_root = undefined;
    dropped("ignored", `"bundle_root" counts in the managed file only`);
  }
  if (read.layer === "bundle") {
    // Where the guard connects, and as whom, is not for what came over that connection to say.
    const { gateway_url, api_key, agent_id, secret, ...rest } = config.gateway;
    if ([gateway_url, api_key, agent_id, secret].some((each) => each !== undefined)) {
      config.gateway = rest;
      dropped("ignored", `"gateway_url", "api_key", "agent_id" and "secret" cannot be set by a bundle`);
    }
  }
  if (read.layer === "project") {
    // The project's file is written by whoever wrote the repository, or by the agent: it must not loosen, redirect, or speak to the agent.
    for (const key of ["exemptions", "contact", "gateway"] as const) {
      if (!isStated(config[key])) continue;
      Object.assign(config, { [key]: EMPTY_LAYER[key] });
      dropped("ignored", `"${key}" cannot be set by a project`);
    }
  }
  return { ...read, config };
}

const NAMES_OF: Readonly<Record<Layer, string>> = {
  managed: "managed file",
  bundle: "bundle",
  user: "user's file",
  project: "project's file",
  builtin: "guard",
};

function isStated(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined;
}

/** Strictest of what the layers say; the built-in value holds where neither managed nor user speaks, and bounds the project from below. */
function strictestSaid<T>(
  layers: readonly ReadLayer[],
  pick: (config: LayerConfig) => T | undefined,
  order: readonly T[],
  builtin: Sourced<T>,
): Sourced<T> {
  let found: Sourced<T> | undefined;
  for (const { layer, config } of layers) {
    if (layer === "project") found ??= builtin;
    const said = pick(config);
    if (said === undefined) continue;
    if (found === undefined || isStricter(order, said, found.value)) found = { value: said, layer };
  }
  return found ?? builtin;
}

/** Said by a layer, or implied by its mode "enforce" against the layers below it; else closed exactly where the mode is enforce. */
function mergeFailMode(layers: readonly ReadLayer[], mode: EffectivePolicy["mode"]): Sourced<FailMode> {
  let found: Sourced<FailMode> | undefined;
  for (const { layer, config } of layers) {
    const implied = found === undefined && config.mode === "enforce" ? "closed" : undefined;
    const said = config.failMode ?? implied;
    if (said === undefined) continue;
    if (layer === "project" && said === "open") continue;
    if (found === undefined || isStricter(FAIL_MODES, said, found.value)) found = { value: said, layer };
  }
  return found ?? { value: mode.value === "enforce" ? "closed" : "open", layer: "builtin" };
}

function firstSaid<T>(
  layers: readonly ReadLayer[],
  pick: (config: LayerConfig) => T | undefined,
): Sourced<T> | undefined {
  for (const { layer, config } of layers) {
    const value = pick(config);
    if (value !== undefined) return { value, layer };
  }
  return undefined;
}

/** The highest layer that sets a key has it: a lower one must not redirect the calls to a gateway of its own. */
function mergeGateway(layers: readonly ReadLayer[]): EffectivePolicy["gateway"] {
  const merged: Record<string, Sourced<unknown>> = {};
  for (const { layer, config } of layers) {
    for (const key of Object.keys(config.gateway) as (keyof GatewaySettings)[]) {
      const value = config.gateway[key];
      if (value !== undefined && !Object.hasOwn(merged, key)) merged[key] = { value, layer };
    }
  }
  return merged as EffectivePolicy["gateway"];
}
