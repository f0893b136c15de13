import { readSync } from "node:fs";

/** The largest payload that is read; a longer one is cut there, which makes it unreadable and so a matter of the fail mode. */
const MAX_STDIN_BYTES = 64 * 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * Reads all of stdin as UTF-8 without an event loop: it is a pipe that the client closes.
 * @throws what reading throws, e.g. EISDIR; EAGAIN (a non-blocking pipe) is waited out.
 */
export function readStdin(): string {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < MAX_STDIN_BYTES) {
    const chunk = Buffer.allocUnsafe(total === 0 ? CHUNK : 4 * CHUNK);
    let length: number;
    try {
      length = readSync(0, chunk, 0, chunk.length, null);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EAGAIN") {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        continue;
      }
      if (code === "EOF") break; // Windows, closed pipe
      throw error;
    }
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    total += length;
  }
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString("utf8");
}
