import type { Register } from "./commands.ts";
import { changeCommand } from "./promote.ts";

export const registerDemote: Register = (program) => {
  changeCommand(
    program,
    "demote",
    "take a promotion back, or make a rule, a category, a profile or all milder by one step",
  ).addHelpText(
    "after",
    "\nRight after a promotion it gives the file back as it was, byte for byte.\n\nExamples:\n  $ clampd-guard demote git.force-push\n  $ clampd-guard demote secrets --dry-run",
  );
};
