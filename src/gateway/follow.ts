import { isObject, type JsonObject } from "../model/json.ts";
import { isStanding, type Word } from "./agent-state.ts";
import type { Exchange } from "./answer.ts";
import type { Link } from "./link.ts";
import { EventReader } from "./sse.ts";

/** Who is told what the gateway says by itself. */
export interface Follower {
  readonly agent: string;
  readonly hears: (word: Word) => void;
  /** Version of the gateway's policy; undefined while nobody would tell of a change. */
  readonly policyIs: (version: number | undefined) => void;
  /** The gateway has a bundle with this mark. */
  readonly bundleIs: (etag: string) => void;
}

const ASK_MS = 5_000;
const RETRY = { firstMs: 250, longestMs: 30_000 } as const;
/** Where there is no stream, the state is asked for so often. */
const POLL_MS = 15_000;
/** Silence of a stream after which it is dead: the server's heartbeat comes every 15 s. */
const SILENCE_MS = 40_000;
/** A connection that the server closed is opened again, but not faster than this. */
const WARM_MS = 1_000;

/**
 * Keeps up with one gateway: what it can do, the agent's state, its policy's version, its bundle; and keeps a connection open, since
 * a call has no time for a handshake. Gives up never, ends when it is told to.
 */
export class Following {
  private readonly link: Link;
  private readonly follower: Follower;
  private timer: NodeJS.Timeout | undefined;
  private watchdog: NodeJS.Timeout | undefined;
  private endStream: (() => void) | undefined;
  private pauseMs: number = RETRY.firstMs;
  private lastId: string | undefined;
  private isOver = false;
  private isWarming = false;

  constructor(link: Link, follower: Follower) {
    this.link = link;
    this.follower = follower;
  }

  start(): void {
    if (this.link.isReady()) void this.round();
  }

  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    clearTimeout(this.watchdog);
    this.endStream?.();
  }

  /** A kept connection has ended. */
  lost(): void {
    if (this.isOver || this.isWarming) return;
    this.isWarming = true;
    setTimeout(() => {
      this.isWarming = false;
      if (!this.isOver && this.link.connected() === 0) void this.link.get("/health", performance.now() + ASK_MS);
    }, WARM_MS).unref();
  }

  private async round(): Promise<void> {
    const health = await this.link.get("/health", performance.now() + ASK_MS);
    if (this.isOver) return;
    const { state, stream } = this.link.announced();
    if (health.kind === "failed" || health.status !== 200) return this.again();
    const isKnown = state === undefined || (await this.askState());
    if (this.isOver) return;
    if (stream !== undefined) this.listen();
    else this.again(isKnown ? POLL_MS : undefined);
  }

  private again(afterMs?: number): void {
    if (this.isOver) return;
    const pause = afterMs ?? this.pauseMs * (0.5 + Math.random() / 2);
    if (afterMs === undefined) this.pauseMs = Math.min(this.pauseMs * 2, RETRY.longestMs);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.round(), pause);
    this.timer.unref();
  }

  private listen(): void {
    const reader = new EventReader();
    const decoder = new TextDecoder();
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (this.lastId !== undefined) headers["last-event-id"] = this.lastId;
    const end = () => {
      this.endStream?.();
      this.endStream = undefined;
      clearTimeout(this.watchdog);
      if (this.isOver) return;
      this.follower.policyIs(undefined); // nobody would tell of a new one
      this.again();
    };
    const alive = () => {
      clearTimeout(this.watchdog);
      this.watchdog = setTimeout(end, SILENCE_MS);
      this.watchdog.unref();
    };
    this.endStream = this.link.listen("/v1/stream", headers, {
      opened: (status) => {
        if (status !== 200) return end();
        alive();
        // Asked for once the stream is open, so that nothing falls between the two.
        void this.askState().then((isKnown) => {
          if (isKnown) this.pauseMs = RETRY.firstMs;
        });
      },
      data: (chunk) => {
        alive();
        try {
          for (const { event, data, id } of reader.push(decoder.decode(chunk, { stream: true }))) {
            this.lastId = id ?? this.lastId;
            this.tells(event, data);
          }
        } catch {
          end();
        }
      },
      closed: end,
    });
    alive();
  }

  private tells(event: string, text: string): void {
    const data = parseObject(text);
    if (data === undefined) return;
    if (event === "agent" && data.agent_id === this.follower.agent && isStanding(data.state)) {
      this.follower.hears({ kind: "told", standing: data.state, reason: reasonOf(data) });
    } else if (event === "policy" && Number.isSafeInteger(data.version)) {
      this.follower.policyIs(data.version as number);
    } else if (event === "bundle" && typeof data.etag === "string") {
      this.follower.bundleIs(data.etag);
    } else if (event === "reset") {
      this.lastId = undefined;
      void this.askState();
    }
  }

  /** The truth of the moment; false where it cannot be had. */
  private async askState(): Promise<boolean> {
    const said = stateOf(await this.link.get("/v1/state", performance.now() + ASK_MS));
    if (said === undefined || this.isOver) return false;
    const { agent, killed_all, bundle, policy_version } = said;
    if (!isObject(agent) || agent.id !== this.follower.agent || !isStanding(agent.state)) return false;
    const standing = killed_all === true ? "killed" : agent.state;
    this.follower.hears({ kind: "told", standing, reason: reasonOf(agent) });
    // Without a stream nobody tells of a change, so nothing may be kept.
    if (this.endStream !== undefined && Number.isSafeInteger(policy_version))
      this.follower.policyIs(policy_version as number);
    if (isObject(bundle) && typeof bundle.etag === "string") this.follower.bundleIs(bundle.etag);
    return true;
  }
}

function stateOf(exchange: Exchange): JsonObject | undefined {
  return exchange.kind === "reply" && exchange.status === 200 ? parseObject(exchange.body) : undefined;
}

function reasonOf(from: JsonObject): string | undefined {
  return typeof from.reason === "string" ? from.reason.slice(0, 500) : undefined;
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
