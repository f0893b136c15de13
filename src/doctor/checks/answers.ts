import { capabilities } from "../../../hooks/capabilities.ts";
import { isObject } from "../../model/json.ts";
import type { AgentRow } from "../agents.ts";
import { CANARY_RULE, type Canary, createCanary } from "../canary.ts";
import type { Check, Problem } from "../check.ts";
import { type RunResult, run } from "../run.ts";
import type { HookEntry } from "../setup.ts";
import { startOf } from "../start.ts";
import type { Surroundings } from "../surroundings.ts";

const LIMIT_MS = 10_000;

/** Each entry is started as its client would, once with a call that may run and once with the canary. */
export const answers: Check = {
  id: "answers",
  title: "the guard answers each agent in the form that it obeys",
  look: async ({ setups, around }) => {
    const canary = createCanary(around.home);
    try {
      const found: Problem[] = [];
      for (const { row, ours } of setups) {
        const tried = new Set<string>();
        for (const entry of ours) {
          const key = JSON.stringify([entry.command, entry.handler.args]);
          if (!row.events.before.includes(entry.event) || tried.has(key)) continue;
          tried.add(key);
          found.push(...(await ask(row, entry, canary, around)));
        }
      }
      return found;
    } finally {
      canary.remove();
    }
  },
};

const UNTRIED = "whether it obeys is not known";
const SEE = "have it run a call that the policy denies, and look at clampd-guard log";

async function ask(row: AgentRow, entry: HookEntry, canary: Canary, around: Surroundings): Promise<readonly Problem[]> {
  for (const [command, wanted] of [
    [canary.allowed.text, "silence"],
    [canary.denied.text, "denial"],
  ] as const) {
    const start = startOf(row.start, entry, payloadOf(row, canary.folder, command), around.env);
    if (start === undefined) {
      const what = "how this client starts hooks on this platform is not known: the answers were not tried";
      return [{ weight: "note", agent: row.agent, file: entry.file, what, why: UNTRIED, fix: SEE }];
    }
    const env = { ...around.env, ...row.hookEnv(canary.folder), PWD: canary.folder };
    const result = await run({ ...start, cwd: canary.folder, env, limitMs: LIMIT_MS });
    const wrong = result.trouble ?? (wanted === "silence" ? notSilent(result) : notDenied(row.agent, result));
    if (wrong === undefined) continue;
    return [
      {
        weight: "error",
        agent: row.agent,
        file: entry.file,
        what: `${entry.command}: ${wrong}`,
        why: wanted === "silence" ? "ordinary calls would be disturbed" : "calls that are denied would be run",
        fix: `run \`clampd-guard install ${row.agent}\`, then \`clampd-guard doctor\` again`,
      },
    ];
  }
  return [];
}

function payloadOf(row: AgentRow, folder: string, command: string): string {
  const common = { session_id: "doctor", transcript_path: "", cwd: folder, tool_use_id: "doctor" };
  return JSON.stringify({ ...common, ...row.payload(folder), tool_name: row.shellTool, tool_input: { command } });
}

/** What is wrong with the answer to a call that may run. */
export function notSilent({ exitCode, stdout, stderr }: RunResult): string | undefined {
  if (exitCode !== 0) return `a harmless call was answered with exit code ${exitCode}${said(stderr)}`;
  return ["", "{}"].includes(stdout.trim()) ? undefined : `a harmless call was answered with ${said(stdout).slice(2)}`;
}

/** What is wrong with the answer to the canary, by what the client honours. */
export function notDenied(agent: string, { exitCode, stdout, stderr }: RunResult): string | undefined {
  const by = capabilities.find((row) => row.agent === agent)?.deny.by ?? "exit-2";
  const needsExit = by === "json-exit-0" ? 0 : 2;
  if (exitCode !== needsExit)
    return `the canary was answered with exit code ${exitCode} in place of ${needsExit}${said(stderr)}`;
  const text = by === "exit-2" ? stderr : stdout;
  if (by !== "exit-2" && !isJsonObject(stdout)) return `the answer to the canary is not JSON alone${said(stdout)}`;
  return text.includes(CANARY_RULE) ? undefined : `the answer to the canary does not name its rule${said(text)}`;
}

function isJsonObject(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

function said(text: string): string {
  const line = text.trim().split("\n").at(-1)?.slice(0, 200) ?? "";
  return line === "" ? "" : `: ${line}`;
}
