import { actionFor } from "../../hooks/index.ts";
import { loadGrammars } from "../../src/interpret/code/grammars.ts";
import { interpret } from "../../src/interpret/interpret.ts";
import { type MemoryWorldOptions, memoryWorld } from "../../src/interpret/memory-world.ts";
import type { Finding, Verdict } from "../../src/model/decision.ts";
import type { Effect } from "../../src/model/effect.ts";
import type { Json } from "../../src/model/json.ts";
import type { Action, ToolCall } from "../../src/model/toolcall.ts";
import { decide } from "../../src/policy/decide.ts";
import { EMPTY_LAYER } from "../../src/policy/layer.ts";
import { mergeLayers } from "../../src/policy/merge.ts";
import { redact } from "../../src/redact/redact.ts";
import { detectors } from "../../src/rules/detectors.ts";
import { matchRules, type RuleMatcher } from "../../src/rules/match.ts";
import type { Example } from "../../src/rules/schema.ts";

// Loaded once, so that examples with code in them can be judged one by one without waiting.
await loadGrammars(["python", "typescript", "ruby", "php"]);

const home = "/home/dev";
const project = "/home/dev/project";
const policy = mergeLayers([
  { layer: "user", file: "", config: { ...EMPTY_LAYER, mode: "enforce", profile: "balanced" } },
]);

/** Takes an example all the way to its verdict, under balanced and enforce. */
export function judge(
  example: Example,
  matchers: readonly RuleMatcher[],
): { findings: readonly Finding[]; verdict: Verdict; effects: readonly Effect[] } {
  const call = callOf(example);
  const facts = factsOf(example);
  const { effects, text } = interpret(call, memoryWorld(facts));
  const foldsCase = facts.foldsCase ?? false;
  const findings = matchRules(matchers, effects, { text, home, workspace: [project], foldsCase, detectors, redact });
  const { verdict } = decide(findings, effects, policy, {
    agent: call.agent,
    repo: project,
    workspace: [project],
    home,
    now: 0,
  });
  return { findings, verdict, effects };
}

function factsOf(example: Example): MemoryWorldOptions {
  const { files, folders, links, git, env, platform = "linux" } = typeof example === "string" ? noFacts : example;
  const here = (path: string) => (path.startsWith("/") ? path : `${project}/${path}`);
  const placed = (record: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(record).map(([path, text]) => [here(path), text]));
  return {
    home,
    user: "dev",
    workspace: [project],
    platform,
    foldsCase: platform !== "linux",
    files: placed(files),
    folders: folders?.map(here) ?? [],
    links: placed(links),
    ...(git && { git }),
    ...(env && { env }),
  };
}

const noFacts: Partial<Exclude<Example, string>> = {};

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
