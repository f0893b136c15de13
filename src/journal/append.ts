import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../policy/file.ts";
import type { JournalRecord } from "./schema.ts";

/** Why a record could not be kept. */
export interface JournalError {
  /** The system's code, e.g. "ENOSPC", or "no-home". */
  readonly code: string;
  /** One short sentence without a final period, for stderr. */
  readonly message: string;
}

/** A line is one write of at most this many bytes, so that lines of several writers never mix. */
export const LINE_LIMIT = 16 * 1024;

// O_APPEND moves to the end and writes in one step under the file's lock, on POSIX systems (write(2)) and on Windows (FILE_APPEND_DATA).
// O_NOFOLLOW and O_NONBLOCK: a link or a pipe in the journal's place must neither lead the records elsewhere nor hang the guard.
const FLAGS =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  (constants.O_NOFOLLOW ?? 0) |
  (constants.O_NONBLOCK ?? 0);

/** Appends one record to the file of its day (UTC). Never throws. */
export function appendLine(
  place: { readonly folder: string | undefined; readonly now: number },
  build: () => JournalRecord,
): JournalError | undefined {
  if (place.folder === undefined) return { code: "no-home", message: "no journal: the home folder is not known" };
  try {
    const line = toLine(build());
    const fd = open(place.folder, `${new Date(place.now).toISOString().slice(0, 10)}.jsonl`);
    try {
      const written = writeSync(fd, line);
      if (written === line.length) return undefined;
      return { code: "short-write", message: "the journal's disk is full: a record was cut" };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "internal";
    return { code, message: `a record could not be written to the journal (${code})` };
  }
}

/** The folder is made only when it is missing: the usual call opens the file at once. */
function open(folder: string, name: string): number {
  const path = join(folder, name);
  try {
    return openSync(path, FLAGS, 0o600);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    makeFolder(folder, 2);
    return openSync(path, FLAGS, 0o600);
  }
}

/** Fields that can go when a line is too long, most dispensable first. */
const DISPENSABLE = ["oddities", "text", "error", "findings", "cwd"] as const;

/** One line of JSON with its newline, at most LINE_LIMIT bytes; what was left out is named in `cut`. */
export function toLine(record: JournalRecord): Buffer {
  let line = encode(record);
  let smaller: Record<string, unknown> = { ...record };
  for (const field of DISPENSABLE) {
    if (line.length <= LINE_LIMIT) break;
    if (smaller[field] === undefined) continue;
    const cut = new Set([...((smaller.cut as string[] | undefined) ?? []), field]);
    smaller = { ...smaller, [field]: field === "findings" ? [] : undefined, cut: [...cut].sort() };
    line = encode(smaller);
  }
  return line;
}

function encode(record: object): Buffer {
  return Buffer.from(`${JSON.stringify(record)}\n`, "utf8");
}
