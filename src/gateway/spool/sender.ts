import { isObject } from "../../model/json.ts";
import { codeOf } from "../../policy/file.ts";
import type { GatewayContent } from "../../policy/layer.ts";
import type { Exchange } from "../answer.ts";
import { bounded, firstCursor, nextBatch } from "./backlog.ts";
import { type Cursor, readCursor, writeCursor } from "./cursor.ts";
import { eventsBody, type SpoolEvent } from "./event.ts";

export interface SenderOptions {
  readonly agent: string;
  readonly journal: string;
  /** Folder of the cursor. */
  readonly folder: string;
  readonly content: GatewayContent;
  /** Whether the gateway takes events. */
  readonly isWanted: () => boolean;
  readonly send: (body: string) => Promise<Exchange>;
  readonly log: (line: string) => void;
}

const GATHER_MS = 200;
const RETRY = { firstMs: 1_000, longestMs: 60_000 } as const;

/**
 * Sends the journal to the gateway, from where the last acknowledgement was. INVARIANT: the cursor moves only past what was
 * acknowledged, or can never be: whatever kills this process, nothing is lost, and what is sent twice has the same id.
 */
export class Sender {
  private readonly options: SenderOptions;
  private timer: NodeJS.Timeout | undefined;
  private pauseMs: number = RETRY.firstMs;
  private draining: Promise<unknown> | undefined;
  private isOver = false;
  private hasMore = false;

  constructor(options: SenderOptions) {
    this.options = options;
  }

  /** There may be something to send. */
  poke(): void {
    this.hasMore = true;
    if (this.timer === undefined && this.draining === undefined) this.plan(GATHER_MS);
  }

  /** Sends what is there, for `graceMs` at most: a user's next engine, which sends the rest, may be a day away. */
  async stop(graceMs: number): Promise<void> {
    const isPlanned = this.timer !== undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
    const last = this.draining ?? (isPlanned ? this.drain().catch(() => false) : undefined);
    let grace: NodeJS.Timeout | undefined;
    if (last !== undefined)
      await Promise.race([
        last,
        new Promise((resolve) => {
          grace = setTimeout(resolve, graceMs);
        }),
      ]);
    clearTimeout(grace);
    this.isOver = true;
  }

  private plan(afterMs: number): void {
    if (this.isOver) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.hasMore = false;
      this.draining = this.drain()
        .catch((error) => {
          this.options.log(`events: ${codeOf(error)}`);
          return false;
        })
        .then((isDone) => {
          this.draining = undefined;
          if (!isDone) {
            this.plan(this.pauseMs * (0.5 + Math.random() / 2));
            this.pauseMs = Math.min(this.pauseMs * 2, RETRY.longestMs);
          } else {
            this.pauseMs = RETRY.firstMs;
            if (this.hasMore) this.plan(GATHER_MS);
          }
        });
    }, afterMs);
    this.timer.unref();
  }

  /** Sends all that is there. False where it has to be tried again later. */
  private async drain(): Promise<boolean> {
    const { agent, journal, folder, content, isWanted, log } = this.options;
    if (!isWanted()) return false;
    const known = readCursor(folder, agent);
    let cursor = known ?? firstCursor(agent, Date.now());
    const kept = await bounded(journal, cursor);
    if (kept.skipped > cursor.skipped) log(`events: ${kept.skipped - cursor.skipped} bytes are too old to be sent`);
    cursor = kept;
    for (;;) {
      if (this.isOver) return true;
      const { events, next } = await nextBatch(journal, cursor, content, Date.now());
      if (events.length > 0 && !(await this.deliver(events))) return false;
      if (!isSame(next, known)) writeCursor(folder, next);
      if (events.length === 0) return true;
      cursor = next;
    }
  }

  /** A body that is refused as a whole is halved until the record is found that nobody will ever take. */
  private async deliver(events: readonly SpoolEvent[]): Promise<boolean> {
    const found = await this.options.send(eventsBody(events));
    if (found.kind === "failed") return false;
    if (found.status === 200) {
      this.complains(found.body);
      return isAcknowledged(found.body);
    }
    if (![400, 413, 422].includes(found.status)) return false;
    if (events.length === 1) {
      this.options.log(`events: one was refused with status ${found.status}`);
      return true;
    }
    const half = events.length >> 1;
    return (await this.deliver(events.slice(0, half))) && (await this.deliver(events.slice(half)));
  }

  private complains(body: string): void {
    const rejected = /"rejected"\s*:\s*\[\s*\{/.test(body);
    if (rejected) this.options.log("events: some were refused");
  }
}

/** A page of some proxy with status 200 acknowledges nothing. */
function isAcknowledged(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) && typeof value.accepted === "number" && typeof value.duplicates === "number";
  } catch {
    return false;
  }
}

function isSame(a: Cursor, b: Cursor | undefined): boolean {
  return b !== undefined && a.file === b.file && a.offset === b.offset && a.skipped === b.skipped;
}
