import { readStdin } from "../hook/stdin.ts";
import { statusline } from "../report/statusline.ts";
import { thisMachine } from "../world/machine.ts";
import { print } from "./print.ts";
import type { Register } from "./register.ts";

const HELP = `
In Claude Code's settings.json:
  "statusLine": { "type": "command", "command": "clampd-guard statusline" }`;

export const registerStatusline: Register = (program) => {
  program
    .command("statusline")
    .addHelpText("after", HELP)
    .action(() => print(statusline(input(), process.cwd(), thisMachine(), Date.now())));
};

/** What the client tells on stdin; nothing where a person tries the command. */
function input(): string {
  try {
    return process.stdin.isTTY === true ? "" : readStdin();
  } catch {
    return "";
  }
}
