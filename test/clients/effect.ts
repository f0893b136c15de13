/** Lays out what a trial needs on disk, and looks afterwards whether it took place. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { SideEffect } from "./scenario.ts";

export function arrange(effect: SideEffect): void {
  if (effect.kind === "created") {
    mkdirSync(dirname(effect.path), { recursive: true });
    rmSync(effect.path, { force: true });
    return;
  }
  writeIfDifferent(effect.path, effect.before);
}

export function tookPlace(effect: SideEffect, told: string): boolean {
  switch (effect.kind) {
    case "created":
      return existsSync(effect.path);
    case "removed":
      return !existsSync(effect.path);
    case "changed":
      return textOf(effect.path).includes(effect.expected);
    case "told":
      return told.includes(effect.expected);
  }
}

/** Leaves an equal file untouched: Claude Code 2.1.329 refuses to edit a file whose time changed since it was read. */
export function writeIfDifferent(path: string, text: string): void {
  if (textOf(path) === text) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
