/** Makes the script of one session: each scenario's stopped and running trial, one tool call a turn. */

import { MAIN_THREAD } from "../../src/doctor/prove/model/script.ts";
import type { Client, Session } from "./client.ts";
import { type Place, type Scenario, scenarios } from "./scenario.ts";
import type { Step } from "./script.ts";

export function stepsOf(client: Client, session: Session, place: Place, policy: string): readonly Step[] {
  const planned = scenarios(place, policy).filter(({ name }) => session.scenarios.includes(name));
  return planned.flatMap((scenario, index) => [
    ...trialSteps(client, session, scenario, "stop", index),
    ...trialSteps(client, session, scenario, "run", index),
  ]);
}

function trialSteps(
  client: Client,
  session: Session,
  scenario: Scenario,
  which: "stop" | "run",
  index: number,
): readonly Step[] {
  const trial = scenario[which];
  const prefix = `call_${index}_${which}`;
  const marker = scenario.subagent ? `WORK-ORDER-${index}-${which}` : MAIN_THREAD;
  const uses = client.spell(trial.act, session.variant);
  const calls = uses.map((use, position): Step => {
    const arranged = { id: `${prefix}_${position}`, thread: marker, use, arranges: trial };
    if (position < uses.length - 1) return arranged;
    const expected = which === "stop" ? "stopped" : "ran";
    return { ...arranged, judged: { scenario: scenario.name, expected, trial } };
  });
  if (!scenario.subagent) return calls;
  const last = client.handBack;
  const inner = last === undefined ? calls : [...calls, { id: `${prefix}_back`, thread: marker, use: last }];
  const around = client.delegate(marker).map((use, position): Step => {
    return { id: `${prefix}_agent_${position}`, thread: MAIN_THREAD, use };
  });
  return [...around, ...inner];
}
