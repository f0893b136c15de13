import type { Problem } from "../doctor/check.ts";
import { silencersIn } from "../doctor/checks/silenced.ts";
import { readSetups } from "../doctor/setup.ts";
import { theseSurroundings } from "../doctor/surroundings.ts";
import { type EffectivePolicy, policyAt } from "../policy/effective.ts";
import type { Sourced } from "../policy/layer.ts";
import { loadPolicy } from "../policy/load.ts";
import { knownRules, type RuleFacts } from "../report/known-rules.ts";
import { VERSION } from "../version.ts";
import { thisMachine } from "../world/machine.ts";
import { EXIT } from "./errors.ts";
import { gatewayFacts, gatewayRows } from "./gateway-status.ts";
import { findPlaces, type Places } from "./places.ts";
import { plain, print, printJson, style, table } from "./print.ts";
import type { Register } from "./register.ts";

export const registerStatus: Register = (program, done) => {
  program
    .command("status")
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit code 1 where a file is damaged, refused, or says something that cannot be read, or where something silences an agent's hooks.",
    )
    .action(async (options: { readonly json?: boolean }) => {
      const places = findPlaces();
      const policy = policyAt(loadPolicy(places.policy, VERSION), Date.now());
      const known = await knownRules(thisMachine(), places.cwd);
      const around = theseSurroundings();
      const silencers = silencersIn(readSetups(around), around).filter(({ weight }) => weight !== "note");
      if (options.json === true)
        printJson({
          ...statusFacts(policy, places),
          rules: countByLayer(known.rules),
          ruleProblems: known.problems,
          silencers,
        });
      else {
        print(statusText(policy, places));
        const counts = Object.entries(countByLayer(known.rules)).map(([layer, count]) => `${count} ${from(layer)}`);
        print(`\nrules  ${counts.join(", ")}`);
        for (const problem of known.problems) print(`${style("yellow", "rule")}: ${plain(problem)}.`);
        for (const silencer of silencers) print(silencerText(silencer));
      }
      done(policy.problems.length + known.problems.length + silencers.length > 0 ? EXIT.problem : EXIT.ok);
    });
};

/** Whatever is in force is of no use where the agent does not ask. */
function silencerText({ weight, agent, file, what, why, fix }: Problem): string {
  const about = [agent, file].flatMap((each) => (each === undefined ? [] : [`${plain(each)}: `])).join("");
  return `\n${style(weight === "error" ? "red" : "yellow", "silenced")}: ${about}${plain(what)}, ${plain(why)}: ${plain(fix)}.`;
}

function countByLayer(rules: readonly RuleFacts[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { layer } of rules) counts[layer] = (counts[layer] ?? 0) + 1;
  return counts;
}

function statusFacts(policy: EffectivePolicy, places: Places) {
  const { gateway, later: _later, ...rest } = policy;
  const { gateway: connection, bundles } = gatewayFacts(policy, places);
  // INVARIANT: the gateway's keys are named, their values never shown.
  const names = { gateway: Object.keys(gateway), connection, signedBundle: bundles };
  return { version: VERSION, ...rest, ...names, journal: places.journal };
}

function statusText(policy: EffectivePolicy, places: Places): string {
  const value = (name: string, { value, layer }: Sourced<unknown>) => [
    name,
    style("bold", plain(String(value))),
    from(layer),
  ];
  const rows = [value("mode", policy.mode), value("profile", policy.profile), value("fail mode", policy.failMode)];
  for (const layer of policy.layers) {
    for (const [kind, settings] of [
      ["category", layer.categories],
      ["rule", layer.rules],
    ] as const) {
      for (const [name, setting] of Object.entries(settings)) {
        const said = Object.values(setting).filter((each) => each !== undefined);
        rows.push([`${kind} ${plain(name)}`, said.join(", "), from(layer.layer)]);
      }
    }
  }
  for (const { value, layer } of policy.exemptions) {
    const until = value.expires === undefined ? "" : `, until ${new Date(value.expires).toISOString().slice(0, 16)}Z`;
    rows.push([`exemption ${value.rule}`, plain(value.reason) + until, from(layer)]);
  }
  for (const wrapper of policy.wrappers) rows.push(value("wrapper", wrapper));
  if (policy.cohort !== undefined) rows.push(["place in rollouts", `${policy.cohort} of 0 to 99`, ""]);
  if (policy.contact !== undefined) rows.push(value("contact", policy.contact));
  for (const row of gatewayRows(gatewayFacts(policy, places), Date.now())) rows.push([...row]);
  const files = policy.sources.map(({ layer, file, state }) => [layer, state, file]);
  const lines = [
    table(rows),
    "",
    table([...files, ["journal", places.journal === undefined ? "no home folder" : "", places.journal ?? ""]]),
  ];
  for (const { kind, file, message } of policy.problems) {
    lines.push("", `${style("yellow", kind)}: ${plain(file)}: ${plain(message)}.`);
  }
  return lines.join("\n");
}

function from(layer: string): string {
  return layer === "builtin" ? "(built in)" : `(${layer})`;
}
