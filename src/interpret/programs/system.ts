import type { Program } from "./program.ts";
import { DESKTOP } from "./system-desktop.ts";
import { KERNEL } from "./system-kernel.ts";
import { MACHINE_NETWORK } from "./system-network.ts";
import { PROCESSES } from "./system-processes.ts";
import { SCHEDULES } from "./system-schedules.ts";
import { SERVICES } from "./system-services.ts";

/** The machine itself: services, processes, kernel, firewall, schedules, what its user sees. */
export const SYSTEM: readonly Program[] = [
  ...SERVICES,
  ...PROCESSES,
  ...KERNEL,
  ...MACHINE_NETWORK,
  ...SCHEDULES,
  ...DESKTOP,
];
