import type { Clause } from "./expression.ts";
import type { Source } from "./fields.ts";
import type { SigmaRule } from "./rule.ts";
import { sampleOf } from "./values.ts";

/** The text of one rule in the guard's own language. */
export function ruleText(id: string, sigma: SigmaRule, clauses: readonly Clause[], source: Source): string {
  const { title, description, level, tags = [], falsepositives = [] } = sigma;
  const attack = tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? []);
  const when = clauses.map((clause) => clauseText(source.effect, clause));
  const lines = [
    ...origin(sigma, source),
    "[[rule]]",
    `id = ${quoted(id)}`,
    `title = ${quoted(oneLine(title))}`,
    `loses = ${quoted(oneLine(description ?? title))}`,
    `severity = ${quoted(SEVERITIES[level ?? ""] ?? "medium")}`,
    `maturity = ${quoted(sigma.status === "experimental" ? "incubating" : "stable")}`,
    ...(attack.length === 0 ? [] : [`labels = { attack = [${attack.map(quoted).join(", ")}] }`]),
    when.length === 1 ? `when = ${when[0]}` : `when = { any = [\n${when.map((text) => `  ${text},\n`).join("")}] }`,
    'advice = "leave it, or ask a person to do it"',
    ...(falsepositives.length === 0 ? [] : [`falsepositives = ${quoted(oneLine(falsepositives.join("; ")))}`]),
    "[rule.examples]",
    `stop = [${exampleText(clauses[0] ?? [], source)}]`,
    'leave = ["true"]',
  ];
  return `${lines.join("\n")}\n`;
}

const SEVERITIES: Readonly<Record<string, string>> = {
  critical: "critical",
  high: "high",
  medium: "medium",
  low: "low",
  informational: "low",
};

/** The licence of Sigma's own rules (Detection Rule License 1.1) asks that these stay with the rule. */
function origin({ id, author = [], references = [], date }: SigmaRule, { notes }: Source): readonly string[] {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["sigma id", id === undefined ? [] : [id]],
    ["author", author],
    ["date", date === undefined ? [] : [date]],
    ["reference", references],
    ["looser than the original", [...notes]],
  ];
  return rows.flatMap(([name, values]) => values.map((value) => `# ${name}: ${oneLine(value)}`));
}

function clauseText(effect: string, clause: Clause): string {
  const fields = [...new Set(clause.map(({ field }) => field))].map((field) => {
    const matchers = clause
      .filter((ask) => ask.field === field)
      .map(({ glob, negated }) => (negated ? `{ not = ${globText(field, glob)} }` : globText(field, glob)));
    return `${field} = ${matchers.length === 1 ? matchers[0] : `{ all = [${matchers.join(", ")}] }`}`;
  });
  return `{ effect = ${quoted(effect)}, ${fields.join(", ")} }`;
}

function globText(field: string, glob: string): string {
  return field === "path" || !/[*?[\\{]/.test(glob) ? quoted(glob) : `{ glob = ${quoted(glob)} }`;
}

/** A call that the clause is about, in the shell of the system that the rule is for. */
function exampleText(clause: Clause, { effect, foldsCase }: Source): string {
  const wanted = (field: string) =>
    clause.filter((ask) => ask.field === field && !ask.negated).map(({ glob }) => sampleOf(glob));
  const [writer] = wanted("by");
  const platform = foldsCase ? ', platform = "win32"' : "";
  const [found = "x"] = wanted("path");
  const path = /^(?:\/|~|[A-Za-z]:)/.test(found) ? found : `${foldsCase ? "C:/srv" : "/srv"}/${found}`;
  if (writer !== undefined) return quoted(`${writer} ${path}`);
  if (effect === "write")
    return `{ tool = "Write", input = { file_path = ${quoted(path)}, content = "x" }${platform} }`;
  if (effect === "read") return `{ tool = "Read", input = { file_path = ${quoted(path)} }${platform} }`;
  const program = effect === "delete" ? (foldsCase ? "del" : "rm") : (wanted("program")[0] ?? "frobnicate");
  const named = wanted("path").length > 0 ? [path, ...wanted("args")] : [program, ...wanted("args")];
  const words = effect === "delete" ? [program, path] : named;
  if (foldsCase)
    return `{ command = ${quoted(words.map((word) => (/[^\w:/.\\-]/.test(word) ? `"${word}"` : word)).join(" "))}, shell = "cmd"${platform} }`;
  return quoted(
    words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" "),
  );
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim()
    .replace(/\.$/, "")
    .slice(0, 300);
}

/** A basic string of TOML; what JSON leaves as it is and TOML does not is taken out before. */
function quoted(text: string): string {
  return JSON.stringify(text.replaceAll("\u007F", ""));
}
