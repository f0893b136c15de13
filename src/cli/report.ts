import { writeFileSync } from "node:fs";
import { loadReport } from "../report/load.ts";
import { sinceOf } from "../report/span.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

interface Options {
  readonly since: string;
  readonly json?: boolean;
  readonly html?: string | true;
}

const HELP = `
Examples:
  $ clampd-guard report                         the last 14 days
  $ clampd-guard report --since 2027-01-01
  $ clampd-guard report --html report.html      a page that loads nothing, to look at or to send`;

export const registerReport: Register = (program) => {
  program
    .command("report")
    .option("--since <time>", "from when on: 36h, 14d, 2w, or a date", "14d")
    .option("--json", "as JSON")
    .option("--html [file]", "as a page of its own, to a file or to stdout")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const now = Date.now();
      const { home, journal } = findPlaces();
      if (journal === undefined) throw new CommandError("there is no journal, since the home folder is not known");
      const report = await loadReport({ journal, home, now, since: readSince(options.since, now) });
      if (options.html !== undefined) {
        const { reportHtml } = await import("../report/html.ts");
        if (options.html === true) process.stdout.write(reportHtml(report));
        else {
          writeFileSync(options.html, reportHtml(report), { mode: 0o600 });
          print(`wrote ${options.html}`);
        }
      } else if (options.json === true) printJson(report);
      else {
        const { reportText } = await import("../report/text.ts");
        print(reportText(report));
      }
    });
};

/** @throws CommandError where the text names no moment. */
export function readSince(text: string, now: number): number {
  const since = sinceOf(text, now);
  if (since === undefined)
    throw new CommandError("--since wants a time such as 36h, 14d, 2w, or a date such as 2027-01-31", EXIT.usage);
  return since;
}
