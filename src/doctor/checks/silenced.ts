import type { Env } from "../../../hooks/dialect.ts";
import type { FileScope } from "../agents.ts";
import type { Check, Problem } from "../check.ts";
import { type ConfigFile, valueAt } from "../config-file.ts";
import type { AgentSetup } from "../setup.ts";
import type { Surroundings } from "../surroundings.ts";

/** A setting that keeps hooks from being run, or from being run as they were written. */
interface Silencer {
  readonly agents: readonly string[];
  readonly scopes: readonly FileScope[];
  readonly path: readonly string[];
  readonly on: (value: unknown) => boolean;
  /** Hooks of these scopes stand all the same. */
  readonly spares: readonly FileScope[];
  readonly what: string;
}

const ANY: readonly FileScope[] = ["managed", "user", "project", "local"];
const isTrue = (value: unknown) => value === true;
const isFalse = (value: unknown) => value === false;
const isSet = (value: unknown) => value !== undefined && value !== "";

/** The second table of docs/switched-off.md: what the clients did when they were run. */
const SILENCERS: readonly Silencer[] = [
  {
    agents: ["claude"],
    scopes: ["user", "project", "local"],
    path: ["disableAllHooks"],
    on: isTrue,
    spares: ["managed"],
    what: "`disableAllHooks` is set",
  },
  {
    agents: ["claude"],
    scopes: ["managed"],
    path: ["disableAllHooks"],
    on: isTrue,
    spares: [],
    what: "`disableAllHooks` is set by the organisation",
  },
  {
    agents: ["claude"],
    scopes: ["managed"],
    path: ["allowManagedHooksOnly"],
    on: isTrue,
    spares: ["managed"],
    what: "`allowManagedHooksOnly` is set",
  },
  ...["NODE_OPTIONS", "LD_PRELOAD", "LD_LIBRARY_PATH", "DYLD_INSERT_LIBRARIES", "PATH", "HOME", "BASH_ENV"].map(
    (name): Silencer => ({
      agents: ["claude"],
      scopes: ["project", "local"],
      path: ["env", name],
      on: isSet,
      spares: ["managed"],
      what: `\`env.${name}\` is set for everything that the client starts, hooks included`,
    }),
  ),
  ...["hooks", "codex_hooks"].map(
    (name): Silencer => ({
      agents: ["codex"],
      scopes: ANY,
      path: ["features", name],
      on: isFalse,
      spares: [],
      what: `\`features.${name}\` is false`,
    }),
  ),
  {
    agents: ["codex"],
    scopes: ["managed"],
    path: ["allow_managed_hooks_only"],
    on: isTrue,
    spares: ["managed"],
    what: "`allow_managed_hooks_only` is set",
  },
  {
    agents: ["gemini"],
    scopes: ANY,
    path: ["hooksConfig", "enabled"],
    on: isFalse,
    spares: [],
    what: "`hooksConfig.enabled` is false",
  },
  {
    agents: ["gemini"],
    scopes: ANY,
    path: ["hooksConfig", "disabled"],
    on: (value) => Array.isArray(value) && value.length > 0,
    spares: [],
    what: "`hooksConfig.disabled` names hooks",
  },
  {
    agents: ["qwen"],
    scopes: ANY,
    path: ["disableAllHooks"],
    on: isTrue,
    spares: [],
    what: "`disableAllHooks` is set",
  },
];

export const silenced: Check = {
  id: "silenced",
  title: "no other setting silences the hooks",
  look: ({ setups, around }) => silencersIn(setups, around),
};

export function silencersIn(setups: readonly AgentSetup[], { env }: Pick<Surroundings, "env">): readonly Problem[] {
  return setups.flatMap((setup) => [
    ...setup.files.flatMap((file) => silencedBy(setup, file)),
    ...switchedOffBy(setup, env),
    ...overruled(setup),
  ]);
}

function silencedBy({ row, ours }: AgentSetup, file: ConfigFile): readonly Problem[] {
  if (file.state !== "read") return [];
  return SILENCERS.filter(
    ({ agents, scopes, path, on }) =>
      agents.includes(row.agent) && scopes.includes(file.scope) && on(valueAt(file.value, path)),
  ).map(({ spares, what }): Problem => {
    const hit = ours.filter(({ scope }) => !spares.includes(scope));
    const stands = ours.length > 0 && hit.length < ours.length;
    const safe = stands ? "the guard's hook of the managed scope is still run" : "the guard is not asked in this place";
    return {
      weight: hit.length > 0 && !stands ? "error" : hit.length > 0 ? "note" : "warning",
      agent: row.agent,
      file: file.file,
      what,
      why: hit.length === 0 && ours.length > 0 ? "the guard stands where it has no effect" : safe,
      fix:
        file.scope === "managed" ? "ask whoever manages the machine" : `take it out, or install with --scope managed`,
    };
  });
}

/** Variables with which a client that is started from here runs no hooks. */
const VARIABLES: readonly { readonly agent: string; readonly name: string }[] = [
  { agent: "claude", name: "CLAUDE_CODE_SIMPLE" },
  { agent: "hermes", name: "HERMES_SAFE_MODE" },
];

function switchedOffBy({ row, ours }: AgentSetup, env: Env): readonly Problem[] {
  return VARIABLES.filter(({ agent, name }) => agent === row.agent && isOn(env[name])).map(({ agent, name }) => ({
    weight: ours.length > 0 ? "error" : "warning",
    agent,
    what: `the variable ${name} is set here`,
    why: "the client leaves hooks out where it is started with it",
    fix: `unset ${name}, and take it out of the files that your shell reads at its start`,
  }));
}

const isOn = (value: string | undefined) =>
  value !== undefined && !["", "0", "false", "no", "off"].includes(value.toLowerCase());

/** Qwen Code 0.24.4: an allow of any hook goes before another's denial. */
function overruled({ row, entries, ours }: AgentSetup): readonly Problem[] {
  if (row.agent !== "qwen" || ours.length === 0) return [];
  const others = entries.filter((entry) => !entry.ours && row.events.before.includes(entry.event));
  return others.map(({ agent, file, command }) => ({
    weight: "warning",
    agent,
    file,
    what: `another hook is asked about the same calls: ${command.slice(0, 120)}`,
    why: "in this client any hook that answers allow overrides the guard's denial",
    fix: "make sure that it never answers allow, or remove it",
  }));
}
