import { createInterface } from "node:readline/promises";
import { installers } from "../../installers/all.ts";
import { Ledger } from "../install/ledger.ts";
import { contentsOf, purge, purgePlaces, refusePurge } from "../install/purge.ts";
import { uninstall } from "../install/run.ts";
import { openSession, type Session } from "../install/session.ts";
import { CommandError, EXIT } from "./errors.ts";
import { choose, guarded, type InstallOptions, scopeOption, sessionOptions, show } from "./install.ts";
import { print } from "./print.ts";
import type { Register } from "./register.ts";

interface Options extends InstallOptions {
  readonly purge?: boolean;
  readonly yes?: boolean;
}

const HELP = `
The policy, the journal and the program stay where they are, but for --purge.

Examples:
  $ clampd-guard uninstall claude
  $ clampd-guard uninstall --all --purge      nothing of it is left`;

export const registerUninstall: Register = (program, done) => {
  program
    .command("uninstall")
    .argument("[agents...]", "which agents")
    .option("--all", "every agent")
    .addOption(scopeOption())
    .option("--managed", "the same as --scope managed")
    .option("--root <folder>", "with --managed: below this folder")
    .option(
      "--purge",
      "with --all: then also delete the program, the policy, the journal and all else of the guard's own",
    )
    .option("--yes", "with --purge: without asking")
    .option("--dry-run", "write nothing, print the exact change of every file")
    .option("--json", "as JSON")
    .addHelpText("after", HELP)
    .action(async (names: readonly string[], options: Options) => {
      done(await guarded(() => run(names, options)));
    });
};

async function run(names: readonly string[], options: Options): Promise<number> {
  if (options.purge === true && options.all !== true) throw new CommandError("--purge is for --all", EXIT.usage);
  const session = openSession(sessionOptions(options));
  // Not only those that are found: an agent may have been removed before its hooks.
  const all = installers.filter((each) => each.scopes.includes(session.site.scope));
  const chosen = options.all === true ? all : choose(names, false, session);
  const places = options.purge === true ? purgePlaces(session) : [];
  if (options.purge === true && options.dryRun !== true) await confirm(places, options);
  const code = show(await uninstall(chosen, session, options.dryRun === true), session, options);
  if (options.purge !== true || code !== EXIT.ok) return code;
  if (options.dryRun !== true) return await purgeAll(session, places, options);
  if (options.json !== true) print(["", "would be deleted:", ...contentsOf(places)].join("\n"));
  return code;
}

async function purgeAll(session: Session, places: readonly string[], { json }: Options): Promise<number> {
  refusePurge(places, new Ledger(session.state));
  // Loaded late: only here does an uninstallation have to know of engines.
  const { stop } = await import("./engine.ts");
  if (session.site.root === "") await stop();
  const left = purge(places);
  if (left.length > 0)
    throw new CommandError(`${left.join(", ")}: could not be deleted; give yourself access, then run rm -r on it`);
  if (json !== true) print(`deleted ${places.join(", ") || "nothing: there was nothing"}`);
  return EXIT.ok;
}

/** The journal and the policy do not come back. */
async function confirm(places: readonly string[], { yes }: Options): Promise<void> {
  if (yes === true || places.length === 0) return;
  if (process.stdin.isTTY !== true)
    throw new CommandError("nothing was changed: there is no terminal to ask on; add --yes", EXIT.usage);
  print(["These are deleted, with all that is in them:", ...contentsOf(places)].join("\n"));
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Go on (y/N)? ");
  terminal.close();
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CommandError("nothing was changed");
}
