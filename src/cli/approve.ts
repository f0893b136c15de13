import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { agentAbove, agentMark, runningProcesses } from "../approve/agent-above.ts";
import { grant, type Pending, pendingOf } from "../approve/approvals.ts";
import { CODE } from "../approve/call-key.ts";
import { approvalsFolder, names } from "../approve/files.ts";
import { thisMachine } from "../world/machine.ts";
import { CommandError, EXIT } from "./errors.ts";
import { plain, print, style, table } from "./print.ts";
import type { Register } from "./register.ts";

const HELP = `
For a person, at a terminal that is not an agent's. What is allowed is exactly the call that is shown, once, within 15 minutes.
Without a code it lists what waits. There is no way to say yes in advance.`;

export const registerApprove: Register = (program, done) => {
  program
    .command("approve")
    .argument("[code]", "the code of the denial")
    .addHelpText("after", HELP)
    .action(async (given: string | undefined) => {
      const { home } = thisMachine();
      if (home === undefined) throw new CommandError("the home folder is not known");
      const folder = approvalsFolder(home);
      if (given === undefined) return print(listed(folder));
      refuseAgents();
      const code = given.toUpperCase();
      if (!CODE.test(code))
        throw new CommandError(`\`${plain(given)}\` is no code: it has 8 letters and digits`, EXIT.usage);
      const pending = pendingOf(folder, code, Date.now());
      if (pending === undefined)
        throw new CommandError(
          "no call waits under this code: it was answered, or it is older than an hour; let the agent try again",
        );
      print(shown(pending));
      if (!(await saysYes())) {
        print("Not allowed.");
        return done(EXIT.problem);
      }
      grant(folder, pending, nameOfUser(), Date.now());
      print("Allowed once, for 15 minutes. Tell the agent to try the same call again.");
      return undefined;
    });
};

function refuseAgents(): void {
  const mark = agentMark(process.env);
  if (mark !== undefined)
    throw new CommandError(
      `only a person may approve, and ${mark} says that an agent started this; use a terminal of your own`,
    );
  const processOf = runningProcesses();
  const agent = processOf && agentAbove(process.ppid, processOf);
  if (agent !== undefined)
    throw new CommandError(
      `only a person may approve, and this runs below ${plain(agent)}; use a terminal of your own`,
    );
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true)
    throw new CommandError("only a person at a terminal may approve; there is no option for scripts");
}

function shown({ agent, tool, cwd, rules, text, missing, created }: Pending): string {
  const facts = [
    ["agent", plain(agent)],
    ["tool", plain(tool)],
    ["folder", plain(cwd ?? "not known")],
    ["asked", new Date(created).toISOString().slice(0, 19).replace("T", " ")],
    ...rules.map(({ id, title, loses }) => ["rule", `${plain(id)}: ${plain(title)}; at stake: ${plain(loses)}`]),
  ];
  const lines = text.split("\n").map((line) => `  ${plain(line)}`);
  const rest = missing > 0 ? [style("red", `  … and ${missing} more characters that are not shown`)] : [];
  return [table(facts), "", ...lines, ...rest, ""].join("\n");
}

async function saysYes(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^(?:y|yes)$/i.test((await terminal.question("Allow this one call? [y/N] ")).trim());
  } finally {
    terminal.close();
  }
}

function listed(folder: string): string {
  const codes = names(folder).flatMap((name) => /^(\w+)\.pending\.json$/.exec(name)?.[1] ?? []);
  const waiting = codes.flatMap((code) => pendingOf(folder, code, Date.now()) ?? []);
  if (waiting.length === 0) return "No call waits for a person.";
  return table(
    waiting
      .sort((a, b) => a.created - b.created)
      .map(({ code, agent, rules, text }) => [code, plain(agent), plain(rules[0]?.id ?? ""), plain(text).slice(0, 80)]),
  );
}

function nameOfUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
