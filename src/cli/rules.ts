import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadRules, ruleFolders } from "../check/custom-rules.ts";
import { loadPolicy } from "../policy/load.ts";
import { catalogue } from "../rules/catalogue.ts";
import { formatProblem } from "../rules/problems.ts";
import type { RuleSource } from "../rules/schema.ts";
import { skeleton } from "../rules/skeleton.ts";
import { placesFor, thisMachine } from "../world/machine.ts";
import { workspaceOf } from "../world/workspace.ts";
import { CommandError, EXIT } from "./errors.ts";
import { print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";
import { registerRulesImport } from "./rules-import.ts";

interface Row {
  readonly id: string;
  readonly category: string;
  readonly severity: string;
  readonly maturity: string;
  readonly layer: string;
  readonly title: string;
}

export const registerRules: Register = (program, done) => {
  const rules = program.command("rules");
  rules
    .command("list")
    .description("every rule in force, with its severity and layer")
    .option("--category <name>", "only this category")
    .option("--json", "as JSON")
    .action(async (options: { readonly category?: string; readonly json?: boolean }) => {
      const { rows, problems } = await inForce();
      const chosen = rows.filter((row) => options.category === undefined || row.category === options.category);
      if (options.json === true) printJson(chosen);
      else
        print(
          `${table([["rule", "severity", "layer", "title"].map((text) => style("bold", text)), ...chosen.map((row) => [row.id, row.severity, row.layer, row.title])])}\n\n${chosen.length} rules`,
        );
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      done(problems.length > 0 ? EXIT.problem : EXIT.ok);
    });
  rules
    .command("show")
    .description("one rule: what it is about, what it stops, what it leaves alone")
    .argument("<id>")
    .option("--json", "as JSON")
    .action((id: string, options: { readonly json?: boolean }) => {
      const found = catalogue().find(({ source }) => source.id === id);
      if (found === undefined)
        throw new CommandError(`there is no built-in rule \`${id}\`; clampd-guard rules list shows them`, EXIT.usage);
      if (options.json === true) printJson(found);
      else print(describe(found.source));
    });
  rules
    .command("test")
    .description("check your own rules: errors with file, line and fix")
    .action(async () => {
      const { problems, custom } = await inForce();
      for (const problem of problems) print(problem);
      print(problems.length === 0 ? `${custom} rules of your own, all fine` : `${problems.length} problems`);
      done(problems.length > 0 ? EXIT.problem : EXIT.ok);
    });
  rules
    .command("new")
    .description("write a file with a new rule and its examples, to be filled in")
    .argument("<id>", "category.name, e.g. team.no-prod-console")
    .option("--project", "in .clampd/rules of this project, for everyone who works on it (default: your own)")
    .action((id: string, options: { readonly project?: boolean }) =>
      print(`wrote ${create(id, options.project === true)}`),
    );
  registerRulesImport(rules, done);
};

async function inForce(): Promise<{
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
  readonly custom: number;
}> {
  const machine = thisMachine();
  const workspace = workspaceOf({ workspace: [], cwd: process.cwd() }, machine);
  const { bundles } = loadPolicy(placesFor(machine, workspace));
  const { layers } = await loadRules(ruleFolders(machine, workspace, bundles));
  const builtin = catalogue().map(({ source, category }) => ({
    id: source.id,
    category,
    severity: source.severity,
    maturity: source.maturity,
    layer: "builtin",
    title: source.title,
  }));
  const own = layers.flatMap(({ rules }) =>
    rules.rules.map(({ id, category, severity, layer, title }) => ({
      id,
      category,
      severity,
      maturity: "stable",
      layer,
      title,
    })),
  );
  return {
    rows: [...builtin, ...own],
    problems: layers.flatMap(({ problems }) => problems.map(formatProblem)),
    custom: own.length,
  };
}

function describe(rule: RuleSource): string {
  const show = (example: unknown) =>
    `    ${typeof example === "string" ? example.replaceAll("\n", "\n    ") : JSON.stringify(example)}`;
  const better = rule.better === undefined ? [] : [rule.better].flat();
  const parts = [
    `${style("bold", rule.id)}  ${rule.severity}${rule.catastrophic ? ", catastrophic" : ""}${rule.exemptable ? "" : ", cannot be exempted"}  (${rule.maturity})`,
    `${rule.title}: what is lost is ${rule.loses}.`,
    `Instead: ${rule.advice}.`,
    ...(better.length > 0 ? [`A better way:\n${better.map(show).join("\n")}`] : []),
    `Stops:\n${rule.examples.stop.map(show).join("\n")}`,
    `Leaves alone:\n${rule.examples.leave.map(show).join("\n")}`,
    ...(rule.tuning === undefined ? [] : [`Tuning: ${rule.tuning}`]),
    `When: ${JSON.stringify(rule.when)}`,
    `Labels: ${Object.entries(rule.labels)
      .flatMap(([, values]) => values)
      .join(" ")}`,
  ];
  return parts.join("\n\n");
}

function create(id: string, inProject: boolean): string {
  const [category, name] = id.split(".");
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(id) || category === undefined || name === undefined) {
    throw new CommandError("an id is category.name in lower case, e.g. team.no-prod-console", EXIT.usage);
  }
  const { home } = thisMachine();
  const base = inProject ? process.cwd() : home;
  if (base === undefined) throw new CommandError("the home folder is not known; use --project");
  const folder = join(base, ".clampd", "rules");
  const file = join(folder, `${category}-${name}.toml`);
  if (existsSync(file)) throw new CommandError(`${file} exists already`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, skeleton(category, name), { flag: "wx", mode: 0o600 });
  return file;
}
