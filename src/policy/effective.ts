import type { FailMode, Mode, Profile, Severity } from "../model/decision.ts";
import type {
  CategorySetting,
  Exemption,
  GatewaySettings,
  Layer,
  PolicyProblem,
  PolicySource,
  RuleSetting,
  Sourced,
} from "./layer.ts";
import { isStricter, MODES, SEVERITIES, stricter } from "./order.ts";

/** What one layer says about modes and severities. */
export interface LayerModes {
  readonly layer: Layer;
  /** Exemptions of lower layers count for what this one sets. */
  readonly allowUserExemptions?: boolean | undefined;
  readonly mode?: Mode | undefined;
  readonly categories: Readonly<Record<string, CategorySetting>>;
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

/** A bundle that was verified when it arrived. */
export interface BundleInForce {
  /** Where it is kept. */
  readonly folder: string;
  readonly sha256: string;
  readonly version: number;
  /** Milliseconds since 1970. Afterwards it stays in force, and `status` and `doctor` say so. */
  readonly expires: number;
  readonly accepted: number;
  /** How many rule packs it brings. */
  readonly packs: number;
}

/** The policy in force: plain data, every value with the layer that set it. */
export interface EffectivePolicy {
  /** The mode where neither a rule nor a category has one of its own. */
  readonly mode: Sourced<Mode>;
  readonly profile: Sourced<Profile>;
  readonly failMode: Sourced<FailMode>;
  /** Managed first. `modeFor` and `severityFor` read them. */
  readonly layers: readonly LayerModes[];
  readonly exemptions: readonly Sourced<Exemption>[];
  readonly wrappers: readonly Sourced<string>[];
  readonly contact: Sourced<string> | undefined;
  /** Holds secrets: never printed, never journalled. */
  readonly gateway: { readonly [K in keyof GatewaySettings]?: Sourced<NonNullable<GatewaySettings[K]>> };
  /** What holds from later moments on, the earliest first; `policyAt` chooses. */
  readonly later: readonly { readonly from: number; readonly policy: EffectivePolicy }[];
  /** Place of this machine among all, 0 to 99; undefined where no file asks for it. */
  readonly cohort: number | undefined;
  /** The signed bundles among the layers; their rule packs are in force beside the built-in ones. */
  readonly bundles: readonly BundleInForce[];
  /** Fingerprint of the root that the managed file wants bundles to come from. */
  readonly bundleRoot: string | undefined;
  readonly sources: readonly PolicySource[];
  readonly problems: readonly PolicyProblem[];
}

/** A finding's rule as far as the policy cares. */
export interface RuleKey {
  readonly rule: string;
  readonly category: string;
  /** Catastrophic or not exemptable: its own and its category's mode cannot be milder than the layer's general one. */
  readonly pinned: boolean;
}

/** The mode for a rule: per layer the most specific word counts, and between layers the strictest. */
export function modeFor(policy: EffectivePolicy, key: RuleKey): Sourced<Mode> {
  let found: Sourced<Mode> | undefined;
  for (const layer of policy.layers) {
    // INVARIANT: the project's word is weighed against what holds without it, so it can only tighten.
    if (layer.layer === "project") found ??= BUILTIN_MODE;
    const said = modeOfLayer(layer, key);
    if (said === undefined) continue;
    if (found === undefined || isStricter(MODES, said, found.value)) found = { value: said, layer: layer.layer };
  }
  return found ?? BUILTIN_MODE;
}

export const BUILTIN_MODE: Sourced<Mode> = { value: "observe", layer: "builtin" };

/** What one layer says about a rule, undefined where it says nothing. */
export function modeOfLayer(layer: LayerModes, key: RuleKey): Mode | undefined {
  const specific = own(layer.rules, key.rule)?.mode ?? own(layer.categories, key.category)?.mode;
  if (specific === undefined) return layer.mode;
  // INVARIANT: what cannot be exempted cannot be switched off one by one either.
  if (key.pinned)
    return layer.mode === undefined ? stricter(MODES, specific, "observe") : stricter(MODES, specific, layer.mode);
  return specific;
}

/** The rule's severity, raised where a layer says so. */
export function severityFor(policy: EffectivePolicy, rule: string, severity: Severity): Sourced<Severity> {
  let found: Sourced<Severity> = { value: severity, layer: "builtin" };
  for (const layer of policy.layers) {
    const said = own(layer.rules, rule)?.severity;
    if (said !== undefined && isStricter(SEVERITIES, said, found.value)) found = { value: said, layer: layer.layer };
  }
  return found;
}

/** The policy as it holds at a moment, in milliseconds since 1970: stages of a rollout come into force one after the other. */
export function policyAt(policy: EffectivePolicy, now: number): EffectivePolicy {
  return policy.later.findLast((each) => each.from <= now)?.policy ?? policy;
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
