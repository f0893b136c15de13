import type { Program } from "./program.ts";

export const WINDOWS: readonly Program[] = [];
