import { closeSync, constants, fstatSync, mkdirSync, openSync, readSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { LIMITS } from "./limits.ts";

export type FileText =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly problem: string }
  | { readonly kind: "text"; readonly text: string; readonly stats: Stats };

// A pipe or a device where the file belongs must not hang the guard: a hook that is killed by its client lets the call go on.
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Reads a small text file with one open; a byte order mark is dropped. Never throws. */
export function readSmallFile(path: string, most: number = LIMITS.file): FileText {
  let fd: number;
  try {
    fd = openSync(path, FLAGS);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "absent" };
    return { kind: "unreadable", problem: `cannot be opened (${code})` };
  }
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) return { kind: "unreadable", problem: "is not a regular file" };
    if (stats.size > most) return { kind: "unreadable", problem: `is larger than ${most} bytes` };
    const buffer = Buffer.allocUnsafe(stats.size + 1);
    let length = 0;
    for (;;) {
      const count = readSync(fd, buffer, length, buffer.length - length, null);
      length += count;
      if (count === 0 || length === buffer.length) break;
    }
    if (length > stats.size) return { kind: "unreadable", problem: "grew while it was read" };
    const text = buffer.toString("utf8", 0, length);
    return { kind: "text", text: text.startsWith("\uFEFF") ? text.slice(1) : text, stats };
  } catch (error) {
    return { kind: "unreadable", problem: `cannot be read (${codeOf(error)})` };
  } finally {
    closeSync(fd);
  }
}

export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}

/**
 * Makes a folder of the owner's alone, and at most `levels - 1` missing ones above it; throws where that is not possible.
 * Node's own recursive mkdir never returns where the kernel says ENOENT for a new folder in one that exists, as /proc does.
 */
export function makeFolder(path: string, levels: number): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || levels <= 1) throw error;
    makeFolder(dirname(path), levels - 1);
    // Another process may have been quicker: once more through the same door.
    makeFolder(path, 1);
  }
}
