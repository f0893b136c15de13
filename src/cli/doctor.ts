import type { Problem } from "../doctor/check.ts";
import { type Examination, examine } from "../doctor/examine.ts";
import { PROOF_CLIENTS, type Proof, prove } from "../doctor/prove/prove.ts";
import { type Surroundings, theseSurroundings } from "../doctor/surroundings.ts";
import { CommandError, EXIT } from "./errors.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";

interface Options {
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly prove?: string | true;
}

const PROVABLE = PROOF_CLIENTS.map(({ agent }) => agent);

export const registerDoctor: Register = (program, done) => {
  program
    .command("doctor")
    .option("--prove [agent]", `start the real client and have it ask for a harmless canary (${PROVABLE.join(", ")})`)
    .option("--fix", "put right what can be put right without harm")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExit code 0: all is well. 1: something is to be put right. 2: called wrongly.")
    .action(async (options: Options) => {
      const around = theseSurroundings();
      done(options.prove === undefined ? await check(around, options) : await proof(around, options.prove, options));
    });
};

async function check(around: Surroundings, { json, fix }: Options): Promise<number> {
  let examination = await examine(around);
  const repaired = fix === true ? repair(problemsOf(examination)) : [];
  if (repaired.length > 0) examination = await examine(around);
  const problems = problemsOf(examination);
  if (json === true) printJson({ ...facts(examination), repaired: repaired.map(withoutRepair) });
  else {
    print(text(examination));
    for (const each of repaired) print(`${style("green", "put right")}  ${subject(each)}${plain(each.what)}`);
  }
  return problems.some(({ weight }) => weight !== "note") ? EXIT.problem : EXIT.ok;
}

function problemsOf({ results }: Examination): readonly Problem[] {
  return results.flatMap(({ problems }) => problems);
}

/** Those that could be put right; the others are still there when it is looked again. */
function repair(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ repair: act }) => {
    try {
      act?.();
      return act !== undefined;
    } catch {
      return false;
    }
  });
}

function withoutRepair({ repair: act, ...rest }: Problem) {
  return { ...rest, fixable: act !== undefined };
}

function facts({ setups, results }: Examination) {
  return {
    agents: setups.map(({ row, program, version, ours }) => ({
      agent: row.agent,
      program,
      version,
      installed: ours.map(({ scope, file, event, command }) => ({ scope, file, event, command })),
    })),
    checks: results.map(({ check: id, problems }) => ({ check: id, problems: problems.map(withoutRepair) })),
  };
}

function text({ setups, results }: Examination): string {
  const agents = setups.map(({ row, program, version, ours }) => [
    style("bold", row.agent),
    version ?? (program === undefined ? "not on PATH" : "version not known"),
    [...new Set(ours.map(({ scope, file }) => `${scope} ${file}`))].map(plain).join(", ") || "guard not installed",
  ]);
  const lines = [agents.length === 0 ? "no agent found" : table(agents), ""];
  for (const { title, problems } of results) {
    const bad = problems.some(({ weight }) => weight !== "note");
    lines.push(`${bad ? style("red", "✗") : style("green", "✓")} ${title}`);
    for (const problem of problems) lines.push(...told(problem));
  }
  return lines.join("\n");
}

function told(problem: Problem): readonly string[] {
  const { weight, what, why, fix, repair: act } = problem;
  const colour = { error: "red", warning: "yellow", note: "dim" } as const;
  const lines = [`  ${style(colour[weight], weight)}: ${subject(problem)}${plain(what)}`];
  if (why !== "") lines.push(`    ${plain(why)}`);
  if (fix !== "") lines.push(`    ${style("bold", "→")} ${plain(fix)}${act === undefined ? "" : " (or --fix)"}`);
  return lines;
}

function subject({ agent, file }: Problem): string {
  return [agent, file].flatMap((each) => (each === undefined ? [] : [`${plain(each)}: `])).join("");
}

async function proof(around: Surroundings, which: string | true, { json }: Options): Promise<number> {
  const asked = which === true ? PROVABLE : which.split(",");
  const unknown = asked.find((agent) => !PROVABLE.includes(agent));
  if (unknown !== undefined) throw new CommandError(`--prove knows ${PROVABLE.join(", ")}, not ${unknown}`, EXIT.usage);
  const proofs: Proof[] = [];
  for (const client of PROOF_CLIENTS.filter(({ agent }) => asked.includes(agent))) {
    const found = await prove(client, around);
    // Asked for all, those that are not on the machine are left out.
    if (which === true && found.program === undefined) continue;
    proofs.push(found);
    if (json !== true) print(verdict(found));
  }
  if (json === true) printJson({ proofs });
  else if (proofs.length === 0) print("none of the clients that can be started for a proof is on PATH");
  return proofs.length > 0 && proofs.every(({ outcome }) => outcome === "obeyed") ? EXIT.ok : EXIT.problem;
}

const OUTCOMES = {
  obeyed: style("green", "obeyed"),
  "not-obeyed": style("red", "NOT obeyed"),
  "not-tried": style("yellow", "not tried"),
} as const;

function verdict({ agent, version, outcome, why }: Proof): string {
  return `${style("bold", agent)} ${version ?? ""}  ${OUTCOMES[outcome]}: ${plain(why)}`;
}
