import type { Program } from "./program.ts";

export const ARCHIVES: readonly Program[] = [];
