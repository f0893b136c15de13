import type { DecisionRecord, OutcomeRecord } from "../journal/schema.ts";

/** Decisions that wait for their outcome; older ones are forgotten. */
const MOST = 20_000;
/** A client that tells one call in two events does so within this many milliseconds. */
const DOUBLE_MS = 10_000;

/** Brings decisions and outcomes together: by the client's id of the call, else by the digest of session and action. */
export class Pairs {
  private readonly waiting = new Map<string, DecisionRecord>();
  private readonly latest = new Map<string, DecisionRecord>();

  /** Whether the same call was told before, in another event or by another hook of the same client. */
  isDouble(record: DecisionRecord): boolean {
    const known = this.latest.get(record.key);
    if (known === undefined || Date.parse(record.time) - Date.parse(known.time) > DOUBLE_MS) return false;
    if (known.call !== undefined && record.call !== undefined) return known.call === record.call;
    return known.event !== record.event;
  }

  keep(record: DecisionRecord): void {
    this.latest.delete(record.key);
    this.latest.set(record.key, record);
    this.waiting.set(nameOf(record), record);
    for (const map of [this.latest, this.waiting]) {
      if (map.size > MOST) map.delete(map.keys().next().value ?? "");
    }
  }

  /** The decision that an outcome belongs to, once. */
  take(record: OutcomeRecord): DecisionRecord | undefined {
    for (const name of [nameOf(record), record.key]) {
      const found = this.waiting.get(name);
      if (found === undefined) continue;
      this.waiting.delete(name);
      return found;
    }
    return undefined;
  }
}

function nameOf({ agent, call, key }: DecisionRecord | OutcomeRecord): string {
  return call === undefined ? key : `${agent} ${call}`;
}
