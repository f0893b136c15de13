import { Command } from "commander";
import { COMMANDS, type CommandRow } from "./commands.ts";

/** The command that is asked for, from its file; of the others the name and what the help says of them. */
export async function addCommands(
  program: Command,
  argv: readonly string[],
  done: (exitCode: number) => void,
): Promise<void> {
  const words = argv.filter((word) => !word.startsWith("-"));
  const asked = words[0] === "help" ? words[1] : words[0];
  for (const row of COMMANDS) {
    const command = row.name === asked ? await addCommand(program, row, done) : program.command(row.name);
    command.description(row.about).exitOverride();
  }
}

/** Every command as it parses its arguments. */
export async function wholeProgram(): Promise<Command> {
  const program = new Command("clampd-guard");
  for (const row of COMMANDS) (await addCommand(program, row, () => {})).description(row.about);
  return program;
}

async function addCommand(
  program: Command,
  { load, name }: CommandRow,
  done: (exitCode: number) => void,
): Promise<Command> {
  (await load())(program, done);
  const command = program.commands.find((each) => each.name() === name);
  if (command === undefined) throw new Error(`the file of the command ${name} adds another one`);
  return command;
}
