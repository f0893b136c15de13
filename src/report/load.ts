import { journalSince } from "../journal/since.ts";
import { gitLookup } from "../world/git-facts.ts";
import { buildReport } from "./build.ts";
import { silentClients } from "./clients.ts";
import type { Report } from "./report.ts";

export interface LoadReportOptions {
  readonly journal: string;
  readonly home: string | undefined;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly now: number;
}

/** The report over the journal's files. */
export async function loadReport({ journal, home, since, now }: LoadReportOptions): Promise<Report> {
  const { records, torn } = journalSince(journal, since);
  const git = gitLookup();
  const repoOf = (cwd: string): string => git(cwd)?.root ?? cwd;
  const report = await buildReport({ records, since, until: now, repoOf });
  const lost =
    torn() === 0 ? [] : [{ what: "lines of the journal that could not be read", count: torn(), detail: journal }];
  return { ...report, gaps: [...report.gaps, ...lost, ...(home === undefined ? [] : silentClients(home, report))] };
}
