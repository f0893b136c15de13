import type { Program } from "./program.ts";

export const REMOTE_HOSTS: readonly Program[] = [];
