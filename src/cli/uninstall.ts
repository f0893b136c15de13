import { installers } from "../../installers/all.ts";
import { uninstall } from "../install/run.ts";
import { openSession } from "../install/session.ts";
import { choose, guarded, type InstallOptions, scopeOption, sessionOptions, show } from "./install.ts";
import type { Register } from "./register.ts";

export const registerUninstall: Register = (program, done) => {
  program
    .command("uninstall")
    .argument("[agents...]", "which agents")
    .option("--all", "every agent")
    .addOption(scopeOption())
    .option("--managed", "the same as --scope managed")
    .option("--root <folder>", "with --managed: below this folder")
    .option("--dry-run", "write nothing, print the exact change of every file")
    .option("--json", "as JSON")
    .addHelpText("after", "\nThe policy, the journal and the program stay where they are.")
    .action(async (names: readonly string[], options: InstallOptions) => {
      done(
        await guarded(async () => {
          const session = openSession(sessionOptions(options));
          // Not only those that are found: an agent may have been removed before its hooks.
          const all = installers.filter((each) => each.scopes.includes(session.site.scope));
          const chosen = options.all === true ? all : choose(names, false, session);
          return show(await uninstall(chosen, session, options.dryRun === true), session, options);
        }),
      );
    });
};
