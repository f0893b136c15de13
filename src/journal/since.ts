import { basename } from "node:path";
import { journalFiles, readJournal } from "./read.ts";
import type { JournalRecord } from "./schema.ts";

/** What the journal holds from a moment on, oldest first. `torn` counts lines that could not be read. */
export interface JournalSince {
  readonly records: AsyncIterable<JournalRecord>;
  readonly torn: () => number;
}

/** Streams the records from `since` (milliseconds since 1970); only the files of its day and later are opened. */
export function journalSince(folder: string, since: number): JournalSince {
  let torn = 0;
  const from = new Date(since).toISOString();
  async function* records(): AsyncGenerator<JournalRecord> {
    for (const file of await journalFiles(folder)) {
      if (basename(file).slice(0, 10) < from.slice(0, 10)) continue;
      for await (const line of readJournal(file)) {
        if ("torn" in line) torn++;
        else if (typeof line.record.time === "string" && line.record.time >= from) yield line.record;
      }
    }
  }
  return { records: records(), torn: () => torn };
}
