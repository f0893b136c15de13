import type { Check, Problem } from "../check.ts";

/**
 * Cursor runs Claude Code's hooks, too, and leaves out those whose command is the same to the byte as one of its own
 * (documentation of 2026 and runtime 1.0.32).
 */
export const doubled: Check = {
  id: "doubled",
  title: "two agents that read one file agree on the command",
  look: ({ setups }): readonly Problem[] => {
    const of = (agent: string) => setups.find(({ row }) => row.agent === agent)?.ours ?? [];
    const cursor = of("cursor");
    const commands = new Set(cursor.map(({ command }) => command));
    const other = of("claude").find(({ scope, command }) => scope !== "managed" && !commands.has(command));
    if (cursor.length === 0 || other === undefined) return [];
    return [
      {
        weight: "warning",
        agent: "cursor",
        file: other.file,
        what: `Cursor runs the guard of this file beside its own: ${other.command}`,
        why: "each call is decided and recorded twice",
        fix: "run `clampd-guard upgrade`, which gives both the same command",
      },
    ];
  },
};
