import type { Pack } from "../../../src/gateway/wire/policy.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import {
  type Actor,
  type Org,
  type OrgId,
  type OrgState,
  type PolicyVersion,
  type SigningKeys,
  StoreConflict,
  type StoredBundle,
} from "../store.ts";
import { addChange } from "./changes.ts";
import { type Database, transaction } from "./open.ts";

export function listOrgs(db: Database): readonly Org[] {
  return db.prepare("SELECT id, name FROM org ORDER BY id").all() as unknown as readonly Org[];
}

export function addOrg(db: Database, name: string, keys: SigningKeys, time: number): Org {
  return transaction(db, () => {
    if (db.prepare("SELECT 1 FROM org WHERE name = ?").get(name) !== undefined)
      throw new StoreConflict(`the organisation ${name} is there already`);
    const { lastInsertRowid } = db
      .prepare("INSERT INTO org (name, created, signing_keys) VALUES (?, ?, ?)")
      .run(name, time, JSON.stringify(keys));
    return { id: Number(lastInsertRowid), name };
  });
}

export function signingKeys(db: Database, org: OrgId): SigningKeys {
  const row = db.prepare("SELECT signing_keys FROM org WHERE id = ?").get(org) as { readonly signing_keys: string };
  return JSON.parse(row.signing_keys);
}

export function putSigningKeys(db: Database, org: OrgId, keys: SigningKeys, by: Actor): void {
  transaction(db, () => {
    const text = JSON.stringify(keys);
    db.prepare("UPDATE org SET signing_keys = ?, revision = revision + 1 WHERE id = ?").run(text, org);
    addChange(db, org, "keys.rotate", `bundle key ${keys.bundle.id}, root ${keys.roots.length}`, by);
  });
}

export function orgState(db: Database, org: OrgId): OrgState {
  const row = db.prepare("SELECT revision, killed_all FROM org WHERE id = ?").get(org);
  const { revision, killed_all } = row as { readonly revision: number; readonly killed_all: number };
  return { revision, killedAll: killed_all === 1, policyVersion: newestPolicy(db, org) };
}

function newestPolicy(db: Database, org: OrgId): number {
  const row = db.prepare("SELECT max(version) AS version FROM policy WHERE org = ?").get(org);
  return (row as { readonly version: number | null }).version ?? 0;
}

export function currentPolicy(db: Database, org: OrgId): PolicyVersion {
  const row = db.prepare("SELECT * FROM policy WHERE org = ? ORDER BY version DESC LIMIT 1").get(org);
  if (row === undefined) return { version: 0, policy: {}, packs: [] };
  const { version, changed, by, reason } = row as { version: number; changed: number; by: string; reason: string };
  return {
    version,
    policy: JSON.parse(String(row.policy)),
    packs: JSON.parse(String(row.packs)),
    changed,
    by,
    reason,
  };
}

export function putPolicy(db: Database, org: OrgId, policy: JsonObject, packs: readonly Pack[], by: Actor): number {
  return transaction(db, () => {
    const version = newestPolicy(db, org) + 1;
    db.prepare(
      "INSERT INTO policy (org, version, policy, packs, changed, by, reason) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ).run(org, version, JSON.stringify(policy), JSON.stringify(packs), by.time, by.name, by.reason);
    addChange(db, org, "policy.apply", `version ${version}`, by);
    return version;
  });
}

export function currentBundle(db: Database, org: OrgId): StoredBundle | undefined {
  const row = db.prepare("SELECT * FROM bundle WHERE org = ?").get(org);
  if (row === undefined) return undefined;
  const { version, etag, issued, policy_version, revision, bytes } = row as {
    version: number;
    etag: string;
    issued: number;
    policy_version: number;
    revision: number;
    bytes: Uint8Array;
  };
  return { version, etag, issued, policyVersion: policy_version, revision, bytes: Buffer.from(bytes) };
}

export function putBundle(db: Database, org: OrgId, bundle: StoredBundle): void {
  const { version, etag, issued, policyVersion, revision, bytes } = bundle;
  const { changes } = db
    .prepare(
      `INSERT INTO bundle (org, version, etag, issued, policy_version, revision, bytes) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (org) DO UPDATE SET version = excluded.version, etag = excluded.etag, issued = excluded.issued,
         policy_version = excluded.policy_version, revision = excluded.revision, bytes = excluded.bytes
       WHERE excluded.version > bundle.version`,
    )
    .run(org, version, etag, issued, policyVersion, revision, bytes);
  if (Number(changes) === 0) throw new StoreConflict("a newer bundle is there already");
}
