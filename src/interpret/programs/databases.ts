import type { Program } from "./program.ts";

export const DATABASES: readonly Program[] = [];
