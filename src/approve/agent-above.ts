import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process as its system tells it. */
export interface ProcessFacts {
  readonly parent: number;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Name that the process gives itself, where the system keeps one. */
  readonly name?: string | undefined;
}

export type ProcessOf = (pid: number) => ProcessFacts | undefined;

const AGENTS =
  /^(?:claude(?:-code)?|codex|cursor(?:-agent)?|gemini(?:-cli)?|qwen(?:-code)?|copilot|droid|kiro(?:-cli)?|windsurf|cline|hermes|opencode|amp|goose|crush|aider)(?:[-.].*)?$/i;
const RUNTIMES = /^(?:node|nodejs|bun|deno|python[\d.]*)(?:\.exe)?$/i;
const MOST_LEVELS = 64;

/** The agent among a process's parents, as it is called there; undefined where there is none. */
export function agentAbove(pid: number, processOf: ProcessOf): string | undefined {
  let at: number | undefined = pid;
  for (let level = 0; level < MOST_LEVELS && at !== undefined && at > 1; level++) {
    const facts = processOf(at);
    if (facts === undefined) return undefined;
    const named = namesOf(facts).find((name) => AGENTS.test(name));
    if (named !== undefined) return named;
    at = facts.parent;
  }
  return undefined;
}

/** Under which names an agent may run: its program, what it calls itself, and each folder and file of the script that a runtime runs. */
function namesOf({ command, name }: ProcessFacts): readonly string[] {
  const [program = "", ...args] = command;
  const own = baseOf(program);
  const script = RUNTIMES.test(own) ? (args.find((arg) => !arg.startsWith("-")) ?? "") : "";
  return [own, name ?? "", ...script.split(/[\\/]/).slice(-6)];
}

function baseOf(path: string): string {
  return path.split(/[\\/]/).at(-1)?.replace(/^-/, "") ?? "";
}

/** Variables that agents give to what they run; settings that people keep in their profiles are not among them. */
const MARKS =
  /^(?:CLAUDECODE|CLAUDE_CODE_\w+|AI_AGENT|CODEX_\w+|CURSOR_\w+|GEMINI_CLI|GEMINI_SESSION_ID|QWEN_CODE\w*|COPILOT_\w+|CLINE_ACTIVE|OPENCODE\w*)$/;
const SETTINGS =
  /^(?:CODEX_HOME|CODEX_API_KEY|CURSOR_API_KEY|CURSOR_CONFIG_DIR|COPILOT_MODEL|COPILOT_HOME|COPILOT_GITHUB_TOKEN|OPENCODE_CONFIG\w*|CLAUDE_CODE_(?:USE|MAX|OAUTH|DISABLE|ENABLE|SUBAGENT|API|SKIP)_\w+)$/;

/** The variable that says an agent started this; undefined where there is none. */
export function agentMark(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return Object.keys(env).find((name) => env[name] !== undefined && MARKS.test(name) && !SETTINGS.test(name));
}

/** Reads the running processes; undefined where this platform does not tell them. */
export function runningProcesses(platform: NodeJS.Platform = process.platform): ProcessOf | undefined {
  if (platform === "linux") return fromProc;
  if (platform !== "darwin") return undefined;
  const lines = execFileSync("/bin/ps", ["-axo", "pid=,ppid=,command="], { encoding: "utf8", maxBuffer: 1 << 26 });
  const all = new Map<number, ProcessFacts>();
  for (const line of lines.split("\n")) {
    const found = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    if (found) all.set(Number(found[1]), { parent: Number(found[2]), command: (found[3] ?? "").split(" ") });
  }
  return (pid) => all.get(pid);
}

function fromProc(pid: number): ProcessFacts | undefined {
  try {
    // proc_pid_stat(5): the name stands in parentheses and may hold some itself; the parent is the second field after them.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, 8);
    return { parent, command, name };
  } catch {
    return undefined;
  }
}
