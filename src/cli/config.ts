import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { checkText } from "../policy/check-text.ts";
import { readSmallFile } from "../policy/file.ts";
import type { Layer } from "../policy/layer.ts";
import { knownRules } from "../report/known-rules.ts";
import { formatProblem } from "../rules/problems.ts";
import { VERSION } from "../version.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { plain, print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

type FileLayer = Exclude<Layer, "builtin">;
const LAYERS: readonly FileLayer[] = ["managed", "bundle", "user", "project"];

interface Options {
  readonly layer?: string;
  readonly json?: boolean;
}

export const registerConfig: Register = (program, done) => {
  const config = program.command("config");
  config
    .command("check")
    .description("say what is wrong in a policy file, with line, column and what was meant")
    .argument("[file]", "default: the files in force here")
    .option("--layer <layer>", `as which it is meant: ${LAYERS.join(", ")} (default: told by its place)`)
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit code 1 where something is wrong; warnings alone are 0; 2 where the file cannot be read.",
    )
    .action(async (file: string | undefined, options: Options) => {
      if (options.layer !== undefined && !LAYERS.includes(options.layer as FileLayer))
        throw new CommandError(`--layer wants one of ${LAYERS.join(", ")}`, EXIT.usage);
      const files = file === undefined ? filesInForce() : [file];
      const { rules } = await knownRules(thisMachine(), process.cwd());
      const problems = files.flatMap((path) => {
        const read = readSmallFile(path);
        if (read.kind !== "text")
          throw new CommandError(`${path} ${read.kind === "absent" ? "does not exist" : read.problem}`, EXIT.usage);
        const layer = (options.layer as FileLayer | undefined) ?? layerOf(path);
        return checkText(path, read.text, { layer, rules, now: Date.now(), version: VERSION });
      });
      if (options.json === true) printJson(problems);
      else {
        for (const problem of problems) print(plain(formatProblem(problem)));
        if (files.length === 0) print("There is no policy file here: the guard observes.");
        else if (problems.length === 0) print(`${files.join(", ")}: fine`);
      }
      done(problems.some((problem) => problem.level === "error") ? EXIT.problem : EXIT.ok);
    });
};

function filesInForce(): readonly string[] {
  const { managed, user, projects } = findPlaces().policy;
  return [managed, user, ...projects].filter((file) => file !== undefined).filter((file) => existsSync(file));
}

/** A file in a layer's own place is that layer's. */
function layerOf(file: string): FileLayer | undefined {
  const { managed, user, projects } = findPlaces().policy;
  const path = resolve(file);
  if (path === managed) return "managed";
  if (path === user) return "user";
  return projects.includes(path) ? "project" : undefined;
}
