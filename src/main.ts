import { writeSync } from "node:fs";
import type { Answer } from "../hooks/index.ts";
import { BUILD_ID } from "./build-id.ts";
import { useCompilers, useQuickCompilers } from "./compilers.ts";
import { IDLE_MS, runEngine } from "./engine/engine.ts";
import { enginePlaces } from "./engine/places.ts";
import { coldGateway } from "./gateway/lazy.ts";
import { answerHook, freshPolicy } from "./hook/hook.ts";
import { readStdin } from "./hook/stdin.ts";
import { statusline } from "./report/statusline.ts";
import { thisMachine } from "./world/machine.ts";

/** What the launcher passes when no engine answered: decide here. The launcher starts an engine for the next call. */
const COLD = "--cold";

/** What this program starts in the background. */
const ENGINE = "engine run";

const args = process.argv.slice(2);
if (args.join(" ") === ENGINE) {
  useQuickCompilers();
  // Without the commands' bundle, which holds every module a second time.
  const places = enginePlaces(thisMachine().home, BUILD_ID);
  if (places !== undefined) runEngine({ places, build: BUILD_ID, idleMs: IDLE_MS }).then(said, said);
} else if (args.length === 1 && args[0] === "statusline" && !process.stdin.isTTY) {
  // Drawn several times a minute: the command line's own bundle takes longer to load than this to answer.
  write(1, `${statusline(stdin() ?? "", process.cwd(), thisMachine(), Date.now())}\n`);
} else if (args.length > 0 && args[0] !== COLD) {
  if (args[0] === "engine") useQuickCompilers();
  else useCompilers();
  import("./cli/main.ts").then(async ({ main }) => {
    process.exitCode = await main(args);
  });
} else {
  // As in the engine: a relative path in a payload means nothing, and a folder that was deleted does not matter.
  process.chdir("/");
  const machine = thisMachine();
  const elapsedUs = () => Math.round(process.uptime() * 1e6); // `performance` would be loaded first: 3 ms
  const context = { machine, now: Date.now(), elapsedUs, loadPolicy: freshPolicy, gateway: coldGateway };
  const answer = answerHook(stdin(), context);
  if (answer instanceof Promise) answer.then(finish);
  else finish(answer);
}

function finish(answer: Answer): void {
  write(1, answer.stdout);
  write(2, answer.stderr);
  process.exit(answer.exitCode);
}

function said(why: unknown): void {
  write(why instanceof Error ? 2 : 1, `${why instanceof Error ? `clampd-guard: ${why.message}` : why}\n`);
  process.exit(why instanceof Error ? 1 : 0);
}

function stdin(): string | undefined {
  try {
    return readStdin();
  } catch {
    return undefined;
  }
}

/** Synchronous, to the last byte: a lost answer would count as none, and none as allow. */
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
