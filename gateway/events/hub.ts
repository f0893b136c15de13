import type { StreamEvent } from "../../src/gateway/wire/state.ts";
import type { Principal } from "../http/context.ts";
import type { OrgId } from "../store/store.ts";

/** An event with its number: what a client sends back as Last-Event-ID. */
export interface Numbered {
  readonly id: number;
  readonly event: StreamEvent;
}

/** Undefined ends it: the key is gone, or the server stops. */
type Listener = (numbered: Numbered | undefined) => void;

interface Channel {
  readonly listeners: Map<Listener, Principal>;
  recent: Numbered[];
}

/** How far back a client that was away can be caught up, per organisation. */
const RECENT = 1_000;

/**
 * Who listens to what happens in an organisation. Several replicas would hear each other through the store (Postgres: LISTEN),
 * behind this same face.
 */
export class Hub {
  readonly #channels = new Map<OrgId, Channel>();
  /** Grows over restarts, too, unless the clock goes back; then clients are told to look for themselves. */
  #next: number;
  readonly #first: number;

  constructor(now: () => number) {
    this.#next = now() * 1000;
    this.#first = this.#next;
  }

  publish(org: OrgId, event: StreamEvent): void {
    const channel = this.#channel(org);
    const numbered: Numbered = { id: this.#next++, event };
    // Records are many and nobody needs old ones: they can be searched.
    if (event.event !== "record") {
      channel.recent.push(numbered);
      if (channel.recent.length > 2 * RECENT) channel.recent = channel.recent.slice(-RECENT);
    }
    for (const [listener, principal] of channel.listeners) if (concerns(event, principal)) listener(numbered);
  }

  /** Whether anybody would see a record: none is made for nobody. */
  isWatched(org: OrgId): boolean {
    for (const principal of this.#channels.get(org)?.listeners.values() ?? [])
      if (principal.kind === "person") return true;
    return false;
  }

  /** What was missed since `last`, then everything that happens; gives the way to stop. */
  listen(principal: Principal, last: number | undefined, listener: Listener): () => void {
    const channel = this.#channel(principal.org);
    if (last !== undefined)
      for (const missed of this.#since(channel, last)) if (concerns(missed.event, principal)) listener(missed);
    channel.listeners.set(listener, principal);
    return () => channel.listeners.delete(listener);
  }

  /** Ends what was opened with a key that is no more; all, where none is named. */
  drop(key?: string): void {
    for (const { listeners } of this.#channels.values())
      for (const [listener, principal] of [...listeners])
        if (key === undefined || principal.key.id === key) listener(undefined);
  }

  get listeners(): number {
    let count = 0;
    for (const { listeners } of this.#channels.values()) count += listeners.size;
    return count;
  }

  #since({ recent }: Channel, last: number): readonly Numbered[] {
    const oldest = recent[0]?.id ?? this.#next;
    const reachesBack = last >= this.#first && last < this.#next && (recent.length < RECENT || last >= oldest - 1);
    if (!reachesBack) return [{ id: this.#next++, event: { event: "reset", data: {} } }];
    return recent.filter(({ id }) => id > last);
  }

  #channel(org: OrgId): Channel {
    let channel = this.#channels.get(org);
    if (channel === undefined) {
      channel = { listeners: new Map(), recent: [] };
      this.#channels.set(org, channel);
    }
    return channel;
  }
}

/** INVARIANT: an agent hears of itself, of policies and bundles; never of other agents or of what they do. */
function concerns(event: StreamEvent, principal: Principal): boolean {
  if (principal.kind === "person") return true;
  return event.event === "agent" ? event.data.agent_id === principal.agent.id : event.event !== "record";
}
