import { ATTACK_TOOLS } from "./network-attacks.ts";
import { CURL } from "./network-curl.ts";
import { DOWNLOADERS } from "./network-download.ts";
import { KEYS } from "./network-keys.ts";
import { LOOKUPS } from "./network-names.ts";
import { SECRET_STORES } from "./network-secrets.ts";
import { SHARERS } from "./network-share.ts";
import { SOCKETS } from "./network-sockets.ts";
import { TUNNELS } from "./network-tunnels.ts";
import type { Program } from "./program.ts";

/** Programs that reach other hosts, and stores of what must not reach them. */
export const NETWORK: readonly Program[] = [
  ...CURL,
  ...DOWNLOADERS,
  ...SOCKETS,
  ...SHARERS,
  ...SECRET_STORES,
  ...KEYS,
  ...TUNNELS,
  ...LOOKUPS,
  ...ATTACK_TOOLS,
];
