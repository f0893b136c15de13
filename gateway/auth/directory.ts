import { Kept } from "../kept.ts";
import type { Metrics } from "../metrics.ts";
import type { AgentRow, KeyRow, OrgId, Store } from "../store/store.ts";
import { prefixOf, sameDigest, sha256Hex } from "./keys.ts";

/** How long another replica's change may go unnoticed; changes made here count at once. */
const KEEP_MS = 5_000;
const MOST = 50_000;

/** Who belongs to a key, without asking the store at every request. */
export class Directory {
  readonly #store: Store;
  readonly #metrics: Metrics;
  readonly #now: () => number;
  readonly #keys: Kept<readonly KeyRow[]>;
  readonly #agents: Kept<AgentRow | undefined>;
  readonly #usedKeys = new Set<string>();
  readonly #seenAgents = new Set<string>();

  constructor(store: Store, metrics: Metrics, now: () => number) {
    this.#store = store;
    this.#metrics = metrics;
    this.#now = now;
    this.#keys = new Kept(KEEP_MS, MOST, now);
    this.#agents = new Kept(KEEP_MS, MOST, now);
  }

  async key(apiKey: string): Promise<KeyRow | undefined> {
    const digest = sha256Hex(apiKey);
    const prefix = prefixOf(digest);
    const known = this.#keys.get(prefix);
    const rows = known === undefined ? await this.#store.findKeys(prefix) : known.value;
    this.#metrics[known === undefined ? "cacheMisses" : "cacheHits"].inc();
    // What is not there is not kept: whoever sends made-up keys would push the others out.
    if (known === undefined && rows.length > 0) this.#keys.set(prefix, rows);
    // Every row is compared, so that the time does not tell which one it was.
    const matches = rows.filter((row) => sameDigest(row.sha256, digest));
    const found = matches[0];
    if (found !== undefined) this.#usedKeys.add(found.id);
    return found;
  }

  async agent(org: OrgId, id: string): Promise<AgentRow | undefined> {
    const at = `${org}/${id}`;
    const known = this.#agents.get(at);
    if (known !== undefined) return known.value;
    const row = await this.#store.findAgent(org, id);
    this.#agents.set(at, row);
    return row;
  }

  seen(agent: string): void {
    this.#seenAgents.add(agent);
  }

  /** After a change of an agent or a key. */
  forgetAll(): void {
    this.#agents.clear();
    this.#keys.clear();
  }

  /** Writes down who was heard of since the last time. */
  async writeSeen(): Promise<void> {
    const [keys, agents] = [[...this.#usedKeys], [...this.#seenAgents]];
    this.#usedKeys.clear();
    this.#seenAgents.clear();
    if (keys.length + agents.length > 0) await this.#store.touch(keys, agents, this.#now());
  }
}
