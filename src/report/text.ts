import { plain, style, table } from "../cli/print.ts";
import { plural } from "./chart.ts";
import type { Counts, Example, Report, Row } from "./report.ts";

const MOST_ROWS = 10;
const SAID = {
  deny: "would be blocked",
  ask: "would be asked about",
  warn: "would be warned about",
  allow: "would be let through",
} as const;

/** The report for a terminal. */
export function reportText(report: Report): string {
  const { total, days, rules, categories, repos, agents, falseAlarms, gaps } = report;
  const head = `${style("bold", "clampd-guard report")}  ${report.since.slice(0, 10)} to ${report.until.slice(0, 10)}`;
  if (total.calls === 0)
    return [head, "", "No calls in this time.", ...section("Not covered", gapRows(report))].join("\n");
  const facts = [
    `${plural(total.calls, "call")} in ${plural(report.sessions, "session")}; really stopped: ${report.stopped}${report.approved > 0 ? `, ${report.approved} let through by a person's code` : ""}.`,
    `Under enforce ${style("red", `${total.deny} blocked`)}, ${style("yellow", `${total.ask} asked about`)}, ${style("cyan", `${total.warn} warned about`)}.`,
  ];
  return [
    head,
    "",
    ...facts,
    `${trend(days)}  would-block and would-ask by day`,
    ...section("Rules", rowsOf("rule", rules)),
    ...section("Categories", rowsOf("category", categories)),
    ...section("Repositories", rowsOf("folder", repos)),
    ...section("Agents", rowsOf("agent", agents)),
    ...section(
      "Examples",
      rules
        .filter((rule) => rule.deny + rule.ask > 0)
        .slice(0, 5)
        .flatMap((rule) => rule.examples.slice(0, 1).flatMap((each) => exampleLines(rule.name, each))),
    ),
    ...section(
      "Likely false alarms (went on, ended well, again and again)",
      falseAlarms.length === 0
        ? []
        : table([
            headRow(["rule", "severity", "calls", "sessions", "such as"]),
            ...falseAlarms.map(({ rule, severity, calls, sessions, example }) => [
              plain(rule),
              severity,
              String(calls),
              String(sessions),
              plain(example?.text ?? "").slice(0, 60),
            ]),
          ]).split("\n"),
    ),
    ...section("Not covered", gaps.length === 0 ? [] : gapRows(report)),
  ].join("\n");
}

function gapRows({ gaps }: Report): readonly string[] {
  return gaps.map(({ what, count, detail }) => `${count} ${what}: ${plain(detail)}`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", style("bold", title), ...lines.map((line) => `  ${line}`)];
}

function headRow(names: readonly string[]): readonly string[] {
  return names.map((name) => style("dim", name));
}

function rowsOf(kind: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, MOST_ROWS)
    .map(({ name, deny, ask, warn, calls }) => [String(deny), String(ask), String(warn), String(calls), plain(name)]);
  const rest = rows.length > MOST_ROWS ? [`… and ${rows.length - MOST_ROWS} more (--json has them all)`] : [];
  return [...table([headRow(["block", "ask", "warn", "calls", kind]), ...shown]).split("\n"), ...rest];
}

/** One line of the call, around what the rule matched, which is underlined. */
export function exampleLines(rule: string, { text, evidence, verdict, agent, time }: Example): readonly string[] {
  const line = plain(text);
  const wanted = plain(evidence);
  const at = wanted === "" ? -1 : line.indexOf(wanted);
  const from = Math.max(0, Math.min(at - 30, line.length - 100));
  const shown = `${from > 0 ? "…" : ""}${line.slice(from, from + 100)}${line.length > from + 100 ? "…" : ""}`;
  const marks =
    at < 0
      ? []
      : [
          `${" ".repeat(at - from + (from > 0 ? 1 : 0))}${style("red", "^".repeat(Math.min(wanted.length, from + 100 - at)))}`,
        ];
  return [
    `${plain(rule)} ${SAID[verdict]} (${plain(agent)}, ${time.slice(0, 16).replace("T", " ")})`,
    `  ${shown}`,
    ...marks.map((each) => `  ${each}`),
  ];
}

const BARS = "▁▂▃▄▅▆▇█";

function trend(days: readonly Counts[]): string {
  const values = days.map(({ deny, ask }) => deny + ask);
  const most = Math.max(...values, 1);
  return values.map((value) => (value === 0 ? "·" : BARS[Math.ceil((value / most) * BARS.length) - 1])).join("");
}
