import { watch } from "node:fs";
import { journalFiles, readJournal } from "../journal/read.ts";
import type { JournalRecord } from "../journal/schema.ts";
import type { Verdict } from "../model/decision.ts";
import { VERDICTS } from "../policy/order.ts";
import type { Register } from "./commands.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { print } from "./print.ts";
import { recordLine } from "./record-line.ts";

interface LogOptions {
  readonly json?: boolean;
  readonly follow?: boolean;
  readonly number: string;
  readonly agent?: string;
  readonly verdict?: string;
}

export const registerLog: Register = (program) => {
  program
    .command("log")
    .description("show the last decisions and how the calls ended")
    .option("-n, --number <count>", "how many records", "20")
    .option("--agent <id>", "only this agent's, e.g. claude")
    .option("--verdict <verdict>", `only decisions that came, or would have come, to one of ${VERDICTS.join(", ")}`)
    .option("-f, --follow", "go on with new ones as they are written")
    .option("--json", "one JSON record per line")
    .addHelpText(
      "after",
      "\nExamples:\n  $ clampd-guard log --verdict deny\n  $ clampd-guard log --json -n 1000 | jq .findings",
    )
    .action(async (options: LogOptions) => showLog(options));
};

async function showLog(options: LogOptions): Promise<void> {
  const count = /^\d{1,7}$/.test(options.number) ? Number(options.number) : undefined;
  if (count === undefined) throw new CommandError("--number wants a whole number", EXIT.usage);
  if (options.verdict !== undefined && !VERDICTS.includes(options.verdict as Verdict))
    throw new CommandError(`--verdict wants one of ${VERDICTS.join(", ")}`, EXIT.usage);
  const folder = findPlaces().journal;
  if (folder === undefined) throw new CommandError("there is no journal, since the home folder is not known");

  const show = (record: JournalRecord) => print(options.json === true ? JSON.stringify(record) : recordLine(record));
  const ends = new Map<string, number>();
  let torn = 0;
  let last: JournalRecord[] = [];
  // Newest file first, until there is enough.
  const files = await journalFiles(folder);
  for (const file of [...files].reverse()) {
    if (last.length >= count && !(options.follow === true && ends.size === 0)) break;
    const found: JournalRecord[] = [];
    for await (const line of readJournal(file)) {
      ends.set(file, line.end);
      if ("torn" in line) torn++;
      else if (wanted(line.record, options)) found.push(line.record);
      if (found.length > count * 2 + 100) found.splice(0, found.length - count);
    }
    last = [...found, ...last];
  }
  for (const record of count === 0 ? [] : last.slice(-count)) show(record);
  if (last.length === 0 && options.json !== true && options.follow !== true) print("No records yet.");
  if (torn > 0) process.stderr.write(`clampd-guard: ${torn} lines of the journal could not be read\n`);
  if (options.follow === true) await follow(folder, ends, (record) => wanted(record, options) && show(record));
}

function wanted(record: JournalRecord, options: LogOptions): boolean {
  if (options.agent !== undefined && record.agent !== options.agent) return false;
  if (options.verdict === undefined) return true;
  return record.kind === "decision" && (record.verdict === options.verdict || record.wouldBe === options.verdict);
}

/** Shows what is appended, until the process is ended. */
async function follow(folder: string, ends: Map<string, number>, show: (record: JournalRecord) => void): Promise<void> {
  const catchUp = async () => {
    for (const file of (await journalFiles(folder)).slice(-2)) {
      for await (const line of readJournal(file, ends.get(file) ?? 0)) {
        ends.set(file, line.end);
        if ("record" in line) show(line.record);
      }
    }
  };
  let running: Promise<void> = catchUp();
  const watcher = watch(folder, () => {
    running = running.then(catchUp);
  });
  await new Promise<never>((_, reject) => watcher.on("error", reject));
}
