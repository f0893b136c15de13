import { dayChart, escapeHtml, plural, rowBar, stopped } from "./chart.ts";
import type { Counts, Example, FalseAlarm, Gap, Report, Row, RuleRow } from "./report.ts";
import { STYLE } from "./style.ts";

const MOST_ROWS = 20;
/** Rules whose examples are shown without a click. */
const OPEN = 3;
/** UTF-16 units of an example. */
const SHOWN = 600;

/** The report as one page that loads nothing and runs nothing. */
export function reportHtml(report: Report): string {
  const { total, since, until } = report;
  const title = `clampd-guard report, ${since.slice(0, 10)} to ${until.slice(0, 10)}`;
  const alarms = report.falseAlarms.length;
  const body = [
    `<header><h1>clampd-guard report</h1><p class="dim">${since.slice(0, 10)} to ${until.slice(0, 10)} (UTC) · ${plural(total.calls, "call")} in ${plural(report.sessions, "session")} · ${report.stopped} really stopped${report.approved > 0 ? ` · ${report.approved} let through by a person's code` : ""}</p></header>`,
    `<div class="tiles">${tile("", total.calls, "calls")}${tile("deny", total.deny, "would be blocked")}${tile("ask", total.ask, "would be asked about")}${tile("warn", total.warn, "would be warned about")}${tile("", alarms, `rule${alarms === 1 ? "" : "s"} with likely false alarms`)}</div>`,
    `<section><h2>By day</h2>${LEGEND}${dayChart(report.days)}</section>`,
    section("Rules", ruleList(report.rules)),
    `<div class="two">${section("Likely false alarms", alarmList(report.falseAlarms))}${section("Not covered", gapList(report.gaps))}</div>`,
    `<div class="two">${section("Categories", rowList(report.categories))}${section("Agents", rowList(report.agents))}</div>`,
    section("Repositories", rowList(report.repos)),
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${STYLE}</style></head>
<body><main>
${body.join("\n")}
<footer>What would be blocked or asked about is counted as under enforce, whatever the mode was. Texts are redacted.</footer>
</main></body></html>
`;
}

const LEGEND = `<div class="legend"><span><i class="deny"></i>would be blocked</span><span><i class="ask"></i>would be asked about</span><span><i class="warn"></i>would be warned about</span></div>`;

function tile(kind: string, value: number, label: string): string {
  return `<div class="tile ${kind}"><b>${value}</b><span class="dim">${label}</span></div>`;
}

function section(title: string, content: string): string {
  return `<section><h2>${title}</h2>${content}</section>`;
}

function nothing(text: string): string {
  return `<p class="dim">${text}</p>`;
}

function numbers({ deny, ask, warn, calls }: Counts): string {
  const parts = [
    deny > 0 ? `<b class="deny">${deny}</b> block` : "",
    ask > 0 ? `<b class="ask">${ask}</b> ask` : "",
    warn > 0 ? `<b class="warn">${warn}</b> warn` : "",
  ].filter((part) => part !== "");
  return `<span class="num">${[...parts, plural(calls, "call")].join(" · ")}</span>`;
}

function rowList(rows: readonly Row[]): string {
  if (rows.length === 0) return nothing("None.");
  const most = Math.max(...rows.map(stopped));
  const items = rows
    .slice(0, MOST_ROWS)
    .map((row) => `<li><span class="name">${escapeHtml(row.name)}</span>${numbers(row)}${rowBar(row, most)}</li>`);
  return `<ol class="rows">${items.join("")}</ol>${more(rows.length)}`;
}

function ruleList(rules: readonly RuleRow[]): string {
  if (rules.length === 0) return nothing("No rule matched.");
  const most = Math.max(...rules.map(stopped));
  const items = rules.slice(0, MOST_ROWS).map((rule, i) => {
    const well =
      rule.wentWell + rule.wentWrong === 0 ? "" : ` · went on: ${rule.wentWell} ended well, ${rule.wentWrong} failed`;
    const examples = rule.examples.map(example).join("");
    return `<li><span class="name">${escapeHtml(rule.name)} <span class="tag">${rule.severity}</span></span>${numbers(rule)}${rowBar(rule, most)}<details${i < OPEN ? " open" : ""}><summary>${plural(rule.sessions, "session")}${well} · ${plural(rule.examples.length, "example")}</summary>${examples}</details></li>`;
  });
  return `<ol class="rows">${items.join("")}</ol>${more(rules.length)}`;
}

function more(count: number): string {
  return count > MOST_ROWS ? nothing(`… and ${count - MOST_ROWS} more; report --json has them all.`) : "";
}

/** The call with what the rule matched marked in it. */
function example({ text, evidence, time, agent, tool, cwd }: Example): string {
  const at = evidence === "" ? -1 : text.indexOf(evidence);
  const from = at > SHOWN / 2 ? at - SHOWN / 4 : 0;
  const part = (start: number, end: number) => linesOf(text.slice(start, end));
  const until = Math.min(text.length, from + SHOWN);
  const marked =
    at < 0
      ? part(from, until)
      : `${part(from, at)}<mark>${part(at, at + evidence.length)}</mark>${part(at + evidence.length, Math.max(until, at + evidence.length))}`;
  const where = cwd === undefined ? "" : ` in ${escapeHtml(cwd)}`;
  return `<p class="dim">${escapeHtml(agent)} ${escapeHtml(tool)}${where}, ${escapeHtml(time.slice(0, 16).replace("T", " "))}</p><pre>${from > 0 ? "…" : ""}${marked}${until < text.length ? "…" : ""}</pre>`;
}

function linesOf(text: string): string {
  return text.split("\n").map(escapeHtml).join("\n");
}

function alarmList(alarms: readonly FalseAlarm[]): string {
  if (alarms.length === 0)
    return nothing("None: no rule would have stopped calls that went on and ended well again and again.");
  const items = alarms.map(
    ({ rule, calls, sessions, severity, example: each }) =>
      `<li><span class="name">${escapeHtml(rule)} <span class="tag">${severity}</span></span><span class="num">${calls} in ${plural(sessions, "session")}</span>${each === undefined ? "" : `<details><summary>such as</summary>${example(each)}</details>`}</li>`,
  );
  return `${nothing("Would have been stopped, went on, and ended well, in several sessions.")}<ol class="rows">${items.join("")}</ol>`;
}

function gapList(gaps: readonly Gap[]): string {
  if (gaps.length === 0) return nothing("Nothing that the guard knows of.");
  const items = gaps.map(
    ({ what, count, detail }) =>
      `<li><span class="name">${escapeHtml(what)}<br><span class="dim">${escapeHtml(detail)}</span></span><span class="num">${count}</span></li>`,
  );
  return `<ol class="rows">${items.join("")}</ol>`;
}
