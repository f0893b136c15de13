import { fileURLToPath, pathToFileURL } from "node:url";
import { actionFor } from "../../hooks/index.ts";
import type { Finding, Verdict } from "../../src/model/decision.ts";
import type { Effect } from "../../src/model/effect.ts";
import type { Json } from "../../src/model/json.ts";
import type { Action, ToolCall } from "../../src/model/toolcall.ts";
import { decide } from "../../src/policy/decide.ts";
import { EMPTY_LAYER } from "../../src/policy/layer.ts";
import { mergeLayers } from "../../src/policy/merge.ts";
import { matchRules, type RuleMatcher } from "../../src/rules/match.ts";
import type { Example } from "../../src/rules/schema.ts";

export const interpreterFile = fileURLToPath(new URL("../../src/interpret/interpret.ts", import.meta.url));
const worldFile = fileURLToPath(new URL("../../src/interpret/memory-world.ts", import.meta.url));

interface Interpretation {
  readonly effects: readonly Effect[];
  readonly text: string;
}
type Interpret = (call: ToolCall, world: unknown) => Interpretation;
type MemoryWorld = (facts: Record<string, unknown>) => unknown;

const home = "/home/dev";
const project = "/home/dev/project";
const policy = mergeLayers([
  { layer: "user", file: "", config: { ...EMPTY_LAYER, mode: "enforce", profile: "balanced" } },
]);

/** Takes an example all the way to its verdict, under balanced and enforce. */
export async function judge(
  example: Example,
  matchers: readonly RuleMatcher[],
): Promise<{ findings: readonly Finding[]; verdict: Verdict; effects: readonly Effect[] }> {
  const { interpret } = (await import(pathToFileURL(interpreterFile).href)) as { interpret: Interpret };
  const { memoryWorld } = (await import(pathToFileURL(worldFile).href)) as { memoryWorld: MemoryWorld };
  const call = callOf(example);
  const facts = typeof example === "string" ? {} : example;
  const world = memoryWorld({
    home,
    user: "dev",
    workspace: [project],
    platform: facts.platform ?? "linux",
    files: Object.fromEntries(
      Object.entries(facts.files ?? {}).map(([path, text]) => [
        path.startsWith("/") ? path : `${project}/${path}`,
        text,
      ]),
    ),
    ...(facts.git && {
      git: { root: project, branch: facts.git.branch, linkedWorktree: facts.git.linkedWorktree ?? false },
    }),
    ...(facts.env && { env: facts.env }),
  });
  const { effects, text } = interpret(call, world);
  const foldsCase = facts.platform === "darwin" || facts.platform === "win32";
  const findings = matchRules(matchers, effects, { text, home, workspace: [project], foldsCase });
  const { verdict } = decide(findings, effects, policy, {
    agent: call.agent,
    repo: project,
    workspace: [project],
    home,
    now: 0,
  });
  return { findings, verdict, effects };
}

function callOf(example: Example): ToolCall {
  const facts = typeof example === "string" ? { command: example } : example;
  const cwd = ("cwd" in facts ? facts.cwd : undefined) ?? project;
  const agent = ("agent" in facts ? facts.agent : undefined) ?? "claude";
  const tool = "tool" in facts ? facts.tool : "Bash";
  const input = "tool" in facts ? (facts.input as Json) : { command: facts.command };
  const shell = "shell" in facts ? facts.shell : "bash";
  const action: Action =
    "tool" in facts ? actionFor(agent, tool, input) : { kind: "shell", command: facts.command, shell };
  return {
    agent,
    event: "PreToolUse",
    phase: "before",
    id: "1",
    session: "s",
    turn: undefined,
    subagent: undefined,
    cwd,
    workspace: [project],
    permissionMode: undefined,
    headless: undefined,
    tool,
    action,
    input,
    oddities: [],
  };
}
