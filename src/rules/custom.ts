import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { compileRules } from "./compile.ts";
import type { CompiledRules, WholeRules } from "./compiled.ts";
import type { LinearEngine } from "./evaluate.ts";
import type { Problem } from "./problems.ts";
import { type RuleFile, readRules } from "./read.ts";

/** Rules of users, projects and bundles: the same format, but everything about them is bounded, and they can only add. */

export const MAX_CUSTOM_FILES = 64;
export const MAX_CUSTOM_BYTES = 256 * 1024;
export const MAX_CUSTOM_RULES = 500;

export interface CustomRules {
  readonly rules: WholeRules;
  /** What is wrong; the rules that are right are in force all the same. */
  readonly problems: readonly Problem[];
  /** For createMatcher; present where a rule needs it. */
  readonly linear: LinearEngine | undefined;
}

export interface CustomOptions {
  /** Rules that are there already: their ids are taken, and their dictionaries may be used. */
  readonly base: CompiledRules;
  /** The layer's texts, where they are not files of a folder. */
  readonly sources?: readonly Source[] | undefined;
}

/** Reads all *.toml of a layer's folder, or the texts that are given; a folder that is missing holds no rules. Never throws for what is in the files. */
export async function loadCustomRules(
  dir: string,
  layer: string,
  { base, sources: given }: CustomOptions,
): Promise<CustomRules> {
  const problems: Problem[] = [];
  const sources = given ?? (await readSources(dir, problems));
  const linear = sources.some(({ text }) => text.includes("pattern")) ? await loadLinearEngine() : undefined;
  const phrases = new Set(Object.keys(base.dictionaries).filter((name) => name.startsWith("phrases-")));
  const files = sources.map(({ file, text }): RuleFile => {
    const compiles = (source: string, ignoreCase: boolean) => complaintOf(linear, source, ignoreCase);
    return readRules(file, text, { layer, phrases, engine: "linear", compiles });
  });
  problems.push(...files.flatMap((file) => file.problems));
  const rules = additions(files, base, problems);
  const packs = files.map(({ pack }) => pack).filter((pack) => pack !== undefined);
  return { rules: compileRules(rules, base.dictionaries, packs), problems, linear };
}

export interface Source {
  readonly file: string;
  readonly text: string;
}

async function readSources(dir: string, problems: Problem[]): Promise<readonly Source[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" && error.code !== "ENOTDIR") {
      problems.push(problem(dir, `the folder cannot be read: ${error.code}`, "check its permissions"));
    }
    return [];
  });
  const files = names.filter((name) => name.endsWith(".toml")).sort();
  if (files.length > MAX_CUSTOM_FILES) {
    problems.push(
      problem(dir, `it holds more than ${MAX_CUSTOM_FILES} rule files`, "put rules together; the first are in force"),
    );
  }
  const sources: Source[] = [];
  for (const name of files.slice(0, MAX_CUSTOM_FILES)) {
    const file = join(dir, name);
    try {
      const { size } = await stat(file).then((found) => (found.isFile() ? found : { size: Number.NaN }));
      if (size <= MAX_CUSTOM_BYTES) sources.push({ file, text: await readFile(file, "utf8") });
      else problems.push(problem(file, `it is no regular file of at most ${MAX_CUSTOM_BYTES} bytes`, "split it"));
    } catch (error) {
      problems.push(
        problem(file, `it cannot be read: ${(error as NodeJS.ErrnoException).code}`, "check its permissions"),
      );
    }
  }
  return sources;
}

/** INVARIANT: a lower layer can only add: an id that is taken stays with the rule that has it. */
function additions(files: readonly RuleFile[], base: CompiledRules, problems: Problem[]) {
  const taken = new Set(Array.from(base.rules, ({ id }) => id));
  const added: RuleFile["rules"][number][] = [];
  for (const { source, place, ...rest } of files.flatMap(({ rules }) => rules)) {
    const { id, maturity } = source;
    const refuse = (message: string, help: string) => problems.push({ ...place, message, help, level: "error" });
    if (taken.has(id)) refuse(`the id \`${id}\` is taken`, "choose another, or tune that rule in the policy");
    else if (added.length >= MAX_CUSTOM_RULES) {
      refuse(`\`${id}\` is left out`, `a layer holds at most ${MAX_CUSTOM_RULES} rules`);
    } else if (maturity !== "sandbox" && maturity !== "deprecated") added.push({ source, place, ...rest });
    taken.add(id);
  }
  return added;
}

async function loadLinearEngine(): Promise<LinearEngine> {
  const { RE2JS } = await import("re2js");
  return (source, ignoreCase) => {
    const compiled = RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (text) => compiled.matcher(text).find() };
  };
}

function complaintOf(linear: LinearEngine | undefined, source: string, ignoreCase: boolean): string | undefined {
  if (linear === undefined) return "the engine for patterns is not there";
  try {
    linear(source, ignoreCase);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/\n.*$/s, "");
  }
}

function problem(file: string, message: string, help: string): Problem {
  return { file, line: 1, column: 1, message, help, level: "error" };
}
