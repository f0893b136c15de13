import { parseAllDocuments } from "yaml";
import { readCondition } from "./sigma/condition.ts";
import { clausesOf, type Expression, NotExpressible } from "./sigma/expression.ts";
import { readSelection, type Source } from "./sigma/fields.ts";
import { type SigmaRule, sigmaSchema } from "./sigma/rule.ts";
import { ruleText } from "./sigma/toml.ts";

export interface SigmaImport {
  /** A rule file; undefined where nothing could be taken over. */
  readonly text: string | undefined;
  readonly taken: readonly { readonly id: string; readonly title: string }[];
  /** What cannot be said in the guard's rules, and why. */
  readonly left: readonly { readonly title: string; readonly reason: string }[];
}

/** Turns Sigma rules (YAML, one or several documents) into a rule file of the pack `name`. Without IO; never throws for what is in the files. */
export function importSigma(files: readonly string[], name: string): SigmaImport {
  const rules: string[] = [];
  const taken: { id: string; title: string }[] = [];
  const left: { title: string; reason: string }[] = [];
  for (const [at, raw] of files
    .flatMap(documents)
    .filter((raw) => raw !== null)
    .entries()) {
    const title = titleOf(raw) ?? `document ${at + 1}`;
    try {
      const sigma = checked(raw);
      const id = newId(sigma.title, new Set(taken.map((rule) => rule.id)));
      rules.push(translate(id, sigma));
      taken.push({ id, title });
    } catch (error) {
      if (!(error instanceof NotExpressible)) throw error;
      left.push({ title, reason: error.message });
    }
  }
  return { text: rules.length === 0 ? undefined : `${header(name)}\n${rules.join("\n")}`, taken, left };
}

function documents(source: string): readonly unknown[] {
  try {
    return parseAllDocuments(source, { logLevel: "error" }).map((document) => {
      const [error] = document.errors;
      if (error !== undefined) return new NotExpressible(`it is no YAML: ${error.message.split("\n")[0]}`);
      return document.toJS({ maxAliasCount: 100 }) as unknown;
    });
  } catch (error) {
    return [new NotExpressible(`it is no YAML: ${(error as Error).message}`)];
  }
}

function titleOf(raw: unknown): string | undefined {
  const title = typeof raw === "object" && raw !== null && "title" in raw ? raw.title : undefined;
  return typeof title === "string" ? title : undefined;
}

function checked(raw: unknown): SigmaRule {
  if (raw instanceof NotExpressible) throw raw;
  const result = sigmaSchema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new NotExpressible(`it is no Sigma rule: \`${issue?.path.join(".") || "file"}\` does not fit`);
}

const EFFECTS: Readonly<Record<string, Source["effect"]>> = {
  process_creation: "execute",
  file_event: "write",
  file_change: "write",
  file_delete: "delete",
  file_access: "read",
};

function translate(id: string, sigma: SigmaRule): string {
  const { category = "", product = "" } = sigma.logsource;
  if (sigma.status === "deprecated" || sigma.status === "unsupported")
    throw new NotExpressible(`its author calls it ${sigma.status}`);
  const effect = EFFECTS[category];
  if (effect === undefined)
    throw new NotExpressible(`its log source \`${category || product || "?"}\` is nothing that a tool call shows`);
  const source: Source = { effect, foldsCase: product === "windows", notes: new Set() };
  const { condition, ...selections } = sigma.detection;
  const named = new Map<string, () => Expression>(
    Object.entries(selections).map(([name, raw]) => [name, () => readSelection(raw, source)]),
  );
  const clauses = clausesOf({ any: condition.map((text) => readCondition(text, named)) });
  if (clauses.some((clause) => !clause.some(({ negated }) => !negated)))
    throw new NotExpressible("it says only what must not be, and would match every command");
  return ruleText(id, sigma, clauses, source);
}

function newId(title: string, taken: ReadonlySet<string>): string {
  const words = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  const stem = `sigma.${words.slice(0, 60).replace(/-$/, "") || "rule"}`;
  for (let i = 1; ; i++) {
    const id = i === 1 ? stem : `${stem}-${i}`;
    if (!taken.has(id)) return id;
  }
}

function header(name: string): string {
  return `# Taken over from Sigma rules. Rules of the SigmaHQ collection are under the Detection Rule License 1.1: keep the lines
# that name their id, authors and references, and pass them on with the rules.

[pack]
id = "sigma-${name}"
title = "Sigma: ${name}"
version = "1.0.0"
category = "sigma"
`;
}
