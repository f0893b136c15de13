import type { Logger } from "pino";
import type { Metrics } from "../metrics.ts";
import type { NewEvent, Store } from "../store/store.ts";
import { auditEntryOf } from "./entry.ts";
import type { Hub } from "./hub.ts";

/** Decisions that wait to be written. More means that the disk has stood still for seconds. */
const MOST_WAITING = 20_000;

/**
 * Writes down what happened. A guard's events are answered after they are on disk; a decision made here is answered at once and
 * written a moment later, because an agent waits for it and its guard keeps a record of its own.
 */
export class Recorder {
  readonly #store: Store;
  readonly #hub: Hub;
  readonly #metrics: Metrics;
  readonly #log: Logger;
  #waiting = 0;

  constructor(store: Store, hub: Hub, metrics: Metrics, log: Logger) {
    this.#store = store;
    this.#hub = hub;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** No more can be taken; what cannot be written down is not decided on. */
  get isFull(): boolean {
    return this.#waiting >= MOST_WAITING;
  }

  /** Per event whether it is new; all are on disk then. */
  async keep(events: readonly NewEvent[]): Promise<readonly boolean[]> {
    const added = await this.#store.append(events, true);
    for (const [i, event] of events.entries()) if (added[i]) this.#show(event);
    return added;
  }

  /** Of the gateway's own decisions. */
  note(event: NewEvent): void {
    this.#waiting++;
    this.#show(event);
    this.#store
      .append([event], false)
      .catch((error: unknown) => {
        this.#metrics.lost.inc();
        this.#log.error({ err: error }, "a decision could not be written down");
      })
      .finally(() => this.#waiting--);
  }

  #show(event: NewEvent): void {
    if (!this.#hub.isWatched(event.org)) return;
    const data = auditEntryOf({ ...event, id: event.eventId });
    this.#hub.publish(event.org, { event: "record", data });
  }
}
