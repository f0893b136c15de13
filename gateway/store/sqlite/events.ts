import type { StatementSync } from "node:sqlite";
import type { NewEvent } from "../store.ts";
import { idAt, plausibleTime } from "./event-id.ts";
import { facetsOf } from "./facets.ts";
import { type Database, transaction } from "./open.ts";

/** Puts events in and takes them out again when their time is over. */
export class EventTable {
  readonly #db: Database;
  readonly #last: StatementSync;
  readonly #insert: StatementSync;
  readonly #index: StatementSync;
  readonly #agent: StatementSync;
  /** Numbers never change, and there are few agents. */
  readonly #numbers = new Map<string, number>();

  constructor(db: Database) {
    this.#db = db;
    this.#last = db.prepare("SELECT max(id) AS id FROM event WHERE id >= ? AND id < ?");
    this.#insert = db.prepare(
      "INSERT OR IGNORE INTO event (id, org, agent, gateway, event_id, received, record) VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    this.#index = db.prepare("INSERT INTO event_search (rowid, text, facets) VALUES (?, ?, ?)");
    this.#agent = db.prepare("SELECT number FROM agent WHERE id = ?");
  }

  /** In one transaction; `durable` waits for the disk. */
  append(events: readonly NewEvent[], durable: boolean): readonly boolean[] {
    // NORMAL leaves the last commits to the operating system: they survive the end of the process, not that of the machine.
    this.#db.exec(`PRAGMA synchronous = ${durable ? "FULL" : "NORMAL"}`);
    const added = new Array<boolean>(events.length).fill(false);
    // The index of words writes ascending ids several times as fast as mixed ones.
    const order = events.map((event, at) => ({ event, at, time: plausibleTime(event.time, event.received) }));
    order.sort((a, b) => a.time - b.time || a.at - b.at);
    try {
      transaction(this.#db, () => {
        for (const { event, at, time } of order) added[at] = this.#add(event, time);
      });
    } finally {
      this.#db.exec("PRAGMA synchronous = FULL");
    }
    return added;
  }

  #add(event: NewEvent, time: number): boolean {
    const agent = this.number(event.agent);
    if (agent === undefined) throw new Error("an event of an agent that is not there");
    const id = this.#free(time);
    const gateway = event.source === "gateway" ? 1 : 0;
    const { changes } = this.#insert.run(id, event.org, agent, gateway, event.eventId, event.received, event.record);
    if (Number(changes) === 0) return false;
    this.#index.run(id, event.text, facetsOf(event, agent));
    return true;
  }

  /** A millisecond that is full borrows from the next. */
  #free(time: number): number {
    for (let at = Math.floor(time); ; at++) {
      const { id } = this.#last.get(idAt(at), idAt(at + 1)) as { readonly id: number | null };
      const next = id === null ? idAt(at) : id + 1;
      if (next < idAt(at + 1)) return next;
    }
  }

  number(agent: string): number | undefined {
    const known = this.#numbers.get(agent);
    if (known !== undefined) return known;
    const row = this.#agent.get(agent) as { readonly number: number } | undefined;
    if (row !== undefined) this.#numbers.set(agent, row.number);
    return row?.number;
  }

  forget(before: number, most: number): number {
    return transaction(this.#db, () => {
      const first = "SELECT id FROM event WHERE id < ? ORDER BY id LIMIT ?";
      this.#db.prepare(`DELETE FROM event_search WHERE rowid IN (${first})`).run(idAt(before), most);
      const { changes } = this.#db.prepare(`DELETE FROM event WHERE id IN (${first})`).run(idAt(before), most);
      return Number(changes);
    });
  }
}
