import { atLeast, capabilities } from "../../../hooks/capabilities.ts";
import { isClosed } from "../../install/session.ts";
import { loadPolicy } from "../../policy/load.ts";
import { policyPlaces } from "../../policy/places.ts";
import { VERSION } from "../../version.ts";
import type { FileScope } from "../agents.ts";
import type { Check, Problem } from "../check.ts";
import type { AgentSetup, HookEntry } from "../setup.ts";
import type { Surroundings } from "../surroundings.ts";

/** What a client does where the guard cannot start stands in its file, and the mode in the policy: the one follows the other only by hand. */
export const mode: Check = {
  id: "mode",
  title: "the entries fit the mode in force",
  look: ({ setups, around }) => lateEntries(setups, around),
};

/** One finding for each file whose entries say another mode. */
export function lateEntries(setups: readonly AgentSetup[], around: Surroundings): readonly Problem[] {
  const closed = new Map<FileScope, boolean>();
  return setups.flatMap((setup) => {
    const { row, version, ours } = setup;
    const key = capabilities.find(({ agent }) => agent === row.agent)?.onFailure.closedBy;
    if (key === undefined) return [];
    return [...new Set(ours.map(({ file }) => file))].flatMap((file): readonly Problem[] => {
      const entries = ours.filter((entry) => entry.file === file);
      const [{ scope }] = entries as [HookEntry];
      const wanted = closed.get(scope) ?? closedIn(scope, around);
      closed.set(scope, wanted);
      const stops = entries.some(({ handler }) => handler[key.key] === key.value);
      if (stops === wanted || (wanted && !atLeast(version, key.since))) return [];
      const about = { weight: "warning", agent: row.agent, file } as const;
      const fix = `clampd-guard upgrade${scope === "user" ? "" : ` --scope ${scope}`}`;
      return wanted
        ? [
            {
              ...about,
              what: `the entries lack \`${key.key}\``,
              why: "a call is run where the guard cannot be started",
              fix,
            },
          ]
        : [
            {
              ...about,
              what: `the entries have \`${key.key}\``,
              why: "calls are stopped where the guard cannot be started, which the mode does not ask for",
              fix,
            },
          ];
    });
  });
}

function closedIn(scope: FileScope, { machine, home, cwd }: Surroundings): boolean {
  const inProject = scope === "project" || scope === "local";
  return isClosed(loadPolicy(policyPlaces(machine.platform, home, inProject ? [cwd] : []), VERSION), undefined);
}
