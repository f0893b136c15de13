import type { EventQuery, OrgId, Page, StoredEvent } from "../store.ts";
import { idAt } from "./event-id.ts";
import { matchOf } from "./facets.ts";
import type { Database } from "./open.ts";

interface Row {
  readonly id: number;
  readonly received: number;
  readonly agent: string;
  readonly gateway: number;
  readonly record: string;
}

const SQL = `
  SELECT event.id, event.received, agent.id AS agent, event.gateway, event.record
  FROM (SELECT rowid FROM event_search WHERE event_search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) AS hit
  JOIN event ON event.id = hit.rowid
  JOIN agent ON agent.number = event.agent
  WHERE event.org = ?
  ORDER BY event.id DESC`;

/** Events of an organisation, newest first. */
export function searchEvents(db: Database, org: OrgId, query: EventQuery): Page<StoredEvent> {
  const agent = query.agent === undefined ? undefined : numberOf(db, org, query.agent);
  if (query.agent !== undefined && agent === undefined) return { rows: [] };
  const match = matchOf(org, query, agent, isOnlyOrg(db));
  if (match === undefined) return { rows: [] };
  const from = query.since === undefined ? 0 : idAt(query.since);
  const before = Math.min(
    query.until === undefined ? Number.MAX_SAFE_INTEGER : idAt(query.until),
    query.cursor === undefined ? Number.MAX_SAFE_INTEGER : cursorId(query.cursor),
  );
  const found = db.prepare(SQL).all(match, from, before, query.limit + 1, org) as unknown as readonly Row[];
  const rows = found.slice(0, query.limit).map(
    ({ id, received, agent, gateway, record }): StoredEvent => ({
      id: String(id),
      received,
      agent,
      source: gateway === 1 ? "gateway" : "guard",
      record,
    }),
  );
  return { rows, next: found.length > query.limit ? rows.at(-1)?.id : undefined };
}

function isOnlyOrg(db: Database): boolean {
  return db.prepare("SELECT 1 FROM org LIMIT 2").all().length === 1;
}

function numberOf(db: Database, org: OrgId, agent: string): number | undefined {
  const row = db.prepare("SELECT number FROM agent WHERE org = ? AND id = ?").get(org, agent);
  return (row as { readonly number: number } | undefined)?.number;
}

/** A cursor is an id; one that is none finds nothing. */
function cursorId(cursor: string): number {
  return /^\d{1,16}$/.test(cursor) ? Number(cursor) : 0;
}
