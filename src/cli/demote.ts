import { changeCommand } from "./promote.ts";
import type { Register } from "./register.ts";

export const registerDemote: Register = (program) => {
  changeCommand(program, "demote").addHelpText(
    "after",
    "\nRight after a promotion it gives the file back as it was, byte for byte.\n\nExamples:\n  $ clampd-guard demote git.force-push\n  $ clampd-guard demote secrets --dry-run",
  );
};
