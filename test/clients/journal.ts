/** Reads the guard's journal as anyone could: one JSON line per decision and per outcome, paired by the call's id. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface JournalRecord {
  readonly kind: "decision" | "outcome" | "other";
  /** The client's id of the tool call, where it gave one. */
  readonly call: string | undefined;
  /** The rules that matched. */
  readonly rules: readonly string[];
}

/** In the order in which the records were written. */
export function readJournal(home: string): readonly JournalRecord[] {
  const folder = join(home, ".clampd", "journal");
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  const texts = files.sort().map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.flatMap((text) => text.split("\n").filter(Boolean).map(recordOf));
}

/** Decisions for one call: those with its id or, where the client made an id of its own, all that were new. */
export function decisionsFor(id: string, fresh: readonly JournalRecord[]): readonly JournalRecord[] {
  const decisions = fresh.filter(({ kind }) => kind === "decision");
  const named = decisions.filter(({ call }) => call === id);
  return named.length > 0 ? named : decisions;
}

export function hasOutcome(decisions: readonly JournalRecord[], journal: readonly JournalRecord[]): boolean {
  const calls = new Set(decisions.flatMap(({ call }) => call ?? []));
  return journal.some(({ kind, call }) => kind === "outcome" && call !== undefined && calls.has(call));
}

function recordOf(line: string): JournalRecord {
  const value: unknown = JSON.parse(line);
  const kind = valuesAt(value, "kind").find((found) => found === "decision" || found === "outcome");
  const call = valuesAt(value, "callId")[0];
  return { kind: (kind as JournalRecord["kind"]) ?? "other", call, rules: valuesAt(value, "rule") };
}

/** Every text under `key`, at any depth, outermost first. */
function valuesAt(value: unknown, key: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = (value as Readonly<Record<string, unknown>>)[key];
  return [...(typeof own === "string" ? [own] : []), ...Object.values(value).flatMap((child) => valuesAt(child, key))];
}
