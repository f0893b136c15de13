/** Reads the journal of the guard under test. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DecisionRecord, JournalRecord } from "../../src/journal/schema.ts";

/** In the order in which the records were written. */
export function readJournal(home: string): readonly JournalRecord[] {
  const folder = join(home, ".clampd", "journal");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  const texts = files.sort().map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.flatMap((text) => text.split("\n").filter(Boolean)).map((line) => JSON.parse(line) as JournalRecord);
}

/** Decisions for one call: those with its id or, where the client made an id of its own, all that were new. */
export function decisionsFor(id: string, fresh: readonly JournalRecord[]): readonly DecisionRecord[] {
  const decisions = fresh.filter((record) => record.kind === "decision");
  const named = decisions.filter(({ call }) => call === id);
  return named.length > 0 ? named : decisions;
}

/** Paired by the client's id of the call; where the client gives none, by what the call is. */
export function hasOutcome(decisions: readonly DecisionRecord[], journal: readonly JournalRecord[]): boolean {
  const calls = new Set(decisions.flatMap(({ call }) => call ?? []));
  const keys = new Set(decisions.filter(({ call }) => call === undefined).map(({ key }) => key));
  return journal.some(
    ({ kind, call, key }) => kind === "outcome" && (call === undefined ? keys.has(key) : calls.has(call)),
  );
}

export function rulesIn(records: readonly JournalRecord[]): readonly string[] {
  const decisions = records.filter((record) => record.kind === "decision");
  return [...new Set(decisions.flatMap(({ findings }) => findings.map(({ rule }) => rule)))];
}
