import type { Command } from "commander";

/** A command's file: adds itself to the program. `done` receives the exit code. */
export type Register = (program: Command, done: (exitCode: number) => void) => void;

/** Every command, in the order of the help. One line and one file make a new one; the files are loaded only with the command line. */
export const COMMANDS: readonly (() => Promise<Register>)[] = [
  async () => (await import("./explain.ts")).registerExplain,
  async () => (await import("./status.ts")).registerStatus,
  async () => (await import("./doctor.ts")).registerDoctor,
  async () => (await import("./log.ts")).registerLog,
  async () => (await import("./rules.ts")).registerRules,
  async () => (await import("./test.ts")).registerTest,
  async () => (await import("./report.ts")).registerReport,
  async () => (await import("./replay.ts")).registerReplay,
  async () => (await import("./promote.ts")).registerPromote,
  async () => (await import("./demote.ts")).registerDemote,
  async () => (await import("./exempt.ts")).registerExempt,
  async () => (await import("./approve.ts")).registerApprove,
  async () => (await import("./config.ts")).registerConfig,
  async () => (await import("./engine.ts")).registerEngine,
  async () => (await import("./install.ts")).registerInstall,
  async () => (await import("./uninstall.ts")).registerUninstall,
  async () => (await import("./upgrade.ts")).registerUpgrade,
  async () => (await import("./statusline.ts")).registerStatusline,
  async () => (await import("./completion.ts")).registerCompletion,
  async () => (await import("./version.ts")).registerVersion,
];
