import type { Program } from "./program.ts";

export const ACCOUNTS: readonly Program[] = [];
