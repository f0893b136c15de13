import type { Logger } from "pino";
import type { Store } from "./store/store.ts";

const DAY = 24 * 3600_000;
const BATCH = 1_000;

/** Removes events that are older than `days`, in small steps with room between them for everybody else. */
export async function forgetOld(store: Store, days: number, now: number, pause: () => Promise<void>): Promise<number> {
  let removed = 0;
  for (;;) {
    const count = await store.forget(now - days * DAY, BATCH);
    removed += count;
    if (count < BATCH) return removed;
    await pause();
  }
}

/** Does so now and every hour; gives the way to stop. */
export function keepForgetting(store: Store, days: number, now: () => number, log: Logger): () => Promise<void> {
  let stopped = false;
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 20));
  const run = async () => {
    try {
      const removed = await forgetOld(store, days, now(), async () => {
        if (stopped) throw new Error("stopped");
        await pause();
      });
      if (removed > 0) log.info({ removed }, "old events were removed");
    } catch (error) {
      if (!stopped) log.error({ err: error }, "old events could not be removed");
    }
  };
  let running = run();
  const timer = setInterval(() => {
    running = running.then(run);
  }, 3600_000);
  timer.unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await running;
  };
}
