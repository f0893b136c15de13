import type { Command } from "commander";
import { lateEntries } from "../doctor/checks/mode.ts";
import { readSetups } from "../doctor/setup.ts";
import { theseSurroundings } from "../doctor/surroundings.ts";
import type { Profile } from "../model/decision.ts";
import { PROFILES } from "../policy/order.ts";
import { step, type Target } from "../policy/promote.ts";
import { applySplice } from "../policy/splice.ts";
import { beforeEdit, readPolicyText, rememberEdit } from "../policy/write.ts";
import { type ConfirmOptions, confirmAndWrite, layerFile } from "../report/change.ts";
import { figuresFor } from "../report/figures.ts";
import { knownRules, type RuleFacts } from "../report/known-rules.ts";
import { loadReport } from "../report/load.ts";
import { nearest } from "../rules/problems.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { print } from "./print.ts";
import type { Register } from "./register.ts";
import { readSince } from "./report.ts";

interface Options extends ConfirmOptions {
  readonly layer: string;
  readonly since: string;
}

type Direction = "promote" | "demote";

export const registerPromote: Register = (program) => {
  changeCommand(program, "promote").addHelpText(
    "after",
    `
Examples:
  $ clampd-guard promote git.force-push            one rule
  $ clampd-guard promote secrets --dry-run         a category; only show what would be written
  $ clampd-guard promote strict --layer project    a profile, for everyone who works on this project
  $ clampd-guard promote all                       the general mode`,
  );
};

/** The command of either direction; both read and write alike. */
export function changeCommand(program: Command, direction: Direction): Command {
  return program
    .command(direction)
    .argument("<target>", "a rule, a category, a profile, or `all`")
    .option("--layer <layer>", "user or project", "user")
    .option("--since <time>", "from when on the figures are: 36h, 14d, 2w, or a date", "14d")
    .option("--dry-run", "only show what would be written")
    .option("--yes", "write without asking")
    .action((name: string, options: Options) => change(name, direction, options));
}

async function change(name: string, direction: Direction, options: Options): Promise<void> {
  const { rules } = await knownRules(thisMachine(), process.cwd());
  const target = targetOf(name, rules);
  const pinned = target.kind === "rule" && rules.find((rule) => rule.id === target.name)?.pinned === true;
  if (direction === "demote" && pinned)
    throw new CommandError(
      `\`${target.name}\` cannot be made milder one by one: it is catastrophic or protects the guard`,
    );
  const layer = layerFile(options.layer);
  const { home, journal } = findPlaces();
  const now = Date.now();
  if (journal !== undefined)
    print(figuresFor(target, await loadReport({ journal, home, since: readSince(options.since, now), now })));

  const before = readPolicyText(layer.file);
  const memory = `${target.kind} ${target.name}`;
  const known =
    direction === "demote" && before !== undefined ? beforeEdit(layer.memory, layer.file, memory, before) : undefined;
  if (known !== undefined) {
    if (await confirmAndWrite(layer, before, known.text, options)) tellOfEntries();
    return;
  }
  const made = stepIn(layer.file, before, target, direction);
  if (made === undefined) {
    print(`Nothing to do: ${layer.file} says so already.`);
    return;
  }
  const after = applySplice(before ?? "", made.splice);
  const written = await confirmAndWrite(layer, before, after, options);
  if (written && direction === "promote")
    rememberEdit(layer.memory, { file: layer.file, target: memory, before, splice: made.splice });
  if (written) tellOfEntries();
}

/** What agents do where the guard cannot start stands in their own files. */
function tellOfEntries(): void {
  const around = theseSurroundings();
  for (const { agent, file, what, fix } of lateEntries(readSetups(around), around))
    print(`${agent}: ${file}: ${what} for this mode; run \`${fix}\``);
}

function stepIn(file: string, before: string | undefined, target: Target, direction: Direction) {
  try {
    return step(before, target, direction);
  } catch (error) {
    throw new CommandError(
      `${file} is not written to while it is broken: ${error instanceof Error ? error.message : "it cannot be read"}`,
    );
  }
}

function targetOf(name: string, rules: readonly RuleFacts[]): Target {
  if (name === "all") return { kind: "all", name };
  if (PROFILES.includes(name as Profile)) return { kind: "profile", name: name as Profile };
  const ids = rules.map((rule) => rule.id);
  const categories = [...new Set(rules.map((rule) => rule.category))];
  if (ids.includes(name)) return { kind: "rule", name };
  if (categories.includes(name)) return { kind: "category", name };
  const meant = nearest(name, [...ids, ...categories, ...PROFILES]);
  throw new CommandError(
    `there is no rule, category or profile \`${name}\`${meant === undefined ? "; clampd-guard rules list shows them" : `; did you mean ${meant}?`}`,
    EXIT.usage,
  );
}
