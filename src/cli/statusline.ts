import { join } from "node:path";
import { readStdin } from "../hook/stdin.ts";
import { isObject, stringAt } from "../model/json.ts";
import { policyAt } from "../policy/effective.ts";
import { loadPolicy } from "../policy/load.ts";
import { countToday } from "../report/today.ts";
import { journalFolder, placesFor, thisMachine } from "../world/machine.ts";
import { workspaceOf } from "../world/workspace.ts";
import type { Register } from "./commands.ts";
import { print } from "./print.ts";
import { VERSION } from "./version.ts";

const HELP = `
In Claude Code's settings.json:
  "statusLine": { "type": "command", "command": "clampd-guard statusline" }`;

export const registerStatusline: Register = (program) => {
  program
    .command("statusline")
    .description("one line for Claude Code's status line: the mode, and what was stopped today")
    .addHelpText("after", HELP)
    .action(() => {
      const machine = thisMachine();
      const now = Date.now();
      const workspace = workspaceOf({ workspace: [], cwd: folderOf(input()) }, machine);
      const policy = policyAt(loadPolicy(placesFor(machine, workspace), VERSION), now);
      const problem = policy.problems.length > 0 ? " · policy has problems" : "";
      const journal = journalFolder(machine);
      const counted =
        journal === undefined ? undefined : countToday(journal, join(journal, "..", "state", "statusline.json"), now);
      const parts = [policy.mode.value as string];
      if (counted !== undefined && (counted.stopped > 0 || policy.mode.value === "enforce"))
        parts.push(`${counted.stopped} stopped today`);
      if (counted !== undefined && (counted.wouldStop > 0 || policy.mode.value === "observe"))
        parts.push(`${counted.wouldStop} would have been stopped today`);
      print(`clampd-guard ${parts.join(" · ")}${problem}`);
    });
};

/** What the client tells on stdin; nothing where a person tries the command. */
function input(): string {
  try {
    return process.stdin.isTTY === true ? "" : readStdin();
  } catch {
    return "";
  }
}

/** Where the session works: code.claude.com/docs/en/statusline, "workspace.project_dir", else "cwd". */
function folderOf(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return process.cwd();
    const workspace = isObject(value.workspace) ? stringAt(value.workspace, "project_dir") : undefined;
    return workspace ?? stringAt(value, "cwd") ?? process.cwd();
  } catch {
    return process.cwd();
  }
}
