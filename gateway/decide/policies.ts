import rules from "#rules";
import { builtinMatcher } from "../../src/check/rules-in-force.ts";
import type { Pack } from "../../src/gateway/wire/policy.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { EffectivePolicy } from "../../src/policy/effective.ts";
import { mergeLayers } from "../../src/policy/merge.ts";
import { readConfig } from "../../src/policy/read.ts";
import { loadCustomRules } from "../../src/rules/custom.ts";
import { createMatcher, type RuleMatcher } from "../../src/rules/match.ts";
import { Kept } from "../kept.ts";
import type { OrgId, Store } from "../store/store.ts";

/** A policy as calls are judged by it. */
export interface InForce {
  readonly version: number;
  readonly policy: EffectivePolicy;
  readonly matchers: readonly RuleMatcher[];
}

/** How long another replica's policy may go unnoticed. */
const KEEP_MS = 5_000;
const MOST = 1_000;

/** The policy of each organisation, compiled when it is first asked for. */
export class Policies {
  readonly #store: Store;
  readonly #fresh: Kept<Promise<InForce>>;
  /** What was compiled last, by organisation: kept for as long as the version stays. */
  readonly #compiled = new Map<OrgId, InForce>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#fresh = new Kept(KEEP_MS, MOST, now);
  }

  inForce(org: OrgId): Promise<InForce> {
    const known = this.#fresh.get(String(org));
    if (known !== undefined) return known.value;
    const loading = this.#load(org);
    this.#fresh.set(String(org), loading);
    loading.catch(() => this.#fresh.clear());
    return loading;
  }

  changed(): void {
    this.#fresh.clear();
  }

  async #load(org: OrgId): Promise<InForce> {
    const { version, policy, packs } = await this.#store.policy(org);
    const known = this.#compiled.get(org);
    if (known?.version === version) return known;
    const made = { version, ...(await compilePolicy(policy, packs)) };
    this.#compiled.set(org, made);
    return made;
  }
}

/**
 * As a guard has it from a bundle. Stages of a rollout are left out: they are for a share of the machines, and each guard knows by
 * itself whether it is one of them.
 */
async function compilePolicy(policy: JsonObject, packs: readonly Pack[]): Promise<Omit<InForce, "version">> {
  const { config } = readConfig(policy);
  const merged = mergeLayers([{ layer: "bundle", file: "gateway", config: { ...config, rollout: [] } }]);
  const { rules: compiled, linear } = await loadPacks(packs);
  return {
    policy: merged,
    matchers: [builtinMatcher(), ...(packs.length === 0 ? [] : [createMatcher(compiled, linear)])],
  };
}

export function loadPacks(packs: readonly Pack[]) {
  const sources = packs.map(({ name, toml }) => ({ file: `${name}.toml`, text: toml }));
  return loadCustomRules("packs", "bundle", { base: rules, sources });
}
