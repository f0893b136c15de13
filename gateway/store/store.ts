import type { Envelope } from "../../src/bundle/format.ts";
import type { SigningKey } from "../../src/bundle/sign.ts";
import type { Change } from "../../src/gateway/wire/audit.ts";
import type { Agent, AgentState, Key, Permission } from "../../src/gateway/wire/identity.ts";
import type { Pack } from "../../src/gateway/wire/policy.ts";
import type { Verdict } from "../../src/model/decision.ts";
import type { JsonObject } from "../../src/model/json.ts";

// What the gateway keeps, free of where. A second implementation is right when it passes test/gateway/store/conformance.ts.
// INVARIANT: every method that reads or changes what an organisation owns takes the organisation; none can reach into another.

/** The store's own number of an organisation; never leaves the server. */
export type OrgId = number;

export interface Org {
  readonly id: OrgId;
  readonly name: string;
}

/** What bundles of an organisation are signed with, and the roots that led here, the newest last. */
export interface SigningKeys {
  readonly root: SigningKey;
  readonly bundle: SigningKey;
  readonly roots: readonly Envelope[];
}

/** Who changes something, and why; kept with the change, in the same transaction. */
export interface Actor {
  readonly key: string;
  readonly name: string;
  readonly reason: string;
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** A key as it is checked. Of the key itself only the SHA-256 is kept. */
export interface KeyRow {
  readonly id: string;
  readonly org: OrgId;
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly permissions: readonly Permission[];
  /** The one agent that a key with the permission `agent` is for. */
  readonly agent?: string | undefined;
}

export interface AgentRow {
  readonly id: string;
  readonly org: OrgId;
  readonly name: string;
  readonly state: AgentState;
  readonly reason?: string | undefined;
  /** The key of its JWTs: SHA-256 of the secret, lower-case hex, as text. */
  readonly hmac: string;
}

/** What changes with every change of an agent's state; a bundle names the one that it was made for. */
export interface OrgState {
  readonly revision: number;
  readonly killedAll: boolean;
  readonly policyVersion: number;
}

export interface PolicyVersion {
  readonly version: number;
  readonly policy: JsonObject;
  readonly packs: readonly Pack[];
  readonly changed?: number | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

export interface StoredBundle {
  readonly version: number;
  readonly etag: string;
  readonly issued: number;
  readonly policyVersion: number;
  readonly revision: number;
  readonly bytes: Buffer;
}

/** An event as it is stored; the record is JSON already, so that it travels and rests as one text. */
export interface NewEvent {
  readonly org: OrgId;
  readonly agent: string;
  readonly source: Source;
  readonly eventId: string;
  /** When it happened and when it came, in milliseconds since 1970. */
  readonly time: number;
  readonly received: number;
  readonly kind: "decision" | "outcome";
  /** What the call came to, or would have come to under enforce. */
  readonly verdict?: Verdict | undefined;
  readonly rules: readonly string[];
  /** What a search for words looks at. */
  readonly text: string;
  readonly record: string;
}

export type Source = "guard" | "gateway";

export interface EventQuery {
  readonly agent?: string | undefined;
  readonly rule?: string | undefined;
  readonly verdict?: Verdict | undefined;
  readonly kind?: "decision" | "outcome" | undefined;
  readonly source?: Source | undefined;
  readonly text?: string | undefined;
  /** Milliseconds since 1970, the first included, the second not. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface StoredEvent {
  readonly id: string;
  readonly received: number;
  readonly agent: string;
  readonly source: Source;
  readonly record: string;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** Cursor of the next page; undefined on the last one. */
  readonly next?: string | undefined;
}

export interface Store {
  orgs(): Promise<readonly Org[]>;
  /** @throws StoreConflict where the name is taken. */
  addOrg(name: string, keys: SigningKeys, time: number): Promise<Org>;
  signingKeys(org: OrgId): Promise<SigningKeys>;
  /** The next bundle is signed with these. */
  putSigningKeys(org: OrgId, keys: SigningKeys, by: Actor): Promise<void>;
  state(org: OrgId): Promise<OrgState>;

  addKey(key: KeyRow, by: Actor): Promise<void>;
  /** By the first 16 hex digits of its SHA-256; whether it is the key, the caller compares. */
  findKeys(prefix: string): Promise<readonly KeyRow[]>;
  listKeys(org: OrgId): Promise<readonly Key[]>;
  /** False where the organisation has no such key. */
  removeKey(org: OrgId, id: string, by: Actor): Promise<boolean>;

  addAgent(agent: AgentRow, key: KeyRow, by: Actor): Promise<void>;
  findAgent(org: OrgId, id: string): Promise<AgentRow | undefined>;
  listAgents(org: OrgId): Promise<readonly Agent[]>;
  /** The agents that are not active, for the bundle. */
  stopped(org: OrgId): Promise<{ readonly killed: readonly string[]; readonly suspended: readonly string[] }>;
  setAgentState(org: OrgId, id: string, state: AgentState, by: Actor): Promise<boolean>;
  /** Ids of those that were not killed before. */
  killAll(org: OrgId, by: Actor): Promise<readonly string[]>;
  /** Remembers when keys and agents were last heard of. */
  touch(keys: readonly string[], agents: readonly string[], time: number): Promise<void>;

  /** The version in force; version 0 is the empty policy. */
  policy(org: OrgId): Promise<PolicyVersion>;
  putPolicy(org: OrgId, policy: JsonObject, packs: readonly Pack[], by: Actor): Promise<number>;
  bundle(org: OrgId): Promise<StoredBundle | undefined>;
  /** @throws StoreConflict where the version is not newer than the newest. */
  putBundle(org: OrgId, bundle: StoredBundle): Promise<void>;

  /** Per event whether it is new. Resolves when all are on disk; `durable: false` survives a crash of the process only. */
  append(events: readonly NewEvent[], durable: boolean): Promise<readonly boolean[]>;
  /** Newest first. */
  search(org: OrgId, query: EventQuery): Promise<Page<StoredEvent>>;
  /** Removes events from before a moment, at most `most`; gives how many. */
  forget(before: number, most: number): Promise<number>;

  changes(org: OrgId, cursor: string | undefined, limit: number): Promise<Page<Change>>;
  /** Id of the first change whose hash does not follow from the one before; undefined where the chain is whole. */
  brokenChange(org: OrgId): Promise<number | undefined>;

  /** A whole copy, made while the store is in use. @throws where the file exists */
  backup(file: string): Promise<void>;
  close(): Promise<void>;
}

/** What was asked cannot be, because of what is there already. */
export class StoreConflict extends Error {}
