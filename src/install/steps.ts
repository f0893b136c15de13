import { BUILD_ID } from "../build-id.ts";

const fromSources = BUILD_ID.startsWith("@");
let count = 0;

/**
 * Called between the system calls that change files. Run from sources, the process kills itself before the step whose
 * number (from 1) `CLAMPD_STOP_BEFORE` holds, so that a test can see what a crash leaves; a built program never looks.
 */
export function step(): void {
  if (!fromSources) return;
  count++;
  if (process.env.CLAMPD_STOP_BEFORE === String(count)) process.kill(process.pid, "SIGKILL");
}
