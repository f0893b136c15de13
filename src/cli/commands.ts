import type { Register } from "./register.ts";

export type { Register } from "./register.ts";

/** A command: what the help says of it, and where it is. */
export interface CommandRow {
  readonly name: string;
  readonly about: string;
  readonly load: () => Promise<Register>;
}

/** Every command, in the order of the help. One row and one file make a new one; only the file that is asked for is loaded. */
export const COMMANDS: readonly CommandRow[] = [
  {
    name: "explain",
    about: "show what a call would do, which rules match, and what would be decided",
    load: async () => (await import("./explain.ts")).registerExplain,
  },
  {
    name: "status",
    about: "show the policy in force, each value with the layer that set it, and where things are",
    load: async () => (await import("./status.ts")).registerStatus,
  },
  {
    name: "doctor",
    about: "check that every agent asks the guard and obeys it, and what could keep it from doing so",
    load: async () => (await import("./doctor.ts")).registerDoctor,
  },
  {
    name: "log",
    about: "show the last decisions and how the calls ended",
    load: async () => (await import("./log.ts")).registerLog,
  },
  {
    name: "rules",
    about: "look at rules, check your own, start a new one",
    load: async () => (await import("./rules.ts")).registerRules,
  },
  {
    name: "test",
    about: "hold the installed configuration against known attacks and everyday work; nothing of it is run",
    load: async () => (await import("./test.ts")).registerTest,
  },
  {
    name: "report",
    about: "what would have been blocked and asked about, by rule, category, repository and agent",
    load: async () => (await import("./report.ts")).registerReport,
  },
  {
    name: "replay",
    about: "run the journal's calls against a proposed policy and show what changes",
    load: async () => (await import("./replay.ts")).registerReplay,
  },
  {
    name: "promote",
    about: "enforce a rule, a category, a profile or all, after showing what it would have stopped",
    load: async () => (await import("./promote.ts")).registerPromote,
  },
  {
    name: "demote",
    about: "take a promotion back, or make a rule, a category, a profile or all milder by one step",
    load: async () => (await import("./demote.ts")).registerDemote,
  },
  {
    name: "exempt",
    about: "let findings of a rule through, for a reason and for a time; list and remove such exemptions",
    load: async () => (await import("./exempt.ts")).registerExempt,
  },
  {
    name: "approve",
    about: "let one call through that an agent was denied because it could not ask you",
    load: async () => (await import("./approve.ts")).registerApprove,
  },
  {
    name: "config",
    about: "look after guard.json, the policy's file",
    load: async () => (await import("./config.ts")).registerConfig,
  },
  {
    name: "engine",
    about: "the resident process that answers hooks in about a millisecond; it is never required",
    load: async () => (await import("./engine.ts")).registerEngine,
  },
  {
    name: "install",
    about: "put the guard into agents' configuration, and nothing else of it touched",
    load: async () => (await import("./install.ts")).registerInstall,
  },
  {
    name: "uninstall",
    about: "take the guard out of agents' configuration; a file that nobody else changed is given back to the byte",
    load: async () => (await import("./uninstall.ts")).registerUninstall,
  },
  {
    name: "upgrade",
    about: "switch to this program, and bring the agents' entries up to date; most often no file of theirs changes",
    load: async () => (await import("./upgrade.ts")).registerUpgrade,
  },
  {
    name: "gateway",
    about: "serve the policy, the record and the off switch of many guards",
    load: async () => (await import("./gateway.ts")).registerGateway,
  },
  {
    name: "connect",
    about: "connect this machine's guard with a gateway: its own configuration, root of trust and first bundle",
    load: async () => (await import("./connect.ts")).registerConnect,
  },
  {
    name: "context",
    about: "the gateways that commands can speak with, by name",
    load: async () => (await import("./context.ts")).registerContext,
  },
  {
    name: "agent",
    about: "the agents that a gateway knows: register, list, suspend, resume",
    load: async () => (await import("./agent.ts")).registerAgent,
  },
  {
    name: "kill",
    about: "stop an agent, or all: its next call is denied, and all that follow, also where the gateway is away",
    load: async () => (await import("./kill.ts")).registerKill,
  },
  {
    name: "key",
    about: "the keys with which people and programs speak with a gateway",
    load: async () => (await import("./key.ts")).registerKey,
  },
  {
    name: "policy",
    about: "the policy and rule packs that a gateway gives to its guards",
    load: async () => (await import("./policy.ts")).registerPolicy,
  },
  {
    name: "audit",
    about: "search what guards reported and the gateway decided, or the record of changes",
    load: async () => (await import("./audit.ts")).registerAudit,
  },
  {
    name: "watch",
    about: "show what happens as it happens: decisions, agents that are stopped, new policies; ends with Ctrl-C",
    load: async () => (await import("./watch.ts")).registerWatch,
  },
  {
    name: "bundle",
    about: "policy and rule packs as signed files",
    load: async () => (await import("./bundle.ts")).registerBundle,
  },
  {
    name: "demo",
    about: "see it work: a gateway, an engine and a scripted agent in a throw-away home, with a kill at the end",
    load: async () => (await import("./demo.ts")).registerDemo,
  },
  {
    name: "statusline",
    about: "one line for Claude Code's status line: the mode, and what was stopped today",
    load: async () => (await import("./statusline.ts")).registerStatusline,
  },
  {
    name: "completion",
    about: "print the completion script of a shell",
    load: async () => (await import("./completion.ts")).registerCompletion,
  },
  {
    name: "version",
    about: "print the version, the platform and the runtime",
    load: async () => (await import("./version.ts")).registerVersion,
  },
];
