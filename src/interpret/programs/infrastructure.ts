import type { Program } from "./program.ts";

export const INFRASTRUCTURE: readonly Program[] = [];
