import { resolve } from "node:path";
import { loadRules, ruleFolders } from "../check/custom-rules.ts";
import { builtinMatcher } from "../check/rules-in-force.ts";
import { journalSince } from "../journal/since.ts";
import { readSmallFile } from "../policy/file.ts";
import { loadPolicy } from "../policy/load.ts";
import { plural } from "../report/chart.ts";
import { knownRules } from "../report/known-rules.ts";
import { proposedPolicy, REPLAY_LAYERS } from "../report/proposed.ts";
import { type Replay, replay } from "../report/replay.ts";
import { VERSION } from "../version.ts";
import { gitLookup } from "../world/git-facts.ts";
import { thisMachine } from "../world/machine.ts";
import { realWorld } from "../world/real-world.ts";
import { workspaceOf } from "../world/workspace.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";
import { readSince } from "./report.ts";

interface Options {
  readonly policy: string;
  readonly layer: string;
  readonly since: string;
  readonly json?: boolean;
  readonly recorded?: boolean;
}

const HELP = `
Each recorded call is judged twice, under the policy in force and with FILE in its layer's place, at the moment of the call.
Where the journal has a call's whole text it is read again, with today's rules and today's files; else the findings count as they
were recorded, since the journal keeps no whole inputs. The output says how many of each there are.

With --layer bundle FILE is the policy that \`policy apply\` would send, not a signed bundle; the packs of the bundle in force stay.

Examples:
  $ clampd-guard replay --policy proposed.json
  $ clampd-guard replay --policy /tmp/guard.json --layer managed --since 30d --json`;

export const registerReplay: Register = (program) => {
  program
    .command("replay")
    .requiredOption("--policy <file>", "the proposed guard.json")
    .option("--layer <layer>", `whose file it would replace: ${REPLAY_LAYERS.join(", ")}`, "user")
    .option("--since <time>", "from when on: 36h, 14d, 2w, or a date", "14d")
    .option("--recorded", "judge by the recorded findings alone")
    .option("--json", "as JSON")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const result = await run(options);
      if (options.json === true) printJson(result);
      else print(describe(result));
    });
};

async function run({ policy, layer: wanted, since, recorded }: Options): Promise<Replay> {
  const layer = REPLAY_LAYERS.find((each) => each === wanted);
  if (layer === undefined) throw new CommandError(`--layer wants one of ${REPLAY_LAYERS.join(", ")}`, EXIT.usage);
  const places = findPlaces();
  if (places.journal === undefined) throw new CommandError("there is no journal, since the home folder is not known");
  const file = resolve(policy);
  const read = readSmallFile(file);
  if (read.kind !== "text")
    throw new CommandError(`${policy} ${read.kind === "absent" ? "does not exist" : read.problem}`, EXIT.usage);
  const proposed = proposedPolicy(places.policy, layer, file, VERSION);
  const problem = proposed.problems.find(
    (each) => each.file === file && (each.kind === "damaged" || each.kind === "wrong"),
  );
  if (problem !== undefined)
    throw new CommandError(`${policy}: ${problem.message}; clampd-guard config check says where`);

  const machine = thisMachine();
  const { rules } = await knownRules(machine, places.cwd);
  const current = loadPolicy(places.policy, VERSION);
  const workspace = workspaceOf({ workspace: [], cwd: places.cwd }, machine);
  const { matchers } = await loadRules(ruleFolders(machine, workspace, current.bundles));
  const contextFor = (cwd: string | undefined) => ({
    world: realWorld(machine, workspaceOf({ workspace: [], cwd }, machine)),
    matchers: [builtinMatcher(), ...matchers],
    now: 0,
  });
  const git = gitLookup();
  return replay({
    records: journalSince(places.journal, readSince(since, Date.now())).records,
    current,
    proposed,
    rules,
    contextFor: recorded === true ? undefined : contextFor,
    home: places.home,
    repoOf: (cwd) => git(cwd)?.root,
  });
}

const MOST_ROWS = 20;

function describe(result: Replay): string {
  const changed = result.moves.filter((move) => move.from !== move.to);
  const count = changed.reduce((sum, move) => sum + move.calls, 0);
  const lines = [
    `${plural(result.calls, "call")}, ${style("bold", `${count} would be answered differently`)}`,
    `Judged again by their whole text, with today's rules and files: ${result.again}; by their recorded findings: ${result.record}.`,
  ];
  if (result.drifted > 0)
    lines.push(`Of those judged again, ${result.drifted} match other rules today than when they were recorded.`);
  if (result.incomplete > 0)
    lines.push(
      `${plural(result.incomplete, "record")} lack findings that were cut off: what they come to is a lower bound.`,
    );
  if (result.pathExemptions > 0 && result.record > 0)
    lines.push(
      `${plural(result.pathExemptions, "exemption")} with a path could not be held against recorded findings, which tell no paths.`,
    );
  if (count === 0) return lines.join("\n");
  lines.push(
    "",
    table([
      ["from", "to", "calls"].map((name) => style("dim", name)),
      ...changed.map(({ from, to, calls }) => [from, to, String(calls)]),
    ]),
  );
  lines.push(
    "",
    table([
      ["stricter", "milder", "rule"].map((name) => style("dim", name)),
      ...result.rules
        .slice(0, MOST_ROWS)
        .map(({ rule, stricter, milder }) => [String(stricter), String(milder), plain(rule)]),
    ]),
  );
  lines.push(
    "",
    ...result.changes
      .slice(0, MOST_ROWS)
      .map(
        ({ from, to, agent, text, basis }) =>
          `${from} → ${to}  ${plain(agent)}  ${plain(text).slice(0, 90)}${basis === "record" ? style("dim", " (recorded)") : ""}`,
      ),
  );
  if (count > MOST_ROWS) lines.push(`… and ${count - MOST_ROWS} more (--json)`);
  return lines.join("\n");
}
