import type { Program } from "./program.ts";

export const DISKS: readonly Program[] = [];
