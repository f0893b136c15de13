import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { codeOf } from "../policy/file.ts";
import { CommandError, EXIT } from "./errors.ts";

// Secrets never stand on a command line: every process of the machine can read that, and shells write it down.

/** The text of a file, or of stdin for `-`, without the line break at its end. */
export function readSecretFile(file: string): string {
  if (file === "-" && process.stdin.isTTY) throw new CommandError("stdin is a terminal; give a file", EXIT.usage);
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8").trim();
  } catch (error) {
    throw new CommandError(`${file === "-" ? "stdin" : file} cannot be read (${codeOf(error)})`, EXIT.usage);
  }
}

/** A line that a person types unseen; undefined where nobody can be asked. */
export async function promptSecret(question: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.question("", resolve);
      terminal.once("SIGINT", () => reject(new CommandError("nothing was done", EXIT.problem)));
      terminal.once("close", () => resolve(""));
    });
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
