import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Command } from "commander";
import rules from "#rules";
import { formatProblem, type Problem } from "../rules/problems.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { plain, print } from "./print.ts";

const MAX_BYTES = 1024 * 1024;

interface Options {
  readonly project?: boolean;
  readonly stdout?: boolean;
  readonly name?: string;
}

/** `rules import`: adds itself to the command `rules`. */
export function registerRulesImport(parent: Command, done: (exitCode: number) => void): void {
  parent
    .command("import")
    .description("take over Sigma rules about processes and files; what cannot be said here is named and left out")
    .argument("<files...>", "Sigma rules in YAML")
    .option("--project", "into .clampd/rules of this project (default: your own)")
    .option("--name <name>", "of the new file: sigma-<name>.toml (default: that of the first file)")
    .option("--stdout", "print the rules instead of writing them")
    .addHelpText("after", "\nExamples:\n  $ clampd-guard rules import --stdout proc_creation_lnx_*.yml")
    .action(async (files: readonly string[], options: Options) => done(await run(files, options)));
}

/** Exit code 1 where something was left out. */
async function run(files: readonly string[], options: Options): Promise<number> {
  // Reading YAML and all command knowledge is loaded only by who asks for it.
  const { importSigma } = await import("../rules/sigma.ts");
  const name = nameOf(options.name ?? basename(files[0] ?? "").replace(/\.[^.]*$/, ""));
  const { text, taken, left } = importSigma(files.map(read), name);
  for (const { title, reason } of left) process.stderr.write(`left out: ${plain(title)}: ${plain(reason)}\n`);
  if (text !== undefined) {
    const problems = await check(text, name, options.project === true ? "project" : "user");
    for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
    if (problems.some(({ level }) => level === "error")) throw new CommandError("the rules were not written");
    if (options.stdout === true) process.stdout.write(text);
    else
      print(
        `wrote ${write(text, name, options.project === true)}: ${taken.length} ${taken.length === 1 ? "rule" : "rules"}, ${left.length} left out`,
      );
  }
  return left.length > 0 ? EXIT.problem : EXIT.ok;
}

function nameOf(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (name === "") throw new CommandError("the file needs a name: use --name", EXIT.usage);
  return name;
}

function read(file: string): string {
  try {
    const stats = statSync(file);
    if (!stats.isFile() || stats.size > MAX_BYTES)
      throw new CommandError(`${file} is no regular file of at most ${MAX_BYTES} bytes`);
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

/** The same reader that puts rules in force. */
async function check(text: string, name: string, layer: string): Promise<readonly Problem[]> {
  const { readRules } = await import("../rules/read.ts");
  const phrases = new Set(Object.keys(rules.dictionaries));
  return readRules(`sigma-${name}.toml`, text, { layer, phrases, engine: "linear", compiles: () => undefined })
    .problems;
}

function write(text: string, name: string, inProject: boolean): string {
  const base = inProject ? process.cwd() : thisMachine().home;
  if (base === undefined) throw new CommandError("the home folder is not known; use --project");
  const folder = join(base, ".clampd", "rules");
  const file = join(folder, `sigma-${name}.toml`);
  if (existsSync(file)) throw new CommandError(`${file} exists already; choose another --name`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { flag: "wx", mode: 0o600 });
  return file;
}
