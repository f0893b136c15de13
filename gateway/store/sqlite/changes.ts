import type { Change } from "../../../src/gateway/wire/audit.ts";
import type { Actor, OrgId, Page } from "../store.ts";
import type { Database } from "./open.ts";

interface Row {
  readonly id: number;
  readonly time: number;
  readonly key: string;
  readonly name: string;
  readonly action: string;
  readonly target: string;
  readonly reason: string;
  readonly request_id: string;
  readonly hash: string;
}

/** Adds who changed what and why; runs inside the transaction of the change itself. */
export function addChange(db: Database, org: OrgId, action: string, target: string, by: Actor): void {
  const last = db.prepare("SELECT hash FROM change WHERE org = ? ORDER BY id DESC LIMIT 1").get(org);
  const before = (last as { readonly hash: string } | undefined)?.hash ?? "";
  const row = {
    time: by.time,
    key: by.key,
    name: by.name,
    action,
    target,
    reason: by.reason,
    request_id: by.requestId,
  };
  db.prepare(
    "INSERT INTO change (org, time, key, name, action, target, reason, request_id, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  ).run(org, ...Object.values(row), hashOf(before, org, row));
}

export function listChanges(db: Database, org: OrgId, cursor: string | undefined, limit: number): Page<Change> {
  const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : /^\d{1,16}$/.test(cursor) ? Number(cursor) : 0;
  const found = db
    .prepare("SELECT * FROM change WHERE org = ? AND id < ? ORDER BY id DESC LIMIT ?")
    .all(org, before, limit + 1) as unknown as readonly Row[];
  const rows = found.slice(0, limit).map(
    ({ id, time, key, name, action, target, reason, request_id }): Change => ({
      id,
      time: new Date(time).toISOString(),
      by: { key, name },
      action,
      target,
      reason,
      request_id,
    }),
  );
  return { rows, next: found.length > limit ? String(rows.at(-1)?.id) : undefined };
}

/** Walks the whole chain: what was changed or cut out of the middle breaks it. */
export function brokenChange(db: Database, org: OrgId): number | undefined {
  let before = "";
  const rows = db.prepare("SELECT * FROM change WHERE org = ? ORDER BY id").iterate(org);
  for (const { id, hash, ...row } of rows as unknown as Iterable<Row>) {
    if (hashOf(before, org, row) !== hash) return id;
    before = hash;
  }
  return undefined;
}

function hashOf(before: string, org: OrgId, row: Omit<Row, "id" | "hash">): string {
  const fields = [before, org, row.time, row.key, row.name, row.action, row.target, row.reason, row.request_id];
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}
