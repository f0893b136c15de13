import { style } from "../cli/print.ts";
import type { Target } from "../policy/promote.ts";
import { plural } from "./chart.ts";
import type { Report, RuleRow } from "./report.ts";
import { exampleLines } from "./text.ts";

/** What the journal says of a rule, a category or all, for whoever is about to change its mode. */
export function figuresFor(target: Target, report: Report): string {
  const rules = report.rules.filter((rule) => isOf(rule, target));
  const row =
    target.kind === "rule"
      ? rules[0]
      : target.kind === "category"
        ? report.categories.find((each) => each.name === target.name)
        : report.total;
  const days = `${report.since.slice(0, 10)} to ${report.until.slice(0, 10)}, ${plural(report.total.calls, "call")}`;
  const name = target.kind === "all" ? "all rules" : target.name;
  if (row === undefined) return `${style("bold", name)}: no call matched (${days})`;
  const alarms = report.falseAlarms.filter((alarm) => rules.some((rule) => rule.name === alarm.rule));
  const examples = rules
    .filter((rule) => rule.deny + rule.ask > 0)
    .slice(0, 3)
    .flatMap((rule) =>
      rule.examples.slice(0, target.kind === "rule" ? 3 : 1).flatMap((each) => exampleLines(rule.name, each)),
    );
  return [
    `${style("bold", name)}: ${row.deny} would be blocked, ${row.ask} asked about, ${row.warn} warned about (${days})`,
    ...(alarms.length === 0
      ? []
      : [
          style(
            "yellow",
            `Likely false alarms: ${alarms.map((alarm) => `${alarm.rule} (${alarm.calls} went on and ended well)`).join(", ")}`,
          ),
        ]),
    ...examples.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

function isOf(rule: RuleRow, { kind, name }: Target): boolean {
  if (kind === "rule") return rule.name === name;
  return kind === "category" ? rule.category === name : true;
}
