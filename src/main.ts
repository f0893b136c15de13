import { writeSync } from "node:fs";
import { answerHook } from "./hook/hook.ts";
import { readStdin } from "./hook/stdin.ts";
import { thisMachine } from "./world/machine.ts";

/** No arguments: a hook call on stdin. Arguments: a command, loaded only then. */
if (process.argv.length > 2) {
  import("./cli/main.ts").then(async ({ main }) => {
    process.exitCode = await main(process.argv.slice(2));
  });
} else {
  const answer = answerHook(stdin(), {
    machine: thisMachine(),
    now: Date.now(),
    elapsedUs: () => Math.round(performance.now() * 1000),
  });
  write(1, answer.stdout);
  write(2, answer.stderr);
  process.exit(answer.exitCode);
}

function stdin(): string | undefined {
  try {
    return readStdin();
  } catch {
    return undefined;
  }
}

/** One synchronous write: a lost answer would count as none, and none as allow. */
function write(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return; // the client has gone: nobody is left to answer
    }
  }
}
