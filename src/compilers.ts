/** Off when the program starts, because one cold call is over before they pay (build/executable.mjs). */
const QUICK = ["--sparkplug", "--maglev"];

function setFlags(flags: readonly string[]): void {
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  for (const flag of flags) setFlagsFromString(flag);
}

/** For commands, which work through what they are given. */
export function useCompilers(): void {
  setFlags([...QUICK, "--turbofan"]);
}

/**
 * For the engine, which answers a short call now and then: TurboFan's threads take the cores from the launchers, and its
 * code pays for itself only after thousands of calls. Without it one call in a hundred takes 4.5 ms instead of 7.
 */
export function useQuickCompilers(): void {
  setFlags(QUICK);
}
