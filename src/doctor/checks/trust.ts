import type { Check, Problem } from "../check.ts";
import { listCodexHooks } from "../codex-app.ts";

/** Codex runs no hook that its user has not approved, and `codex exec` says nothing of it (0.169.0). */
export const trust: Check = {
  id: "trust",
  title: "Codex trusts the guard's hooks",
  look: async ({ setups, around }) => {
    const setup = setups.find(({ row }) => row.agent === "codex");
    if (setup === undefined || setup.ours.length === 0 || setup.program === undefined) return [];
    const listed = await listCodexHooks(setup.program, around.env, around.cwd);
    const about = { agent: "codex", file: setup.ours[0]?.file };
    if (listed === undefined) {
      const what = "Codex does not tell which hooks it trusts";
      const why = "a hook that it does not trust is passed over, and nothing is said of it";
      return [{ ...about, weight: "note", what, why, fix: "clampd-guard doctor --prove codex" }];
    }
    const commands = new Set(setup.ours.map(({ command }) => command));
    const ours = listed.filter(({ command }) => command !== undefined && commands.has(command));
    if (ours.length === 0) {
      const why = "hooks are switched off, their file is refused, or the folder is not trusted";
      return [
        {
          ...about,
          weight: "error",
          what: "Codex does not list the guard's hooks",
          why,
          fix: "clampd-guard install codex",
        },
      ];
    }
    return ours.flatMap(({ key, trust: state, enabled }): readonly Problem[] => {
      if (enabled && (state === "trusted" || state === "managed")) return [];
      const what = `Codex has the hook ${key} ${enabled ? `as ${state}` : "disabled"}`;
      const why = "it is passed over, and `codex exec` says nothing of it";
      return [
        {
          ...about,
          weight: "error",
          what,
          why,
          fix: enabled
            ? "run `clampd-guard install codex`, or approve it with /hooks in Codex"
            : "enable it with /hooks in Codex",
        },
      ];
    });
  },
};
