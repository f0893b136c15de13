import { existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Ledger } from "./ledger.ts";
import { Refusal } from "./refusal.ts";
import type { Session } from "./session.ts";

/** Everything of the guard's own that an uninstallation leaves: its folder, and the machine's policy beside it. */
export function purgePlaces({
  site,
  state,
  policyFile,
}: Pick<Session, "site" | "state" | "policyFile">): readonly string[] {
  if (site.scope === "project")
    throw new Refusal("a project has nothing to purge; leave --purge or --scope project out");
  const places = site.scope === "managed" ? [state, dirname(policyFile)] : [state];
  return places.filter((place) => lstatSync(place, { throwIfNoEntry: false }) !== undefined);
}

/** INVARIANT: the program goes only where no agent's file that is known names it any more. */
export function refusePurge(places: readonly string[], ledger: Ledger): void {
  const left = ledger.all().flatMap(([file, { agent }]) => (agent === "policy" || !existsSync(file) ? [] : [file]));
  if (left.length > 0)
    throw new Refusal(
      `nothing was purged: the guard still stands in ${left.join(", ")}; run clampd-guard uninstall there first (--scope project in a project's folder)`,
    );
  const link = places.find((place) => lstatSync(place).isSymbolicLink());
  if (link !== undefined) throw new Refusal(`${link}: is a link; delete what it leads to by hand`);
}

/** Takes the folders away; gives those that could not be. */
export function purge(places: readonly string[]): readonly string[] {
  return places.filter((place) => {
    try {
      rmSync(place, { recursive: true, force: true });
      return existsSync(place);
    } catch {
      return true;
    }
  });
}

/** What goes, one line each, to be read before it is agreed to. */
export function contentsOf(places: readonly string[]): readonly string[] {
  return places.flatMap((place) => readdirSync(place).map((name) => join(place, name)));
}
