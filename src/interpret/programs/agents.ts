import type { Draft } from "../context.ts";
import { GUARD } from "./agents-guard.ts";
import type { AgentLine } from "./agents-line.ts";
import { LINES } from "./agents-lines.ts";
import type { Invocation, Program } from "./program.ts";
import { textOf } from "./text-of.ts";

/** Command lines of coding agents, and of the guard. */
export const AGENTS: readonly Program[] = [...GUARD, ...LINES.map(row)];

function row(line: AgentLine): Program {
  return {
    names: line.names,
    options: line.options,
    ...(line.commonWord === undefined ? {} : { commonWord: true as const }),
    acts: [
      { if: (run) => starts(line, run), does: (run) => spawned(line, run) },
      ...(line.also ?? []),
      ...(line.changes ?? []).map(([sub, file]) => ({
        sub,
        does: (run: Invocation): Draft => ({
          kind: "write",
          target: run.path({ text: file, quoted: false, glob: false, taint: run.stdin.taint, span: run.span }),
          how: "modify",
          tags: ["agent-command"],
        }),
      })),
    ],
  };
}

function starts(line: AgentLine, run: Invocation): boolean {
  // A help page, or a sub-command that only manages the agent.
  return !line.quiet.includes(textOf(run.operands[0])) && !run.has("h", "v", "V");
}

function spawned(line: AgentLine, run: Invocation): readonly Draft[] {
  const loose = (line.values ?? []).some(([option, value]) =>
    run.values(option).some((field) => value.test(field.text)),
  );
  const config = [...run.values("c", "config"), ...run.values("disable")].map((field) => field.text).join("\n");
  const hooksOff =
    (line.hooksOff !== undefined && run.has(...line.hooksOff)) ||
    /(?:features\.)?(?:codex_)?hooks\s*=\s*false|^(?:codex_)?hooks$/m.test(line.agent === "codex" ? config : "") ||
    run.values("settings").some((field) => /disableAllHooks/.test(field.text));
  const unguarded = loose || hooksOff || (line.unguarded.length > 0 && run.has(...line.unguarded));
  const prompts = [...run.values(...(line.prompt ?? [])), ...run.operands].map((field) => field.text).join(" ");
  return [
    { kind: "spawn-agent", agent: run.name, unguarded, tags: hooksOff ? ["hooks-off"] : [] },
    ...(prompts === "" ? [] : [{ kind: "text", role: "prompt", key: "prompt", text: prompts } as const]),
  ];
}
