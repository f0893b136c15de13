import { dirname } from "node:path";
import { installed } from "../install/install.ts";
import { Ledger } from "../install/ledger.ts";
import { install } from "../install/run.ts";
import { openSession } from "../install/session.ts";
import { guarded, type InstallOptions, scopeOption, sessionOptions, show } from "./install.ts";
import type { Register } from "./register.ts";

export const registerUpgrade: Register = (program, done) => {
  program
    .command("upgrade")
    .addOption(scopeOption())
    .option("--managed", "the same as --scope managed")
    .option("--root <folder>", "with --managed: below this folder")
    .option("--json", "as JSON")
    .addHelpText("after", "\nRun it with the new program: ./clampd-guard upgrade")
    .action(async (options: InstallOptions) => {
      done(
        await guarded(async () => {
          const session = openSession(sessionOptions(options));
          const deeds = installed(new Ledger(session.state), session.site.scope).filter(
            ({ file }) => session.site.scope !== "project" || dirname(dirname(file)) === session.site.project,
          );
          const denyRules = deeds.some(({ deed }) => deed.mark.texts.length > 0);
          const chosen = [...new Set(deeds.map(({ installer }) => installer))];
          const wished = { ...session, wish: { ...session.wish, denyRules } };
          return show(await install(chosen, wished, {}), wished, options);
        }),
      );
    });
};
