import { accessSync, constants, mkdirSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { journalFiles } from "../../journal/read.ts";
import type { Check, Problem } from "../check.ts";

/** Below it a day's records may not fit. */
const ENOUGH_BYTES = 100 * 1024 * 1024;
const HOUR_MS = 3_600_000;
/** The clock ends exemptions and stamps records; no verdict hangs on it. */
const EARLIEST = Date.UTC(2026, 0, 1);

export const journal: Check = {
  id: "journal",
  title: "the journal can be written",
  look: ({ around: { journal: folder } }) => {
    if (folder === undefined) return [];
    const file = folder;
    const why = "decisions are made, but nobody can see them later";
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      const what = `the journal cannot be written: ${(error as NodeJS.ErrnoException).code}`;
      return [{ weight: "error", file, what, why, fix: `give yourself the folder: chown -R $USER ${dirname(folder)}` }];
    }
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    if (free >= ENOUGH_BYTES) return [];
    const what = `${Math.floor(free / 1e6)} MB are left on its disk`;
    return [
      {
        weight: "warning",
        file,
        what,
        why: "records are lost when the disk is full",
        fix: `make room, for example by moving away old files of ${folder}`,
      },
    ];
  },
};

export const clock: Check = {
  id: "clock",
  title: "the clock is plausible",
  look: async ({ around: { now, journal: folder } }): Promise<readonly Problem[]> => {
    const why = "exemptions end, and records are dated, by it";
    const fix = "set the clock, and have it kept by NTP";
    if (now < EARLIEST) return [{ weight: "warning", what: `the clock says ${new Date(now).toISOString()}`, why, fix }];
    const newest = folder === undefined ? undefined : (await journalFiles(folder)).at(-1);
    const written = newest === undefined ? undefined : statSync(newest, { throwIfNoEntry: false })?.mtimeMs;
    if (written === undefined || written < now + HOUR_MS) return [];
    return [{ weight: "warning", file: newest, what: "the journal was written in the future", why, fix }];
  },
};
