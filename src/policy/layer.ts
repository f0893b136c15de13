import type { FailMode, Mode, Profile, Severity } from "../model/decision.ts";

/** Who says it, from the highest to the lowest; `builtin` is what holds where nobody says anything. */
export const LAYERS = ["managed", "bundle", "user", "project", "builtin"] as const;
export type Layer = (typeof LAYERS)[number];

/** A value with the layer that set it. */
export interface Sourced<T> {
  readonly value: T;
  readonly layer: Layer;
}

/** Takes one rule's findings back to "allow" where every given condition holds. */
export interface Exemption {
  /** Id of the rule, exact. */
  readonly rule: string;
  /** Glob over every path that the finding is about: absolute, `~/…`, or relative to the workspace. */
  readonly path?: string | undefined;
  /** Glob over the folder that holds the repository. */
  readonly repo?: string | undefined;
  /** Id of the agent, e.g. "claude". */
  readonly agent?: string | undefined;
  readonly reason: string;
  /** Milliseconds since 1970: it counts before this moment only. */
  readonly expires?: number | undefined;
}

/** Settings of the gateway client; the names are those of guard.json files that exist already. */
export interface GatewaySettings {
  readonly gateway_url?: string | undefined;
  readonly api_key?: string | undefined;
  readonly agent_id?: string | undefined;
  readonly secret?: string | undefined;
  /** Low-risk calls are not sent to the gateway. */
  readonly skip_low_risk?: boolean | undefined;
  /** Longest wait for the gateway's answer, in milliseconds. */
  readonly timeout_ms?: number | undefined;
  /** Which calls it is asked about: all, those whose effects are not known for certain, none, or those with a finding of these categories. */
  readonly ask?: GatewayAsk | undefined;
  readonly when_unreachable?: WhenUnreachable | undefined;
  /** Milliseconds from the start of the call within which its answer must be out, the gateway's wait included. */
  readonly deadline_ms?: number | undefined;
  /** withheld: only a digest and the kinds of effects leave the machine. */
  readonly content?: GatewayContent | undefined;
  /** How long an answer counts for the same call under the same policy of the gateway. */
  readonly cache_ms?: number | undefined;
}

export type GatewayAsk = "all" | "uncertain" | "none" | readonly string[];

export type GatewayContent = "redacted" | "withheld";

/** local: what the guard itself says, and a note. closed: deny. open: what the guard itself says. No outage makes a verdict milder. */
export type Unreachable = "local" | "closed" | "open";

/** A rule's word counts before its category's, and that before the general one; of several findings the strictest. */
export interface WhenUnreachable {
  readonly default?: Unreachable | undefined;
  readonly categories: Readonly<Record<string, Unreachable>>;
  readonly rules: Readonly<Record<string, Unreachable>>;
}

/** One step of a rollout. Where it is in force it tightens what its own layer says, and never loosens it. */
export interface Stage {
  /** Share of the machines that it is for, by a stable hash of the machine; 100 where it is not given. */
  readonly percent?: number | undefined;
  /** Milliseconds since 1970: in force from this moment. */
  readonly from?: number | undefined;
  /** Enforce where it is not given; the general mode, unless rules or categories are named. */
  readonly mode?: Mode | undefined;
  readonly rules?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly profile?: Profile | undefined;
}

export interface CategorySetting {
  readonly mode?: Mode | undefined;
}

export interface RuleSetting {
  readonly mode?: Mode | undefined;
  /** Raises the rule's own severity; a lower one has no effect. */
  readonly severity?: Severity | undefined;
}

/** What one file says, after the check. Keys that the file does not state are undefined or empty. */
export interface LayerConfig {
  readonly mode?: Mode | undefined;
  readonly profile?: Profile | undefined;
  readonly failMode?: FailMode | undefined;
  readonly categories: Readonly<Record<string, CategorySetting>>;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly exemptions: readonly Exemption[];
  readonly rollout: readonly Stage[];
  /** Programs that run the command which follows them, e.g. "rtk". */
  readonly wrappers: readonly string[];
  /** Whom to ask, shown in a denial. */
  readonly contact?: string | undefined;
  /** Managed and bundle only: keys that lower layers may not set at all. */
  readonly locks: readonly LockableKey[];
  /** Managed and bundle only: exemptions of lower layers count for rules whose mode this one sets. */
  readonly allowUserExemptions?: boolean | undefined;
  /** Managed only: fingerprint of the root of trust that bundles must come from. */
  readonly bundle_root?: string | undefined;
  /** Oldest version of the guard that may run under this file, e.g. "0.3.0". */
  readonly minimumVersion?: string | undefined;
  readonly gateway: GatewaySettings;
}

export const LOCKABLE = [
  "mode",
  "profile",
  "failMode",
  "categories",
  "rules",
  "exemptions",
  "rollout",
  "wrappers",
  "contact",
  "gateway",
] as const;
export type LockableKey = (typeof LOCKABLE)[number];

export const EMPTY_LAYER: LayerConfig = {
  categories: {},
  rules: {},
  exemptions: [],
  rollout: [],
  wrappers: [],
  locks: [],
  gateway: {},
};

/** Something about a file that a person should know. Never fatal. */
export interface PolicyProblem {
  readonly layer: Layer;
  readonly file: string;
  /** unknown: a key that this version does not know. wrong: a value that cannot be read. damaged: the file as a whole cannot.
   * refused: the file is not trusted. repeated: a key occurs twice. ignored: the layer may not say this. locked: a higher layer forbids it. version: the guard is too old. */
  readonly kind: "unknown" | "wrong" | "damaged" | "refused" | "repeated" | "ignored" | "locked" | "version";
  /** One sentence without a final period; never holds a value from the file. */
  readonly message: string;
}

/** How a layer's file was found. recalled: damaged, its last good copy stands in. assumed: damaged, and no copy: the strictest reading. */
export type SourceState = "absent" | "read" | "recalled" | "assumed" | "refused";

export interface PolicySource {
  readonly layer: Layer;
  readonly file: string;
  readonly state: SourceState;
}
