import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Outcome } from "../demo/agent.ts";
import { Programs } from "../demo/programs.ts";
import { runDemo, type Shown } from "../demo/run.ts";
import { EXIT } from "./errors.ts";
import { type GatewayOptions, pickGateway, refusePlain, saying, withGateway } from "./gateway-options.ts";
import { plain, print, printJson, style } from "./print.ts";
import type { Register } from "./register.ts";

export const registerDemo: Register = (program, done) => {
  withGateway(program.command("demo"))
    .addHelpText(
      "after",
      "\nEverything happens in a throw-away home, and none of the agent's commands is run. With --gateway or --context an agent is\nregistered there, killed and resumed; nothing else of that gateway changes.",
    )
    .action(async (options: GatewayOptions) => {
      const shown = await saying(() => demo(options));
      if (options.json === true) printJson(shown);
      else print(summary(shown));
      done(shown.right ? EXIT.ok : EXIT.problem);
    });
};

async function demo(options: GatewayOptions): Promise<Shown> {
  const given = options.gateway === undefined && options.context === undefined ? undefined : contextOf(options);
  // Below the home and not below /tmp: what is temporary may be deleted by anyone.
  const home = mkdtempSync(join(realpathSync(homedir()), ".clampd-demo-"));
  const remove = () => rmSync(home, { recursive: true, force: true });
  const programs = new Programs(home);
  const interrupted = () => {
    void programs.stopAll().then(() => {
      remove();
      process.exit(EXIT.problem);
    });
  };
  process.once("SIGINT", interrupted);
  const quiet = options.json === true;
  try {
    return await runDemo(home, programs, given, {
      says: quiet ? () => {} : print,
      calls: quiet ? () => {} : (outcome) => print(line(outcome)),
    });
  } finally {
    process.off("SIGINT", interrupted);
    remove();
  }
}

function contextOf(options: GatewayOptions) {
  const { url, apiKey } = pickGateway(options);
  refusePlain(url);
  return { name: "demo", url, apiKey: apiKey ?? "" };
}

const COLOURS = { passes: "green", asked: "yellow", denied: "red" } as const;

function line({ about, tool, what, answer, reason, took, right }: Outcome): string {
  const verdict = style(COLOURS[answer], answer.padEnd(6));
  const call = `${tool === "Bash" ? "$" : `${tool}:`} ${plain(what)}`;
  const why = reason === "" ? "" : `\n          ${style("dim", plain(reason).slice(0, 160))}`;
  const wrong = right ? "" : style("red", "  (this is not what was to be shown)");
  return `${verdict} ${style("dim", `${took.toFixed(1)} ms`.padStart(8))}  ${about}${wrong}\n          ${call.slice(0, 120)}${why}`;
}

function summary({ outcomes, killedAfter, audited, right }: Shown): string {
  const count = (answer: Outcome["answer"]) => outcomes.filter((each) => each.answer === answer).length;
  return `\n${count("passes")} passed, ${count("asked")} asked about, ${count("denied")} denied; the kill held after ${killedAfter} ms; ${audited} records at the gateway${right ? "" : style("red", "; not all was as it should be")}`;
}
