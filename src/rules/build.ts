import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { parse, TomlError } from "smol-toml";
import { type CheckedRule, compileRules } from "./compile.ts";
import type { WholeRules } from "./compiled.ts";
import { phrasesOf } from "./evaluate.ts";
import { phraseBook } from "./phrases.ts";
import { type Problem, RuleError } from "./problems.ts";
import { type RuleFile, readRules } from "./read.ts";
import type { RuleSource } from "./schema.ts";

type Maturity = RuleSource["maturity"];

/** What of the packs is active as shipped. */
const shipped: readonly Maturity[] = ["stable", "incubating"];

export interface PackSources {
  readonly files: readonly RuleFile[];
  readonly rules: readonly CheckedRule[];
  readonly dictionaries: { readonly [name: string]: unknown };
}

/** Reads rules/*.toml and rules/dictionaries/*.toml below `dir`. Throws RuleError with all problems of all files. */
export async function readPacks(dir: string): Promise<PackSources> {
  const problems: Problem[] = [];
  const dictionaries = await readDictionaries(join(dir, "dictionaries"), problems);
  const phrases = new Set(Object.keys(dictionaries).filter((name) => name.startsWith("phrases-")));
  const files: RuleFile[] = [];
  for (const path of await tomlFiles(dir)) {
    const file = readRules(path, await readFile(path, "utf8"), {
      layer: "builtin",
      phrases,
      engine: "native",
      compiles: compilesNatively,
    });
    problems.push(...file.problems);
    files.push(file);
  }
  const rules = files.flatMap((file) => file.rules);
  if (problems.some(({ level }) => level === "error")) throw new RuleError(problems);
  return { files, rules: onlyOnce(rules), dictionaries };
}

/** The rules as they ship: sandbox and deprecated ones are left out unless `maturities` says otherwise. */
export async function compilePacks(dir: string, maturities = shipped): Promise<WholeRules> {
  const { files, rules, dictionaries } = await readPacks(dir);
  const active = rules.filter(({ source }) => maturities.includes(source.maturity));
  const packs = files.map(({ pack }) => pack).filter((pack) => pack !== undefined);
  return compileRules(active, dictionaries, packs);
}

function compilesNatively(source: string, ignoreCase: boolean): string | undefined {
  try {
    new RegExp(source, ignoreCase ? "iu" : "u");
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, "");
  }
}

function onlyOnce(rules: readonly CheckedRule[]): readonly CheckedRule[] {
  const seen = new Map<string, CheckedRule>();
  const problems: Problem[] = [];
  for (const rule of rules) {
    const { id } = rule.source;
    const other = seen.get(id);
    if (other !== undefined) {
      const message = `the id \`${id}\` is taken by ${other.place.file}:${other.place.line}`;
      problems.push({ ...rule.place, message, help: "choose another", level: "error" });
    }
    seen.set(id, other ?? rule);
  }
  if (problems.length > 0) throw new RuleError(problems);
  return rules;
}

async function readDictionaries(dir: string, problems: Problem[]): Promise<Record<string, unknown>> {
  const dictionaries: Record<string, unknown> = {};
  for (const file of await tomlFiles(dir)) {
    const name = basename(file, ".toml");
    try {
      dictionaries[name] = parse(await readFile(file, "utf8"));
      if (name.startsWith("phrases-")) phraseBook(phrasesOf(dictionaries[name]));
    } catch (error) {
      const place = error instanceof TomlError ? { line: error.line, column: error.column } : { line: 1, column: 1 };
      if (!(error instanceof TomlError || error instanceof RangeError)) throw error;
      problems.push({ file, ...place, message: error.message.replace(/\n.*$/s, ""), level: "error" });
    }
  }
  return dictionaries;
}

async function tomlFiles(dir: string): Promise<readonly string[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith(".toml"))
    .sort()
    .map((name) => join(dir, name));
}
