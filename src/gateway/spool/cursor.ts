import { renameSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isObject } from "../../model/json.ts";
import { makeFolder, readSmallFile } from "../../policy/file.ts";

/** Up to where the journal has been acknowledged. The journal is the spool; this is all that is written beside it. */
export interface Cursor {
  /** Agent that sent it: another one does not go on in its place. */
  readonly agent: string;
  /** Name of a day's file. */
  readonly file: string;
  /** Bytes of it. */
  readonly offset: number;
  /** Bytes of the journal that were never sent, because there were more than are kept for an outage. */
  readonly skipped: number;
}

const DAY_FILE = /^\d{4}-\d{2}-\d{2}\.jsonl$/;

function cursorFile(folder: string): string {
  return join(folder, "cursor.json");
}

/** Undefined where there is none that this agent wrote. */
export function readCursor(folder: string, agent: string): Cursor | undefined {
  const read = readSmallFile(cursorFile(folder));
  if (read.kind !== "text") return undefined;
  try {
    const value: unknown = JSON.parse(read.text);
    if (!isObject(value) || value.format !== 1 || value.agent !== agent) return undefined;
    const { file, offset, skipped } = value;
    if (typeof file !== "string" || !DAY_FILE.test(file)) return undefined;
    if (!Number.isSafeInteger(offset) || (offset as number) < 0) return undefined;
    return { agent, file, offset: offset as number, skipped: typeof skipped === "number" ? skipped : 0 };
  } catch {
    return undefined;
  }
}

/** Whole or not at all. @throws where it cannot be written: what was sent will be sent again, under the same ids */
export function writeCursor(folder: string, cursor: Cursor): void {
  const file = cursorFile(folder);
  const temporary = `${file}.${process.pid}`;
  try {
    makeFolder(folder, 2);
    writeFileSync(temporary, `${JSON.stringify({ format: 1, ...cursor })}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // was not written
    }
    throw error;
  }
}
