/** Ids count milliseconds from here; with SLOTS per millisecond they stay safe integers until the year 2089. */
const EPOCH = Date.UTC(2020, 0, 1);
const SLOTS = 4096;

/** The smallest id of an event of this moment. */
export function idAt(time: number): number {
  return Math.max(0, Math.floor(time) - EPOCH) * SLOTS;
}

/** An event keeps its own time only where that can be: a clock that is wrong must not put it out of everybody's sight. */
export function plausibleTime(time: number, received: number): number {
  const AHEAD = 5 * 60_000;
  return Number.isFinite(time) && time >= EPOCH && time <= received + AHEAD ? time : received;
}
