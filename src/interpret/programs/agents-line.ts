import type { Act } from "./program.ts";

/** How one agent's command line is read. */
export interface AgentLine {
  readonly names: readonly string[];
  readonly agent: string;
  readonly options: string;
  /** Options with which its own permission checks are off. */
  readonly unguarded: readonly string[];
  /** `option=value` pairs that do the same. */
  readonly values?: readonly (readonly [option: string, value: RegExp])[];
  /** Options with which its hooks, and so this guard, are not loaded. */
  readonly hooksOff?: readonly string[];
  /** Sub-commands with which no agent runs. */
  readonly quiet: readonly string[];
  /** Sub-commands that change its settings, and the file that they change. */
  readonly changes?: readonly (readonly [sub: string, file: string])[];
  /** Options that hold a prompt, beside the operands. */
  readonly prompt?: readonly string[];
  /** What a program of the same name does. */
  readonly also?: readonly Act[];
  /** It is an ordinary word. */
  readonly commonWord?: true;
}
