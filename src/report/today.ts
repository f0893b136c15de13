import { closeSync, fstatSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseLine } from "../journal/read.ts";
import { isObject } from "../model/json.ts";
import { makeFolder } from "../policy/file.ts";

/** What today's journal (UTC) says, as far as it was read. */
export interface Today {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Byte up to which the day's file was read. */
  readonly end: number;
  readonly calls: number;
  /** Denied or asked about. */
  readonly stopped: number;
  /** Would have been, under enforce. */
  readonly wouldStop: number;
}

const CHUNK = 1 << 20;
/** Bytes that one call reads at most; a first call on a large journal catches up with the next ones. */
const MOST_BYTES = 8 * CHUNK;

/** Counts what was appended to today's file since the last call, which the state's file remembers. Never throws. */
export function countToday(journal: string, state: string, now: number): Today {
  const day = new Date(now).toISOString().slice(0, 10);
  const known = recall(state, day);
  const today = readOn(join(journal, `${day}.jsonl`), known);
  if (today.end !== known.end) remember(state, today);
  return today;
}

function readOn(file: string, known: Today): Today {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    return known;
  }
  try {
    const size = fstatSync(fd).size;
    // A file that became shorter is another one.
    let { end, calls, stopped, wouldStop } = size < known.end ? nothing(known.day) : known;
    const until = Math.min(size, end + MOST_BYTES);
    let rest = Buffer.alloc(0);
    for (let at = end; at < until; ) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, until - at));
      const length = readSync(fd, chunk, 0, chunk.length, at);
      if (length === 0) break;
      at += length;
      const whole = Buffer.concat([rest, chunk.subarray(0, length)]);
      const stop = whole.lastIndexOf(10) + 1;
      rest = whole.subarray(stop);
      end += stop;
      for (const line of whole.toString("utf8", 0, stop).split("\n")) {
        if (!line.includes('"kind":"decision"')) continue;
        calls++;
        // Nearly every call is allowed: only the others are worth parsing.
        if (line.includes('"wouldBe":"allow"')) continue;
        const parsed = parseLine(line);
        if (!("record" in parsed) || parsed.record.kind !== "decision") continue;
        const { verdict, wouldBe } = parsed.record;
        if (verdict === "deny" || verdict === "ask") stopped++;
        else if (wouldBe === "deny" || wouldBe === "ask") wouldStop++;
      }
    }
    return { day: known.day, end, calls, stopped, wouldStop };
  } catch {
    return known;
  } finally {
    closeSync(fd);
  }
}

function nothing(day: string): Today {
  return { day, end: 0, calls: 0, stopped: 0, wouldStop: 0 };
}

function recall(state: string, day: string): Today {
  try {
    const value: unknown = JSON.parse(readFileSync(state, "utf8"));
    const numbers = ["end", "calls", "stopped", "wouldStop"];
    const isWhole = isObject(value) && value.day === day && numbers.every((key) => Number.isSafeInteger(value[key]));
    return isWhole ? (value as unknown as Today) : nothing(day);
  } catch {
    return nothing(day);
  }
}

function remember(state: string, today: Today): void {
  const temporary = `${state}.${process.pid}`;
  try {
    makeFolder(join(state, ".."), 2);
    writeFileSync(temporary, JSON.stringify(today), { mode: 0o600 });
    renameSync(temporary, state);
  } catch {
    // The next call counts from the beginning.
  }
}
