import type { Program } from "./program.ts";

export const MACOS: readonly Program[] = [];
