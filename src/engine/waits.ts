import type { Socket } from "node:net";
import { WAIT } from "./protocol.ts";

/** A launcher takes an engine that says nothing for 1.5 s for a dead one; a crowd, or a gateway that is given the time, takes longer. */
const WAIT_MS = 500;
/**
 * INVARIANT: with the launcher's patience, and a process of its own after it, that is less than the time that a client gives its
 * hook (TIMEOUT in installers/installer.ts): a client lets the call of a hook that it ends go on.
 */
const MOST_WAITS = 10;

/** Tells those who wait for an answer, every now and then, that the engine is at work. */
export class Waits {
  /** How often each is still told. */
  private readonly waiting = new Map<Socket, number>();
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  add(socket: Socket): void {
    if (this.waiting.size === 0) this.last = performance.now();
    this.waiting.set(socket, MOST_WAITS);
    this.timer ??= setInterval(() => this.look(), WAIT_MS).unref();
  }

  /** Its answer goes out, or nobody is there any more. */
  remove(socket: Socket): void {
    this.waiting.delete(socket);
    if (this.waiting.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Between two calls, too: many of them are answered within one turn of the loop, and no timer runs in between. */
  look(): void {
    const now = performance.now();
    if (now - this.last < WAIT_MS) return;
    this.last = now;
    for (const [socket, left] of this.waiting) {
      if (left === 0 || socket.destroyed) continue;
      this.waiting.set(socket, left - 1);
      socket.write(WAIT);
    }
  }
}
