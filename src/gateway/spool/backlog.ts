import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { journalFiles, readJournal } from "../../journal/read.ts";
import type { GatewayContent } from "../../policy/layer.ts";
import type { Cursor } from "./cursor.ts";
import { type SpoolEvent, spoolEvent } from "./event.ts";

const BATCH = {
  events: 500,
  /** Bytes of records; the body is a little larger. */
  bytes: 900 * 1024,
} as const;

/** Bytes of journal that are kept for a gateway that is away; what is older is not sent any more. */
const MOST_BACKLOG = 256 * 1024 * 1024;

/** A writer that was slow around midnight still adds to the day before. */
const DAY_IS_OVER_MS = 24 * 3600_000 + 60_000;

/** Where an agent that has sent nothing yet begins: with today (UTC). */
export function firstCursor(agent: string, now: number): Cursor {
  return { agent, file: `${new Date(now).toISOString().slice(0, 10)}.jsonl`, offset: 0, skipped: 0 };
}

/** The cursor moved on so far that no more than `most` bytes are left to send. */
export async function bounded(journal: string, cursor: Cursor, most: number = MOST_BACKLOG): Promise<Cursor> {
  const files = await ahead(journal, cursor);
  let left = files.reduce((sum, { size, start }) => sum + Math.max(0, size - start), 0);
  let moved = cursor;
  for (const { name, size, start } of files) {
    if (left <= most) break;
    const skipped = Math.min(left - most, Math.max(0, size - start));
    left -= skipped;
    // In the middle of a line: its rest is torn and is left out with it.
    moved = { ...moved, file: name, offset: start + skipped, skipped: moved.skipped + skipped };
  }
  return moved;
}

export interface Batch {
  readonly events: readonly SpoolEvent[];
  /** Where the journal goes on once these are acknowledged. */
  readonly next: Cursor;
}

/** What comes next in the journal, at most one body full. */
export async function nextBatch(journal: string, cursor: Cursor, content: GatewayContent, now: number): Promise<Batch> {
  const events: SpoolEvent[] = [];
  let bytes = 0;
  let next = cursor;
  for (const { name, start } of await ahead(journal, cursor)) {
    // The file before is finished: what comes from here on is of a later day.
    if (name !== next.file) {
      if (now - Date.parse(next.file.slice(0, 10)) < DAY_IS_OVER_MS) break;
      next = { ...next, file: name, offset: 0 };
    }
    for await (const line of readJournal(join(journal, name), start)) {
      if (!("torn" in line)) {
        const event = spoolEvent(cursor.agent, { file: name, end: line.end }, line.record, content);
        if (events.length > 0 && (events.length >= BATCH.events || bytes + event.record.length > BATCH.bytes))
          return { events, next };
        events.push(event);
        bytes += Buffer.byteLength(event.record);
      }
      next = { ...next, file: name, offset: line.end };
    }
  }
  return { events, next };
}

async function ahead(journal: string, cursor: Cursor) {
  const found: { readonly name: string; readonly start: number; readonly size: number }[] = [];
  for (const path of await journalFiles(journal)) {
    const name = basename(path);
    if (name < cursor.file) continue;
    const size = (await stat(path).catch(() => undefined))?.size ?? 0;
    const start = name === cursor.file ? cursor.offset : 0;
    // Shorter than what was sent of it: somebody made it anew.
    found.push({ name, start: start > size ? 0 : start, size });
  }
  return found;
}
