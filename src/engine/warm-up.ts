import { decodeIncoming, encodeAnswer } from "../../hooks/index.ts";
import { check } from "../check/check.ts";
import { builtinMatcher } from "../check/rules-in-force.ts";
import { toLine } from "../journal/append.ts";
import { decisionRecord } from "../journal/build.ts";
import type { Verdict } from "../model/decision.ts";
import type { EffectivePolicy } from "../policy/effective.ts";
import { VERSION } from "../version.ts";
import type { Machine } from "../world/machine.ts";
import { realWorld } from "../world/real-world.ts";

const FOLDER = "/nowhere/project";

/** What agents do most; nothing of it is run or recorded. */
const CALLS: readonly (readonly [tool: string, input: object])[] = [
  ["Bash", { command: "git status --short && npm test 2>&1 | tail -20", description: "Run the tests" }],
  ["Bash", { command: "rm -rf ~", description: "One that is stopped" }],
  ["Write", { file_path: `${FOLDER}/src/index.ts`, content: "export const value = 1;\n" }],
  ["Read", { file_path: `${FOLDER}/README.md` }],
];

/** Enough that the functions that every call needs are compiled; more of it would only make the start longer. */
const ROUNDS = 30;

/**
 * Decides a few calls before somebody asks, so that the first who asks does not wait for modules to be evaluated and
 * compiled. Takes turns with the calls that arrive meanwhile.
 */
export function warmUp(machine: Machine, policy: EffectivePolicy): void {
  let left = ROUNDS;
  const next = () => {
    try {
      rehearse(machine, policy);
    } catch {
      return; // a call that fails in the same way is answered by its fail mode
    }
    if (--left > 0) setImmediate(next);
  };
  setImmediate(next);
}

/** One round: what each call comes to. Takes the way of a hook call, but asks no gateway and writes nothing. */
export function rehearse(machine: Machine, policy: EffectivePolicy): readonly (Verdict | undefined)[] {
  const world = realWorld(machine, [FOLDER]);
  return CALLS.map(([tool_name, tool_input]) => {
    const payload = { session_id: "warm-up", cwd: FOLDER, hook_event_name: "PreToolUse", tool_name, tool_input };
    const incoming = decodeIncoming(JSON.stringify(payload), {});
    if (incoming.kind !== "call") return undefined;
    const { decision } = check(incoming.call, { world, policy, matchers: [builtinMatcher()], now: 0 });
    toLine(decisionRecord(incoming.call, decision, { folder: undefined, now: 0, version: VERSION }));
    encodeAnswer(incoming, { verdict: decision.verdict, reason: "" });
    return decision.verdict;
  });
}
