import type { JournalRecord } from "../../journal/schema.ts";
import type { GatewayContent } from "../../policy/layer.ts";

/** A record on its way, and where the journal goes on after it. */
export interface SpoolEvent {
  readonly id: string;
  /** JSON of the record. */
  readonly record: string;
  readonly file: string;
  readonly end: number;
}

/** The same place and text always have the same id, so that what is sent twice is stored once. */
export function spoolEvent(
  agent: string,
  place: { readonly file: string; readonly end: number },
  record: JournalRecord,
  content: GatewayContent,
): SpoolEvent {
  const { createHash } = process.getBuiltinModule("node:crypto");
  const whole = JSON.stringify(record);
  const id = createHash("sha256")
    .update(JSON.stringify([agent, place.file, place.end, whole]))
    .digest("hex");
  return { id, record: content === "withheld" ? JSON.stringify(withoutContent(record)) : whole, ...place };
}

/** What a record says in the call's own words stays here. */
function withoutContent(record: JournalRecord): object {
  const { text: _text, cwd: _cwd, ...rest } = record;
  if (rest.kind === "outcome") {
    const { error: _error, ...outcome } = rest;
    return outcome;
  }
  const { oddities: _oddities, failure, ...decision } = rest;
  const findings = rest.findings.map(({ evidence: _evidence, exemption: _exemption, ...finding }) => finding);
  return { ...decision, findings, failure: failure?.split(":")[0] };
}

/** The body of /v1/events; records are JSON already. */
export function eventsBody(events: readonly SpoolEvent[]): string {
  return `{"events":[${events.map(({ id, record }) => `{"id":"${id}","record":${record}}`).join(",")}]}`;
}
