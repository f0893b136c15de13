import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { installers } from "../../installers/all.ts";
import type { Installer, Site, Wish } from "../../installers/installer.ts";
import type { Scope } from "../../src/install/edit.ts";
import { carryOutPlan, planInstall, planUninstall } from "../../src/install/install.ts";
import { Ledger } from "../../src/install/ledger.ts";

/** A home of its own, and an installer that works in it. */
export function bench(agent: string, scope: Scope = "user") {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "clampd-install-")));
  const home = join(base, "home");
  const project = join(base, "project");
  for (const folder of [home, project]) mkdirSync(folder);
  const installer = installers.find((each) => each.agent === agent) as Installer;
  const site: Site = { platform: "linux", scope, root: scope === "managed" ? base : "", home, project, env: {} };
  const state = join(home, ".clampd");
  const wish: Wish = {
    command: join(state, "bin", "clampd-guard"),
    closed: false,
    denyRules: false,
    version: undefined,
  };
  const ledger = () => new Ledger(state);
  return {
    base,
    home,
    project,
    site,
    state,
    wish,
    installer,
    ledger,
    files: () => installer.edits(site, wish).map(({ file }) => file),
    install({ version, ...more }: Partial<Wish> = {}) {
      const client = { program: version === undefined ? undefined : `/bin/${agent}`, version };
      const plan = planInstall(installer, site, { ...wish, ...more }, client);
      carryOutPlan(plan, ledger());
      return plan;
    },
    uninstall() {
      const plan = planUninstall(installer, site, wish, ledger());
      carryOutPlan(plan, ledger());
      return plan;
    },
  };
}

/** A bench that goes with the test it is opened in, and the first file that its installer edits. */
export function openBench(agent: string, scope: Scope = "user") {
  const one = bench(agent, scope);
  onTestFinished(() => rmSync(one.base, { recursive: true, force: true }));
  return { ...one, file: one.files()[0] as string };
}

export function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

export function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}
