import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { codeOf } from "../policy/file.ts";
import { Refusal } from "./refusal.ts";

const WAIT_MS = 25;
const PATIENCE_MS = 60_000;
const CLAIM_MS = 5_000;

/** Runs `work` while no other installer of this home does. Released at the end; one whose process is gone is taken over. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const own = `${file}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, started: startOf(process.pid) });
  writeFileSync(own, text, { mode: 0o600 });
  try {
    for (let waited = 0; !take(own, file); waited += WAIT_MS) {
      if (waited > PATIENCE_MS)
        throw new Refusal(`${file}: another installation is running; wait for its end, then run the command again`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  } finally {
    rmSync(own, { force: true });
  }
  try {
    return await work();
  } finally {
    if (readText(file) === text) rmSync(file, { force: true });
  }
}

/** A link appears whole or not at all: nobody ever reads a lock without its holder. */
function take(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  const text = readText(file);
  if (text === undefined || !isStale(text)) return false;
  // Only one of those who find it stale takes it away: the one whose link to a name made from its content is new.
  const claim = `${file}.stale-${Buffer.from(text).toString("base64url").slice(0, 80)}`;
  try {
    linkSync(own, claim);
  } catch {
    // Whoever claimed it has died as well; a link changes the ctime of what it links.
    if ((statSync(claim, { throwIfNoEntry: false })?.ctimeMs ?? Number.POSITIVE_INFINITY) < Date.now() - CLAIM_MS)
      rmSync(claim, { force: true });
    return false;
  }
  if (readText(file) === text) rmSync(file, { force: true });
  rmSync(claim, { force: true });
  return false;
}

function isStale(text: string): boolean {
  try {
    const { pid, started } = JSON.parse(text) as { pid?: unknown; started?: unknown };
    if (typeof pid !== "number") return true;
    process.kill(pid, 0);
    return started !== startOf(pid);
  } catch (error) {
    return codeOf(error) !== "EPERM";
  }
}

/** When a process was started, in the kernel's own count: a number is given again to another process. "" where it is not known. */
function startOf(pid: number): string {
  const stat = readText(`/proc/${pid}/stat`);
  // proc_pid_stat(5): the name in parentheses may hold blanks; starttime is field 22, the 20th after it.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
