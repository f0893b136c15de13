import type { CommandChanges } from "../programs/program.ts";
import { type ShellState, subshell } from "./state.ts";
import { scalar } from "./value.ts";

/** The state in which a wrapper runs its command: elevated, elsewhere, with variables of its own. */
export function changedState(state: ShellState, changes: CommandChanges): ShellState {
  if (Object.keys(changes).every((name) => name === "stdin" || name === "external")) return state;
  const { elevated, where, tags = [], variables = [] } = changes;
  const inner = subshell(state, {
    elevated: state.elevated || elevated === true,
    where: where ?? state.where,
    tags: [...new Set([...state.tags, ...tags])],
    ...("cwd" in changes ? { cwd: changes.cwd } : {}),
  });
  for (const { text, taint } of variables) {
    const at = text.indexOf("=");
    inner.variables.set(text.slice(0, at), scalar(text.slice(at + 1), taint));
  }
  return inner;
}
