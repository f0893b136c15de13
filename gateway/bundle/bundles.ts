import { signBundle } from "../../src/bundle/sign.ts";
import type { BundleMark } from "../../src/gateway/wire/state.ts";
import { sha256Hex } from "../auth/keys.ts";
import { Kept } from "../kept.ts";
import { type OrgId, type Store, StoreConflict, type StoredBundle } from "../store/store.ts";

const DAY = 24 * 3600_000;
/** A guard that could not ask for so long says that its bundle is too old; the bundle stays in force. */
const BUNDLE_DAYS = 14;
/** A bundle that is older is signed anew, so that guards that ask hold one that lasts. */
const RENEW_DAYS = 3;
/** How long a change by another replica, or on the command line, may go unnoticed. */
const KEEP_MS = 5_000;
const MOST = 1_000;

/** The signed bundle of each organisation: what its policy and its agents' states come to, for guards that cannot ask. */
export class Bundles {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #current: Kept<StoredBundle | undefined>;
  readonly #making = new Map<OrgId, Promise<StoredBundle | undefined>>();

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
    this.#current = new Kept(KEEP_MS, MOST, now);
  }

  /** The newest, made or renewed where that is due; undefined while there is neither a policy nor a stopped agent. */
  async current(org: OrgId): Promise<StoredBundle | undefined> {
    const known = this.#current.get(String(org));
    return known === undefined ? this.refresh(org) : known.value;
  }

  /** After a change. One at a time per organisation: versions only grow. */
  refresh(org: OrgId): Promise<StoredBundle | undefined> {
    const next = (this.#making.get(org) ?? Promise.resolve(undefined))
      .catch(() => undefined)
      .then(() => this.#make(org));
    this.#making.set(org, next);
    return next;
  }

  async root(org: OrgId) {
    return (await this.#store.signingKeys(org)).roots.at(-1);
  }

  async #make(org: OrgId): Promise<StoredBundle | undefined> {
    const [state, last] = await Promise.all([this.#store.state(org), this.#store.bundle(org)]);
    const isSame = last?.policyVersion === state.policyVersion && last.revision === state.revision;
    if (last !== undefined && isSame && !this.#isOld(last)) {
      this.#current.set(String(org), last);
      return last;
    }
    if (last === undefined && state.policyVersion === 0 && state.revision === 0) {
      this.#current.set(String(org), undefined);
      return undefined;
    }
    const [keys, { policy, packs }, agents] = await Promise.all([
      this.#store.signingKeys(org),
      this.#store.policy(org),
      this.#store.stopped(org),
    ]);
    const issued = this.#now();
    const version = (last?.version ?? 0) + 1;
    const plan = { version, issued, expires: issued + BUNDLE_DAYS * DAY, policy, packs, agents };
    const bytes = signBundle(plan, [keys.bundle], keys.roots.slice(1));
    const { policyVersion, revision } = state;
    const made = { version, etag: `"${sha256Hex(bytes.toString("latin1"))}"`, issued, policyVersion, revision, bytes };
    try {
      await this.#store.putBundle(org, made);
    } catch (error) {
      if (!(error instanceof StoreConflict)) throw error;
      return this.#make(org);
    }
    this.#current.set(String(org), made);
    return made;
  }

  #isOld({ issued }: StoredBundle): boolean {
    return this.#now() - issued > RENEW_DAYS * DAY;
  }
}

export function markOf(bundle: StoredBundle | undefined): BundleMark | null {
  return bundle === undefined ? null : { etag: bundle.etag, version: bundle.version };
}
