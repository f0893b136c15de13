import { atLeast, capabilities } from "../../../hooks/capabilities.ts";
import { installerOf } from "../agents.ts";
import type { Check, Problem } from "../check.ts";

/** What is known of the clients' hooks was measured with one version each; others may do otherwise. */
export const versions: Check = {
  id: "versions",
  title: "the clients' versions are known to obey",
  look: ({ setups }) =>
    setups.flatMap(({ row: { agent }, program, version, ours }): readonly Problem[] => {
      if (ours.length === 0) return [];
      const known = capabilities.find((row) => row.agent === agent);
      if (program === undefined || known === undefined) {
        const what = `its program is not on PATH, its version was not looked at`;
        const why = "what it honours depends on its version";
        return [{ weight: "note", agent, what, why, fix: "run the doctor where it can be found on PATH" }];
      }
      if (version === undefined) {
        const what = `${program} does not say its version`;
        return [
          { weight: "warning", agent, what, why: "what it honours is not known", fix: "start it by hand and see" },
        ];
      }
      const oldest = installerOf(agent)?.oldest;
      const upgrade = `upgrade ${agent}`;
      if (oldest !== undefined && !atLeast(version, oldest)) {
        const why = `hooks stop tools from ${oldest} on`;
        return [{ weight: "error", agent, what: `${agent} ${version} is too old`, why, fix: upgrade }];
      }
      const { closedBy } = known.onFailure;
      const writes = ours.some(({ handler }) => closedBy !== undefined && handler[closedBy.key] === closedBy.value);
      if (writes && closedBy !== undefined && !atLeast(version, closedBy.since)) {
        const what = `${agent} ${version} does not know \`${closedBy.key}\` (since ${closedBy.since})`;
        return [
          { weight: "warning", agent, what, why: "a call is run where the guard cannot be started", fix: upgrade },
        ];
      }
      if (atLeast(known.version, version)) return [];
      const what = `${agent} ${version} is newer than the version that was measured (${known.version})`;
      const why = "what it honours may have changed since";
      return [{ weight: "note", agent, what, why, fix: `clampd-guard doctor --prove ${agent}` }];
    }),
};
