import { Option } from "commander";
import { installers } from "../../installers/all.ts";
import type { Installer } from "../../installers/installer.ts";
import { SCOPES, type Scope } from "../install/edit.ts";
import { managedFiles, programNote } from "../install/fleet.ts";
import { Refusal } from "../install/refusal.ts";
import { install, type Outcome, plan } from "../install/run.ts";
import { isPresent, openSession, type Session } from "../install/session.ts";
import type { Mode } from "../model/decision.ts";
import { CommandError, EXIT } from "./errors.ts";
import { askWhat } from "./install-questions.ts";
import { factsOf, reportOf } from "./install-report.ts";
import { print, printJson } from "./print.ts";
import type { Register } from "./register.ts";

export interface InstallOptions {
  readonly all?: boolean;
  readonly scope: Scope;
  readonly managed?: boolean;
  readonly mode?: Mode;
  readonly dryRun?: boolean;
  readonly print?: boolean;
  readonly permissionsDeny?: boolean;
  readonly root?: string;
  readonly json?: boolean;
}

const NAMES = installers.map(({ agent }) => agent).join(", ");

export const registerInstall: Register = (program, done) => {
  program
    .command("install")
    .argument("[agents...]", `which: ${NAMES}`)
    .option("--all", "every agent that is found here")
    .addOption(scopeOption())
    .option("--managed", "the same as --scope managed")
    .addOption(
      new Option("--mode <mode>", "also write the mode (a fresh installation observes)").choices([
        "observe",
        "enforce",
      ]),
    )
    .option("--permissions-deny", "also add Claude Code's own rules for secrets that its hooks do not see being read")
    .option("--dry-run", "write nothing, print the exact change of every file")
    .option("--print", "with --managed: write nothing, print every file for Linux, macOS and Windows")
    .option("--root <folder>", "with --managed: write below this folder, as for an image")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ clampd-guard install claude\n  $ clampd-guard install --all --mode observe --dry-run\n  $ sudo clampd-guard install --all --managed\n\nExit code 1 where an agent's file was refused or an agent does not trust the hooks.",
    )
    .action(async (names: readonly string[], options: InstallOptions) => {
      done(await guarded(() => run(names, options)));
    });
};

export function scopeOption(): Option {
  return new Option("--scope <scope>", "whose: the user's, the project's in this folder, or the machine's")
    .choices([...SCOPES])
    .default("user");
}

async function run(names: readonly string[], given: InstallOptions): Promise<number> {
  const asked = isQuestion(names, given) ? await askWhat(given) : undefined;
  if (asked === "no") return EXIT.ok;
  const options = asked?.options ?? given;
  const session = openSession(sessionOptions(options));
  if (options.print === true) return printManaged(names, options);
  const chosen = asked?.installers ?? choose(names, options.all === true, session);
  const outcome =
    options.dryRun === true ? await plan(chosen, session, options.mode) : await install(chosen, session, options);
  return show(outcome, session, options);
}

/** Only a person at a terminal is asked, and only who named nothing. */
function isQuestion(names: readonly string[], { all, json, print: prints }: InstallOptions): boolean {
  return (
    names.length === 0 && !all && !json && !prints && process.stdin.isTTY === true && process.stdout.isTTY === true
  );
}

export function sessionOptions({ scope, managed, root, mode, permissionsDeny }: InstallOptions) {
  return { scope: managed === true ? ("managed" as const) : scope, root, mode, denyRules: permissionsDeny };
}

/** The agents that were named, or those that are in use here. */
export function choose(names: readonly string[], all: boolean, session: Session): readonly Installer[] {
  const unknown = names.find((name) => !installers.some(({ agent }) => agent === name));
  if (unknown !== undefined) throw new CommandError(`there is no agent \`${unknown}\`; there are ${NAMES}`, EXIT.usage);
  if (names.length === 0 && !all) throw new CommandError(`say which agent (${NAMES}) or --all`, EXIT.usage);
  const { scope } = session.site;
  const chosen = installers.filter((each) =>
    all
      ? each.scopes.includes(scope) && (scope === "managed" || isPresent(each, session.site))
      : names.includes(each.agent),
  );
  const without = chosen.find((each) => !each.scopes.includes(scope));
  if (without !== undefined)
    throw new CommandError(`${without.title} has no ${scope} scope; it has ${without.scopes.join(", ")}`, EXIT.usage);
  if (chosen.length === 0) throw new CommandError(`no agent was found here; name one of ${NAMES}`);
  return chosen;
}

export function show(outcome: Outcome, session: Session, options: Pick<InstallOptions, "json" | "dryRun">): number {
  if (options.json === true) printJson(factsOf(outcome, session, options.dryRun === true));
  else print(reportOf(outcome, session, options.dryRun === true));
  const failed = outcome.agents.some(({ refused, trust }) => refused !== undefined || trust?.state === "not trusted");
  return failed ? EXIT.problem : EXIT.ok;
}

function printManaged(names: readonly string[], options: InstallOptions): number {
  if (!(options.managed === true || options.scope === "managed"))
    throw new CommandError("--print is for --scope managed", EXIT.usage);
  const chosen = installers.filter(
    (each) => each.scopes.includes("managed") && (names.length === 0 || names.includes(each.agent)),
  );
  const files = managedFiles(chosen, options.mode ?? "observe");
  if (options.json === true) printJson(files);
  else print(printed(files));
  return EXIT.ok;
}

function printed(files: ReturnType<typeof managedFiles>): string {
  const line = "#".repeat(80);
  return [...Map.groupBy(files, ({ platform }) => platform)]
    .map(([platform, own]) => {
      const texts = own.map(({ path, content, note }) => `# ${platform}: ${path}\n# ${note}\n${content}`);
      return `${line}\n# ${platform}: ${programNote(platform)}\n\n${texts.join("\n")}`;
    })
    .join("\n");
}

/** A refusal is the answer, told in one sentence; nothing was written. */
export async function guarded(work: () => Promise<number>): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) throw new CommandError(error.message);
    throw error;
  }
}
