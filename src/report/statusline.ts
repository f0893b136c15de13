import { join } from "node:path";
import { isObject, stringAt } from "../model/json.ts";
import { policyAt } from "../policy/effective.ts";
import { loadPolicy } from "../policy/load.ts";
import { VERSION } from "../version.ts";
import { journalFolder, type Machine, placesFor } from "../world/machine.ts";
import { workspaceOf } from "../world/workspace.ts";
import { countToday } from "./today.ts";

/**
 * One line: the mode, and what was stopped today. `text` is what the client tells of the session; anything else counts as a session in
 * `cwd`. Reads the policy and what today's journal has gained, and nothing more.
 */
export function statusline(text: string, cwd: string, machine: Machine, now: number): string {
  const workspace = workspaceOf({ workspace: [], cwd: folderOf(text) ?? cwd }, machine);
  const policy = policyAt(loadPolicy(placesFor(machine, workspace), VERSION), now);
  const mode = policy.mode.value;
  const parts: string[] = [mode];
  const journal = journalFolder(machine);
  if (journal !== undefined) {
    const { stopped, wouldStop } = countToday(journal, join(journal, "..", "state", "statusline.json"), now);
    if (stopped > 0 || mode === "enforce") parts.push(`${stopped} stopped today`);
    if (wouldStop > 0 || mode === "observe") parts.push(`${wouldStop} would have been stopped today`);
  }
  if (policy.problems.length > 0) parts.push("the policy has problems: clampd-guard status");
  return `clampd-guard ${parts.join(" · ")}`;
}

/** Where the session works: code.claude.com/docs/en/statusline, `workspace.project_dir`, else `cwd`. */
function folderOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    return (isObject(value.workspace) ? stringAt(value.workspace, "project_dir") : undefined) ?? stringAt(value, "cwd");
  } catch {
    return undefined;
  }
}
