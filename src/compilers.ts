/** Off when the program starts, because one cold call is over before they pay (build/executable.mjs). */
const COMPILERS = ["--sparkplug", "--maglev", "--turbofan"];

/** For whatever runs longer than one call. */
export function useCompilers(): void {
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  for (const flag of COMPILERS) setFlagsFromString(flag);
}
