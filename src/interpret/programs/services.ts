import type { Program } from "./program.ts";
import { BACKUPS } from "./services-backups.ts";
import { DELIVERY } from "./services-delivery.ts";
import { OPERATIONS } from "./services-operations.ts";
import { PLATFORMS } from "./services-platforms.ts";

/** Command lines of backup programs, build services, monitoring, queues, hosting and stores of content. */
export const SERVICE_LINES: readonly Program[] = [...BACKUPS, ...DELIVERY, ...OPERATIONS, ...PLATFORMS];
