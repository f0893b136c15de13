import type { AuditEntry } from "../../src/gateway/wire/audit.ts";
import type { WireRecord } from "../../src/gateway/wire/record.ts";
import { redact } from "../../src/redact/redact.ts";
import type { NewEvent, OrgId, Source, StoredEvent } from "../store/store.ts";

export interface EntryFacts {
  readonly org: OrgId;
  readonly agent: string;
  readonly source: Source;
  readonly eventId: string;
  /** Milliseconds since 1970. */
  readonly received: number;
}

/** A record as it is stored and found. */
export function eventOf(record: WireRecord, facts: EntryFacts): NewEvent {
  // What was made here is redacted already.
  const safe = facts.source === "guard" ? withoutSecrets(record) : record;
  const { kind, tool, action, text = "", cwd = "", session = "" } = safe;
  const verdict = safe.kind === "decision" ? safe.wouldBe : safe.verdict;
  return {
    ...facts,
    time: Date.parse(safe.time),
    kind,
    verdict,
    rules: safe.kind === "decision" ? safe.findings.map(({ rule }) => rule) : [],
    text: [text, tool, action, cwd, session].join(" "),
    record: JSON.stringify(safe),
  };
}

/** INVARIANT: a guard redacts before it sends; one that is old or not ours may not, and still no secret comes to rest here. */
function withoutSecrets<T>(value: T): T {
  if (typeof value === "string") return redact(value) as T;
  if (Array.isArray(value)) return value.map(withoutSecrets) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each)])) as T;
}

export function auditEntryOf({ id, received, agent, source, record }: StoredEvent): AuditEntry {
  return { id, received: new Date(received).toISOString(), agent_id: agent, source, record: JSON.parse(record) };
}
