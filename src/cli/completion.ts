import type { Command } from "commander";
import { type CommandWords, completionScript, SHELLS, type Shell } from "../report/completion.ts";
import { CommandError, EXIT } from "./errors.ts";
import { wholeProgram } from "./program.ts";
import type { Register } from "./register.ts";

const HELP = `
Examples:
  $ clampd-guard completion bash > ~/.local/share/bash-completion/completions/clampd-guard
  $ clampd-guard completion zsh > ~/.zfunc/_clampd-guard           with ~/.zfunc in fpath, before compinit
  $ clampd-guard completion fish > ~/.config/fish/completions/clampd-guard.fish
  PS> clampd-guard completion powershell >> $PROFILE`;

export const registerCompletion: Register = (program) => {
  program
    .command("completion")
    .argument("<shell>", SHELLS.join(", "))
    .addHelpText("after", HELP)
    .action(async (shell: string) => {
      if (!SHELLS.includes(shell as Shell))
        throw new CommandError(`completion wants one of ${SHELLS.join(", ")}`, EXIT.usage);
      process.stdout.write(completionScript(shell as Shell, wordsOf(await wholeProgram(), [])));
    });
};

/** Every command with what can follow it, from the very tree that parses the command line. */
function wordsOf(command: Command, path: readonly string[]): readonly CommandWords[] {
  const visible = command.createHelp();
  const subcommands = visible
    .visibleCommands(command)
    .map((each) => ({ word: each.name(), about: each.description() }));
  const options = visible.visibleOptions(command).map((each) => ({
    word: each.long ?? each.short ?? "",
    about: each.description,
    takesValue: each.required || each.optional,
  }));
  return [{ path, subcommands, options }, ...command.commands.flatMap((each) => wordsOf(each, [...path, each.name()]))];
}
