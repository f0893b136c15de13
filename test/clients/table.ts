/** Rows as an aligned table, in Markdown. */
import type { Row } from "./judge.ts";

const HEAD = ["client", "via", "scenario", "mode", "expected", "seen", "told", "journalled", "ms", ""];

export function tableOf(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.client,
    row.via,
    row.scenario,
    row.mode,
    row.expected,
    row.seen,
    row.told,
    row.journalled,
    String(row.milliseconds ?? "—"),
    row.wrong.length === 0 ? "ok" : `WRONG: ${row.wrong.join("; ")}`,
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, 3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}
