import { createServer, type Server, type Socket } from "node:net";
import type { Answer } from "../../hooks/index.ts";
import { answerHook } from "../hook/hook.ts";
import { thisMachine } from "../world/machine.ts";
import { PolicyCache } from "./policy-cache.ts";
import {
  decodeRequest,
  type EngineAnswer,
  encodeAnswer,
  frameLength,
  REQUEST_MAGIC,
  type Request,
} from "./protocol.ts";

export interface EngineEvents {
  /** A request of another build was seen: the engine should give way. */
  readonly outdated: (build: string) => void;
  readonly served: () => void;
  readonly failed: (what: string) => void;
}

/** A connection that sends nothing for so long is closed; clients send their whole request at once. */
const SILENCE_MS = 10_000;
const MAX_CONNECTIONS = 256;

/** Serves one request per connection. Requests are answered in the order in which they are complete. */
export function newServer(build: string, events: EngineEvents): Server {
  const policies = new PolicyCache();
  const server = createServer((socket) => serve(socket, (request) => answer(request, build, policies, events), events));
  server.maxConnections = MAX_CONNECTIONS;
  return server;
}

function serve(
  socket: Socket,
  respond: (request: Request) => EngineAnswer | Promise<EngineAnswer>,
  events: EngineEvents,
): void {
  const chunks: Buffer[] = [];
  let total = 0;
  let expected: number | undefined;
  socket.setTimeout(SILENCE_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy()); // the client has gone: there is nobody to tell
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    total += chunk.length;
    expected ??= frameLength(chunks.length === 1 ? chunk : Buffer.concat(chunks), REQUEST_MAGIC);
    if (expected === undefined || (expected > 0 && total < expected)) return;
    const frame = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    const request = expected === total ? decodeRequest(frame) : undefined;
    // What is no request of this protocol is not guessed at: the launcher decides in a process of its own.
    if (request === undefined) events.failed("a frame that is no request");
    const reply = request === undefined ? DECIDE_YOURSELF : respond(request);
    if (reply instanceof Promise) reply.then((later) => socket.end(encodeAnswer(later)));
    else socket.end(encodeAnswer(reply));
  });
}

const DECIDE_YOURSELF: EngineAnswer = { status: "decide-yourself" };

/** INVARIANT: whatever fails here is "decide yourself", never an answer that the cold path would not give. */
function answer(
  request: Request,
  build: string,
  policies: PolicyCache,
  events: EngineEvents,
): EngineAnswer | Promise<EngineAnswer> {
  if (request.build !== build) {
    events.outdated(request.build);
    return DECIDE_YOURSELF;
  }
  if (request.argv.length > 0) return DECIDE_YOURSELF;
  const started = performance.now();
  const served = ({ exitCode, stdout, stderr }: Answer): EngineAnswer => {
    events.served();
    return { status: "answered", exitCode, stdout, stderr };
  };
  const failed = (error: unknown): EngineAnswer => {
    events.failed(error instanceof Error ? error.name : "unknown");
    return DECIDE_YOURSELF;
  };
  try {
    const result = answerHook(request.stdin.toString("utf8"), {
      machine: thisMachine(request.env),
      now: Date.now(),
      elapsedUs: () => Math.round((performance.now() - started) * 1000),
      loadPolicy: (places) => policies.load(places),
    });
    return result instanceof Promise ? result.then(served, failed) : served(result);
  } catch (error) {
    return failed(error);
  }
}
