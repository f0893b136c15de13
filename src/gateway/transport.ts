import type { IncomingHttpHeaders } from "node:http";
import type { SecureContext } from "node:tls";
import type { Dispatcher } from "undici";
import Pool from "undici/lib/dispatcher/pool.js";
import type { Exchange } from "./answer.ts";
import { isUntrusted } from "./certificates.ts";

/** One request and until when, on the clock of `performance.now()`, its answer counts. */
export interface Outgoing {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly deadline: number;
  /** Where the deadline may come to be sooner, while the request is under way. */
  readonly sooner?: Sooner | undefined;
  /** For a request that waits in the pool's own queue, behind others of this process, past its deadline: that is no outage. */
  readonly queued?: Queued | undefined;
  /** Bytes of the answer that are taken; MOST_BYTES where it is not given. */
  readonly mostBytes?: number | undefined;
}

export interface Sooner {
  /** Not before this. */
  readonly from: number;
  /** Asked from then on. */
  readonly until: () => number;
}

export interface Queued {
  /** Milliseconds that it is given once it is sent. */
  readonly onceSentMs: number;
  /** No longer than this, on the same clock. */
  readonly until: number;
  /** Those before it have failed: nothing is to be hoped for. */
  readonly isHopeless: () => boolean;
  /** So many ask at once that this process itself was too busy to look for answers; each is given its time again. */
  readonly isFlood: () => boolean;
}

/** A stream of lines that goes on until somebody ends it. */
export interface Listener {
  readonly opened: (status: number, headers: IncomingHttpHeaders) => void;
  readonly data: (chunk: Buffer) => void;
  readonly closed: (why: string) => void;
}

export interface Transport {
  readonly exchange: (request: Outgoing) => Promise<Exchange>;
  /** Gives a function that ends it. */
  readonly listen: (request: Pick<Outgoing, "path" | "headers">, listener: Listener) => () => void;
  readonly connected: () => number;
  readonly close: () => void;
}

const MOST_BYTES = 256 * 1024;
/** For as many calls at once as a client makes, and what the client itself asks meanwhile. */
const CONNECTIONS = 20;
const CONNECT_MS = 2_000;
/** How often a request that waits in the queue is looked at. */
const QUEUE_MS = 20;
/** How often a request of a flood is given its time again. */
const MOST_EXTENSIONS = 4;
const KEEP_MS = 10 * 60_000;

/** Kept connections to one gateway. `lost` is told of each that ended. @throws TypeError where the address is none */
export function newTransport(address: string, lost: () => void): Transport {
  const url = new URL(address);
  const prefix = url.pathname.replace(/\/+$/, "");
  const open = (secureContext?: SecureContext) => {
    const connect = { timeout: CONNECT_MS, ...(secureContext && { secureContext }) };
    const calls = new Pool(url.origin, { ...COMMON, connections: CONNECTIONS, connect });
    // A stream holds its connection for as long as it lives; it must not take one of those that calls wait for.
    const streams = new Pool(url.origin, { ...COMMON, connections: 1, connect });
    calls.on("disconnect", lost);
    return { calls, streams };
  };
  let pools = open();
  let isOver = false;
  let trustsMachine = false;
  const close = () => {
    for (const each of Object.values(pools)) each.destroy().catch(() => {});
  };
  /** Reading the machine's certificates takes longer than a call may: only for a gateway that Node's own do not vouch for. */
  const trustMachine = () => {
    trustsMachine = true;
    setImmediate(() => {
      if (isOver) return;
      close();
      pools = open(machineContext());
      lost();
    });
  };
  return {
    exchange: async (request) => {
      const found = await exchange(pools.calls, { ...request, path: prefix + request.path });
      if (found.kind === "failed" && !trustsMachine && isUntrusted(found.why)) trustMachine();
      return found;
    },
    listen: (request, listener) => listen(pools.streams, { ...request, path: prefix + request.path }, listener),
    connected: () => pools.calls.stats.connected,
    close: () => {
      isOver = true;
      close();
    },
  };
}

const COMMON = {
  keepAliveTimeout: KEEP_MS,
  keepAliveMaxTimeout: KEEP_MS,
  headersTimeout: 0, // ours is exact
  bodyTimeout: 0,
} as const;

let machine: SecureContext | undefined;

/** Node's own certificates and those of the machine: a company's gateway often has one of the company's. */
function machineContext(): SecureContext {
  const { createSecureContext, getCACertificates } = process.getBuiltinModule("node:tls");
  machine ??= createSecureContext({ ca: [...getCACertificates("default"), ...getCACertificates("system")] });
  return machine;
}

/** Never rejects. */
function exchange(pool: Pool, request: Outgoing): Promise<Exchange> {
  const { method, path, headers, body, deadline, sooner, queued, mostBytes = MOST_BYTES } = request;
  return new Promise((resolve) => {
    let abort: ((reason: Error) => void) | undefined;
    let isOver = false;
    const chunks: Buffer[] = [];
    let status = 0;
    let length = 0;
    let got: IncomingHttpHeaders = {};
    const end = (result: Exchange) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      resolve(result);
    };
    const give = (why: string) => {
      end({ kind: "failed", why });
      abort?.(new Error(why));
    };
    let timer: NodeJS.Timeout;
    const waitUntil = (moment: number) => {
      clearTimeout(timer);
      // An answer that lies in the socket already while this process was busy has come in time.
      timer = setTimeout(() => setImmediate(expire), Math.max(0, moment - performance.now()));
    };
    const mustQueue = pool.stats.size >= CONNECTIONS ? queued : undefined;
    let extensions = MOST_EXTENSIONS;
    const expire = () => {
      const now = performance.now();
      const until = sooner?.until() ?? deadline;
      if (now < until) return waitUntil(until);
      const waits = mustQueue !== undefined && abort === undefined && now < mustQueue.until;
      if (waits && !mustQueue.isHopeless()) return waitUntil(now + QUEUE_MS);
      // While a flood was taken in, nobody looked at the sockets: that time was not the gateway's.
      if (extensions-- === 0 || queued?.isFlood() !== true || queued.isHopeless()) return give("timeout");
      waitUntil(now + queued.onceSentMs);
    };
    waitUntil(sooner?.from ?? deadline);
    pool.dispatch(
      { method, path, headers, body: body ?? null },
      {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason);
          if (isOver) return abort(new Error("timeout"));
          if (mustQueue !== undefined) waitUntil(Math.max(deadline, performance.now() + mustQueue.onceSentMs));
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          got = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          length += chunk.length;
          if (length > mostBytes) give("answer too large");
          else chunks.push(chunk);
        },
        onResponseEnd() {
          const one = (name: string) => (Array.isArray(got[name]) ? got[name][0] : (got[name] as string | undefined));
          end({
            kind: "reply",
            status,
            contentType: one("content-type"),
            extensions: one("x-clampd-extensions"),
            etag: one("etag"),
            body: Buffer.concat(chunks).toString("utf8"),
          });
        },
        onResponseError(_controller, error) {
          end({ kind: "failed", why: nameOf(error) });
        },
      },
    );
  });
}

function listen(pool: Dispatcher, request: Pick<Outgoing, "path" | "headers">, listener: Listener): () => void {
  let abort: (() => void) | undefined;
  let isOver = false;
  const closed = (why: string) => {
    if (isOver) return;
    isOver = true;
    listener.closed(why);
  };
  pool.dispatch(
    { method: "GET", path: request.path, headers: request.headers },
    {
      onRequestStart(controller) {
        abort = () => controller.abort(new Error("ended"));
        if (isOver) abort();
      },
      onResponseStart: (_controller, status, headers) => listener.opened(status, headers),
      onResponseData: (_controller, chunk) => {
        if (!isOver) listener.data(chunk);
      },
      onResponseEnd: () => closed("ended"),
      onResponseError: (_controller, error) => closed(nameOf(error)),
    },
  );
  return () => {
    isOver = true;
    abort?.();
  };
}

/** A code such as ECONNREFUSED: an error's message may hold what was sent. */
function nameOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string") return code;
  const inner = (error as { readonly cause?: unknown }).cause;
  return inner instanceof Error ? nameOf(inner) : error.name;
}
