import type { Command } from "commander";

/** A command's file: adds itself to the program. `done` receives the exit code. */
export type Register = (program: Command, done: (exitCode: number) => void) => void;
