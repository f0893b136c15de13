import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { loadGrammars } from "../interpret/code/grammars.ts";
import type { Account } from "../world/machine.ts";
import { close, endOnSignals } from "./engine.ts";
import { newServer } from "./server.ts";

/** The first descriptor that systemd passes on (sd_listen_fds(3)). */
const FIRST_LISTEN_FD = 3;

export interface ServiceOptions {
  /** Number of the user that is served. */
  readonly user: string;
  readonly build: string;
  readonly idleMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Serves one user as another one, on a socket that the service manager made and that only that user can open. The
 * journal lies in the service's own folder ($STATE_DIRECTORY), out of the user's reach.
 */
export async function runService({ user, build, idleMs, env }: ServiceOptions): Promise<string> {
  const { LISTEN_PID, LISTEN_FDS, STATE_DIRECTORY } = env;
  if (Number(LISTEN_PID) !== process.pid || LISTEN_FDS !== "1")
    throw new Error("one socket must be passed on by the service manager (LISTEN_PID, LISTEN_FDS)");
  if (STATE_DIRECTORY === undefined || STATE_DIRECTORY === "")
    throw new Error("the service manager must name a folder for the journal (STATE_DIRECTORY)");
  const account = accountOf(user);
  const [journal, memory] = [join(STATE_DIRECTORY, "journal"), join(STATE_DIRECTORY, "state")];
  let last = Date.now();
  let end: (why: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  // stderr is the service manager's log.
  const log = (line: string) => process.stderr.write(`${line}\n`);
  const served = () => {
    last = Date.now();
  };
  const engine = newServer(build, { served, failed: log }, { account, journal, memory });
  process.chdir("/");
  await new Promise<void>((resolve, reject) => {
    engine.server.once("error", reject).listen({ fd: FIRST_LISTEN_FD }, resolve);
  });
  log(`serves ${account.username}, build ${build}`);
  engine.prepare();
  const watch = setInterval(() => Date.now() - last > idleMs && end("idle"), Math.min(5_000, idleMs));
  endOnSignals(end, log);
  void loadGrammars(["python", "typescript"]);
  const why = await ended;
  clearInterval(watch);
  await close(engine);
  return why;
}

/** What the user database says; through getent(1), which also knows users of directory services. */
function accountOf(uid: string): Account {
  const line = execFileSync("/usr/bin/getent", ["passwd", uid], { encoding: "utf8", env: {} }).trim();
  const [username, , number, , , homedir] = line.split(":");
  if (username === undefined || number !== uid || homedir === undefined || !homedir.startsWith("/"))
    throw new Error(`no user has the number ${uid}`);
  return { username, homedir };
}
