import { Command, CommanderError } from "commander";
import { VERSION } from "../version.ts";
import { CommandError, EXIT } from "./errors.ts";
import { addCommands } from "./program.ts";

const HELP = `
Without arguments it is a hook: it reads one tool call from stdin and answers the agent that started it.

Examples:
  $ clampd-guard status              what is in force, and which file says so
  $ clampd-guard log -n 20           the last decisions
  $ clampd-guard log --verdict deny  only those that were denied, or would have been

Exit codes: 0 fine, 1 something is wrong and was said, 2 called wrongly.`;

/** Runs a command line (without the program's name) and gives its exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = new Command("clampd-guard")
    .description("Decides on the tool calls of coding agents before they run, and records what they did.")
    .version(VERSION, "-V, --version")
    .addHelpText("after", HELP)
    .showHelpAfterError("(--help shows what there is)")
    .exitOverride();
  await addCommands(program, argv, (code) => {
    exitCode = code;
  });
  for (const stream of [process.stdout, process.stderr]) stream.on("error", leaveQuietly);
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof CommandError) {
      process.stderr.write(`clampd-guard: ${error.message}\n`);
      return error.exitCode;
    }
    process.stderr.write(`clampd-guard: ${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.problem;
  }
}

/** A reader that left early (`log | head`) is no error; there is nobody to write to any more. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.ok);
}
