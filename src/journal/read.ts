import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isObject } from "../model/json.ts";
import { type JournalRecord, RECORD_VERSION } from "./schema.ts";

/** A line of the journal: a record, or one that cannot be read (torn by a full disk, or of a newer version). */
export type JournalLine = { readonly record: JournalRecord } | { readonly torn: string };

const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

/** The day files of the journal, oldest first; none where the folder is missing. */
export async function journalFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => DAY_FILE.test(name))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Streams a file's lines from byte `start`. A last line without its newline is still being written and is left out. */
export async function* readJournal(file: string, start = 0): AsyncGenerator<JournalLine & { readonly end: number }> {
  let rest: Buffer = Buffer.alloc(0);
  let end = start;
  for await (const chunk of createReadStream(file, { start })) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let stop = rest.indexOf(10); stop >= 0; stop = rest.indexOf(10, from)) {
      end += stop + 1 - from;
      const line = rest.toString("utf8", from, stop);
      from = stop + 1;
      if (line !== "") yield { ...parseLine(line), end };
    }
    rest = rest.subarray(from);
  }
}

/** A write that the disk cut short leaves the head of a record in front of the next one: the whole one is read. */
export function parseLine(line: string): JournalLine {
  const whole = parse(line);
  if (whole !== undefined) return { record: whole };
  const head = `{"v":${RECORD_VERSION},`;
  for (let at = line.lastIndexOf(head); at > 0; at = line.lastIndexOf(head, at - 1)) {
    const salvaged = parse(line.slice(at));
    if (salvaged !== undefined) return { record: salvaged };
  }
  return { torn: line };
}

function parse(line: string): JournalRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value) || value.v !== RECORD_VERSION) return undefined;
    return value.kind === "decision" || value.kind === "outcome" ? (value as unknown as JournalRecord) : undefined;
  } catch {
    return undefined;
  }
}
