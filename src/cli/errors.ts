/** Exit codes of every command; they are part of the interface. */
export const EXIT = {
  ok: 0,
  /** The command ran and found something wrong. */
  problem: 1,
  /** The command was called wrongly. */
  usage: 2,
} as const;

/** A mistake of the caller's or of the machine's, told in one sentence without a stack. */
export class CommandError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.problem) {
    super(message);
    this.exitCode = exitCode;
  }
}
