import { capabilities } from "../../../hooks/capabilities.ts";
import type { Check, Problem } from "../check.ts";
import type { AgentSetup, HookEntry } from "../setup.ts";

const [SHORTEST_MS, LONGEST_MS] = [2_000, 60_000];

/** The guard's entries are there, and say what they have to. */
export const entries: Check = {
  id: "entries",
  title: "the guard's hook entries are complete",
  look: ({ setups }) => setups.flatMap((setup) => [...missing(setup), ...setup.ours.flatMap(altered)]),
};

function missing({ row, program, ours }: AgentSetup): readonly Problem[] {
  const fix = `run \`clampd-guard install ${row.agent}\``;
  const has = (event: string) => ours.some((entry) => entry.event === event);
  if (ours.length === 0)
    return program === undefined
      ? []
      : [
          {
            weight: "warning",
            agent: row.agent,
            what: "the guard is not installed here",
            why: "its calls are not seen",
            fix,
          },
        ];
  const before = row.events.before.some(has)
    ? []
    : [{ weight: "error" as const, what: "no entry for calls before they run", why: "nothing can be stopped" }];
  const after = row.events.after
    .filter((event) => !has(event))
    .map((event) => ({
      weight: "warning" as const,
      what: `no entry for ${event}`,
      why: "how these calls end is not recorded",
    }));
  return [...before, ...after].map((each) => ({ ...each, agent: row.agent, file: ours[0]?.file, fix }));
}

/** What an entry must not say, as the clients take it. */
function altered(entry: HookEntry): readonly Problem[] {
  const { agent, file, event, handler, matcher } = entry;
  const found: { readonly weight: Problem["weight"]; readonly what: string; readonly why: string }[] = [];
  if (handler.async === true || handler.asyncRewake === true)
    found.push({
      weight: "error",
      what: "the entry is async",
      why: "the client does not wait for the answer, so nothing is stopped",
    });
  if (handler.enabled === false || handler.disabled === true)
    found.push({ weight: "error", what: "the entry is disabled", why: "the guard is not asked" });
  if (handler.if !== undefined)
    found.push({
      weight: "error",
      what: "the entry has a condition (`if`)",
      why: "calls that it leaves out go past the guard",
    });
  if (!coversAll(matcher ?? handler.matcher))
    found.push({
      weight: "error",
      what: `its matcher is ${JSON.stringify(matcher ?? handler.matcher)}`,
      why: "calls of other tools go past the guard",
    });
  const timeout = timeoutMs(agent, handler.timeout);
  if (timeout !== undefined && timeout < SHORTEST_MS)
    found.push({
      weight: "error",
      what: `its timeout is ${timeout} ms`,
      why: "a call whose answer comes later is run",
    });
  if (timeout !== undefined && timeout > LONGEST_MS)
    found.push({
      weight: "warning",
      what: `its timeout is ${timeout / 1000} s`,
      why: "a hook that hangs would hold the agent for so long",
    });
  const fix = `run \`clampd-guard install ${agent}\``;
  return found.map((each) => ({ ...each, what: `${event}: ${each.what}`, agent, file, fix }));
}

function coversAll(matcher: unknown): boolean {
  return matcher === undefined || matcher === null || ["", "*", ".*", "^.*$"].includes(String(matcher));
}

/** Undefined where none is set or the client has no timeouts. */
function timeoutMs(agent: string, value: unknown): number | undefined {
  if (typeof value !== "number") return undefined;
  const unit = capabilities.find((row) => row.agent === agent)?.timeoutUnit;
  if (unit === "none" || unit === undefined) return undefined;
  // Qwen Code 0.24.4 takes values of 1000 and more for milliseconds.
  return unit === "ms" || (agent === "qwen" && value >= 1000) ? value : value * 1000;
}
