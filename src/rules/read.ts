import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import { readWhen } from "./clauses.ts";
import type { CheckedRule } from "./compile.ts";
import { locate, type Place, placeOf } from "./locate.ts";
import type { Check, Path } from "./matchers.ts";
import { nearest, type Problem } from "./problems.ts";
import { builtinRuleSchema, fileSchema, type PackHeader, packSchema, ruleSchema, userRuleSchema } from "./schema.ts";

/** Reads one rule file; never throws for what its author wrote. Without IO. */
export interface RuleFile {
  readonly pack: PackHeader | undefined;
  readonly rules: readonly CheckedRule[];
  readonly problems: readonly Problem[];
}

export interface ReadOptions extends Omit<Check, "report"> {
  readonly layer: string;
}

export function readRules(file: string, source: string, options: ReadOptions): RuleFile {
  const problems: Problem[] = [];
  let document: unknown;
  try {
    document = parse(source);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, column } = error;
    const message = error.message.replace(/\n.*$/s, "").replace(/^Invalid TOML document: /, "");
    return {
      pack: undefined,
      rules: [],
      problems: [{ file, line, column, message: `not TOML: ${message}`, level: "error" }],
    };
  }
  const reader = new FileReader(file, locate(source), options, problems);
  const shape = reader.check(fileSchema, document, []);
  const pack = reader.check(
    packSchema,
    at(document, "pack"),
    ["pack"],
    shape !== undefined || at(document, "pack") !== undefined,
  );
  const raw = at(document, "rule");
  const rules = (Array.isArray(raw) ? raw : []).map((rule, i) => reader.rule(rule, i, pack));
  return { pack, rules: rules.filter((rule) => rule !== undefined), problems };
}

function at(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

class FileReader {
  readonly #file: string;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #options: ReadOptions;
  readonly #problems: Problem[];

  constructor(file: string, places: ReadonlyMap<string, Place>, options: ReadOptions, problems: Problem[]) {
    this.#file = file;
    this.#places = places;
    this.#options = options;
    this.#problems = problems;
  }

  report(path: Path, message: string, help?: string, level: Problem["level"] = "error"): void {
    this.#problems.push({ file: this.#file, ...placeOf(this.#places, path), message, help, level });
  }

  get #builtin(): boolean {
    return this.#options.layer === "builtin";
  }

  /** What the schema makes of the value; undefined where it does not fit, which is then reported. */
  check<S extends z.ZodType>(schema: S, value: unknown, path: Path, loud = true): z.output<S> | undefined {
    let current = value;
    for (;;) {
      const result = schema.safeParse(current);
      if (result.success) return result.data;
      const unknown = result.error.issues.filter((issue) => issue.code === "unrecognized_keys");
      if (loud) this.#reportIssues(result.error.issues, path);
      // Rules of a later version may say more than this one knows; for users that is no reason to lose them.
      if (this.#builtin || unknown.length < result.error.issues.length) return undefined;
      current = structuredClone(current);
      for (const issue of unknown) {
        const holder = issue.path.reduce<unknown>((inner, key) => at(inner, String(key)), current) as Record<
          string,
          unknown
        >;
        for (const key of issue.keys) delete holder[key];
      }
    }
  }

  #reportIssues(issues: readonly z.core.$ZodIssue[], path: Path): void {
    for (const issue of issues) {
      const inner = [...path, ...issue.path.filter((key) => typeof key !== "symbol")];
      if (issue.code === "unrecognized_keys") {
        for (const key of issue.keys) {
          const near = nearest(key, knownKeys);
          this.report(
            [...inner, key],
            `unknown key \`${key}\``,
            near && near !== key ? `did you mean \`${near}\`?` : "remove it",
            this.#builtin ? "error" : "warning",
          );
        }
        continue;
      }
      const missing = issue.code === "invalid_type" && issue.message.endsWith("received undefined");
      const name = inner.at(-1);
      if (missing) this.report(inner, `\`${name}\` is missing`, "add it");
      else this.report(inner, `\`${name}\` does not fit`, lowerFirst(issue.message));
    }
  }

  rule(raw: unknown, index: number, pack: PackHeader | undefined): CheckedRule | undefined {
    const path: Path = ["rule", index];
    const source = this.check(this.#builtin ? builtinRuleSchema : userRuleSchema, raw, path);
    const before = this.#errors();
    const when = readWhen(at(raw, "when"), at(raw, "unless"), {
      ...this.#options,
      report: (inner, message, help) => this.report([...path, ...inner], message, help),
    });
    if (source !== undefined) {
      this.#agree(source, path, pack);
      this.#exemplify(source, path);
    }
    if (source === undefined || when === undefined || pack === undefined || this.#errors() > before) return undefined;
    const place = { file: this.#file, ...placeOf(this.#places, [...path, "id"]) };
    return { source, pack, layer: this.#options.layer, when, place };
  }

  #agree(source: z.output<typeof ruleSchema>, path: Path, pack: PackHeader | undefined): void {
    if (pack !== undefined && !source.id.startsWith(`${pack.category}.`)) {
      this.report(
        [...path, "id"],
        `\`${source.id}\` is outside the pack's category`,
        `begin it with \`${pack.category}.\``,
      );
    }
    // INVARIANT: what a repository brings along cannot take away the user's right to exempt.
    if (this.#options.layer === "project" && (source.catastrophic || !source.exemptable)) {
      const key = source.catastrophic ? "catastrophic" : "exemptable";
      this.report([...path, key], `a project's rule cannot set \`${key}\``, "leave it out");
    }
  }

  /** A user's rule holds without examples all the same: what protects is not taken away for what is only untidy. */
  #exemplify({ examples }: z.output<typeof ruleSchema>, path: Path): void {
    for (const list of ["stop", "leave"] as const) {
      if (examples[list].length > 0) continue;
      this.report([...path, "examples"], `an example to ${list} is missing`, `add one to \`${list}\``, "warning");
    }
  }

  #errors(): number {
    return this.#problems.reduce((count, { level }) => count + (level === "error" ? 1 : 0), 0);
  }
}

const knownKeys: readonly string[] = [
  ...Object.keys(ruleSchema.shape),
  ...Object.keys(packSchema.shape),
  ...["pack", "rule", "stop", "leave", "owasp", "attack", "atlas", "cwe"],
];

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
