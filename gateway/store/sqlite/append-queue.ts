import type { NewEvent } from "../store.ts";

interface Entry {
  readonly events: readonly NewEvent[];
  readonly durable: boolean;
  readonly resolve: (added: readonly boolean[]) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_PER_COMMIT = 2_000;

type Commit = (events: readonly NewEvent[], durable: boolean) => Promise<readonly boolean[]>;

/**
 * Group commit: while one transaction is on its way to the disk, the next collects all that comes. Under load many callers share
 * one wait for the disk, and without load nobody waits for company.
 */
export class AppendQueue {
  readonly #commit: Commit;
  #entries: Entry[] = [];
  #busy: Promise<void> | undefined;

  constructor(commit: Commit) {
    this.#commit = commit;
  }

  add(events: readonly NewEvent[], durable: boolean): Promise<readonly boolean[]> {
    return new Promise((resolve, reject) => {
      this.#entries.push({ events, durable, resolve, reject });
      this.#busy ??= this.#drain();
    });
  }

  /** Resolves when all that was added is written. */
  async idle(): Promise<void> {
    while (this.#busy !== undefined) await this.#busy;
  }

  async #drain(): Promise<void> {
    // One turn of the loop, so that what arrives together is committed together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#entries.length > 0) {
      const batch = this.#take();
      const events = batch.flatMap((entry) => entry.events);
      try {
        const added = await this.#commit(
          events,
          batch.some((entry) => entry.durable),
        );
        let from = 0;
        for (const { events, resolve } of batch) {
          resolve(added.slice(from, from + events.length));
          from += events.length;
        }
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    // Here and not in a later step: whoever adds after this must find it unset.
    this.#busy = undefined;
  }

  #take(): readonly Entry[] {
    let count = 0;
    let events = 0;
    for (const entry of this.#entries) {
      events += entry.events.length;
      if (count > 0 && events > MOST_PER_COMMIT) break;
      count++;
    }
    return this.#entries.splice(0, count);
  }
}
