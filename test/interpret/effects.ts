import { interpret } from "../../src/interpret/interpret.ts";
import { type MemoryWorldOptions, memoryWorld } from "../../src/interpret/memory-world.ts";
import type { Effect, EffectKind, EffectOf } from "../../src/model/effect.ts";
import type { Action, ToolCall } from "../../src/model/toolcall.ts";

const PROJECT = "/home/dev/project";

export function callOf(action: Action, tool = "Bash", cwd: string | undefined = PROJECT): ToolCall {
  return {
    agent: "claude",
    event: "PreToolUse",
    phase: "before",
    id: "1",
    session: "s",
    turn: undefined,
    subagent: undefined,
    cwd,
    workspace: [PROJECT],
    permissionMode: undefined,
    headless: undefined,
    tool,
    action,
    input: {},
    oddities: [],
  };
}

/** Effects of a shell command in a workspace that exists only as data. */
export function effectsOf(command: string, world: MemoryWorldOptions = {}): readonly Effect[] {
  return interpret(callOf({ kind: "shell", command, shell: "bash" }), memoryWorld(world)).effects;
}

export function ofKind<K extends EffectKind>(effects: readonly Effect[], kind: K): readonly EffectOf<K>[] {
  return effects.filter((effect): effect is EffectOf<K> => effect.kind === kind);
}

/** Paths that a command would delete. */
export function deleted(command: string, world: MemoryWorldOptions = {}): readonly string[] {
  return ofKind(effectsOf(command, world), "delete").map((effect) => effect.target.path);
}

/** Argument vectors of the programs that a command would run, without those that only wrap others. */
export function executed(command: string, world: MemoryWorldOptions = {}): readonly (readonly string[])[] {
  return ofKind(effectsOf(command, world), "execute").map((effect) => [effect.program, ...effect.args]);
}
