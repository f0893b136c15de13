import { setTimeout as sleep } from "node:timers/promises";
import { journalFiles, readJournal } from "../journal/read.ts";
import type { DecisionRecord } from "../journal/schema.ts";
import { CANARY_RULE } from "./canary.ts";

/** A resident engine need not have written the record yet when the hook has answered. */
const LAG_MS = 1_500;
const STEP_MS = 50;

/** The decisions in which the canary of the workspace `folder` was stopped. */
export async function canaryRecords(journal: string | undefined, folder: string): Promise<readonly DecisionRecord[]> {
  if (journal === undefined) return [];
  for (let waited = 0; ; waited += STEP_MS) {
    const found = await find(journal, folder);
    if (found.length > 0 || waited >= LAG_MS) return found;
    await sleep(STEP_MS);
  }
}

async function find(journal: string, folder: string): Promise<readonly DecisionRecord[]> {
  const found: DecisionRecord[] = [];
  // Today's, and at midnight yesterday's.
  for (const file of (await journalFiles(journal)).slice(-2)) {
    for await (const line of readJournal(file)) {
      if (!("record" in line) || line.record.kind !== "decision") continue;
      const { cwd, text, findings } = line.record;
      const ours = cwd === folder || text?.includes(folder) === true;
      if (ours && findings.some(({ rule }) => rule === CANARY_RULE)) found.push(line.record);
    }
  }
  return found;
}
