/** One installation in a process of its own, so that it can be killed, run beside others, or have few rights: WHAT HOME PROGRAM VERSION AGENT… */
import { join } from "node:path";
import { installers } from "../../installers/all.ts";
import type { Site } from "../../installers/installer.ts";
import { makeFolders } from "../../src/install/files.ts";
import { carryOutPlan, planInstall, planUninstall } from "../../src/install/install.ts";
import { Ledger } from "../../src/install/ledger.ts";
import { withLock } from "../../src/install/lock.ts";
import { placeProgram } from "../../src/install/program.ts";
import { Refusal } from "../../src/install/refusal.ts";

const REFUSED = 3;
const [what, home = "", program = "", version = "", ...agents] = process.argv.slice(2);
const state = join(home, ".clampd");
const command = join(state, "bin", "clampd-guard");
const site: Site = { platform: "linux", scope: "user", root: "", home, project: home, env: {} };
const wish = { command, closed: false, denyRules: false, version: undefined };
makeFolders(state, 0o700);
await withLock(join(state, "install.lock"), async () => {
  const ledger = new Ledger(state);
  if (what === "install") placeProgram({ state, command }, [program], version);
  for (const agent of agents) {
    const installer = installers.find((each) => each.agent === agent);
    if (installer === undefined) throw new Error(agent);
    try {
      carryOutPlan(
        what === "install"
          ? planInstall(installer, site, wish, { program: undefined, version: undefined })
          : planUninstall(installer, site, wish, ledger),
        ledger,
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.error(error.message);
      process.exitCode = REFUSED;
    }
  }
});
