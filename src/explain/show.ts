import type { Check } from "../check/check.ts";
import { plain, style, table } from "../cli/print.ts";
import type { Verdict } from "../model/decision.ts";
import type { Effect, Span } from "../model/effect.ts";
import { renderReason } from "../policy/reason.ts";

const COLOURS: Readonly<Record<Verdict, "green" | "yellow" | "magenta" | "red">> = {
  allow: "green",
  warn: "yellow",
  ask: "magenta",
  deny: "red",
};
const MAX_LINES = 12;

/** The way of a call for a person: words → effects → rules → decision, with the decisive part underlined. */
export function showCheck({ interpretation, decision }: Check): string {
  const { effects, text } = interpretation;
  const parts = [underlined(text, decision.decisive?.finding.span)];
  const commands = effects.filter((effect) => effect.kind === "execute");
  if (commands.length > 0) {
    parts.push(
      section(
        "Words",
        commands.map((effect) => [[effect.program, ...effect.args].map(word).join(" ")]),
      ),
    );
  }
  const acts = effects.filter((effect) => effect.kind !== "execute");
  if (acts.length > 0) parts.push(section("Effects", acts.map(effectRow)));
  if (decision.judged.length > 0) {
    parts.push(
      section(
        "Rules",
        decision.judged.map(({ finding, verdict, exemption }) => [
          style(COLOURS[verdict], verdict),
          finding.rule,
          finding.severity,
          exemption ?? finding.title,
        ]),
      ),
    );
  }
  const reason = renderReason(decision);
  parts.push(
    `${style("bold", "Decision")}  ${style(COLOURS[decision.verdict], decision.verdict)} ${dim(`(profile ${decision.profile}, by ${decision.layer})`)}${reason === "" ? "" : `\n  ${reason}`}`,
  );
  return parts.join("\n\n");
}

function section(title: string, rows: readonly (readonly string[])[]): string {
  const body = table(rows).split("\n");
  const shown = body.length > 40 ? [...body.slice(0, 40), dim(`… and ${body.length - 40} more`)] : body;
  return `${style("bold", title)}\n${shown.map((line) => `  ${line}`).join("\n")}`;
}

function effectRow(effect: Effect): readonly string[] {
  const facts: string[] = [];
  if ("target" in effect && effect.target !== undefined) {
    facts.push("scope" in effect.target ? `${effect.target.path} (${effect.target.scope})` : effect.target.host);
    if (effect.target.classes.length > 0) facts.push(effect.target.classes.join(" "));
  }
  for (const key of [
    "action",
    "how",
    "resource",
    "object",
    "language",
    "source",
    "mechanism",
    "reason",
    "detail",
  ] as const) {
    const value = (effect as unknown as Record<string, unknown>)[key];
    if (typeof value === "string" && value !== "")
      facts.push(key === "object" || key === "detail" ? value : `${key} ${value}`);
  }
  if ("recursive" in effect && effect.recursive) facts.push("recursive");
  if (effect.elevated) facts.push("elevated");
  if (effect.where !== "local") facts.push(effect.where);
  return [effect.kind, dim(effect.certainty), plain(facts.join(", ")).slice(0, 160), dim(`by ${effect.by}`)];
}

/** The text with a line of carets below each line that the span touches. */
function underlined(text: string, span: Span | undefined): string {
  const out: string[] = [];
  let offset = 0;
  for (const line of text.split("\n").slice(0, MAX_LINES)) {
    out.push(`  ${plain(line)}`);
    const from = Math.max(0, (span?.start ?? 0) - offset);
    const to = Math.min(line.length, (span?.end ?? 0) - offset);
    if (span !== undefined && to > from) out.push(`  ${" ".repeat(from)}${style("red", "^".repeat(to - from))}`);
    offset += line.length + 1;
  }
  if (text.split("\n").length > MAX_LINES) out.push(dim("  …"));
  return out.join("\n");
}

function word(text: string): string {
  const clean = plain(text.replaceAll("\uFFFC", "…"));
  return /^[\w@%+=:,./~*?…-]+$/.test(clean) ? clean : `'${clean.slice(0, 120)}'`;
}

function dim(text: string): string {
  return style("dim", text);
}
