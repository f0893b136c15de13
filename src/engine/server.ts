import type { Server, Socket } from "node:net";
import { join } from "node:path";
import type { Answer } from "../../hooks/index.ts";
import { lazyGateway } from "../gateway/lazy.ts";
import { answerHook } from "../hook/hook.ts";
import type { PolicyPlaces } from "../policy/places.ts";
import { type Account, accountFacts, placesFor, thisMachine } from "../world/machine.ts";
import { Arrivals } from "./arrivals.ts";
import { boundMemory } from "./memory.ts";
import { PolicyCache } from "./policy-cache.ts";
import {
  decodeRequest,
  type EngineAnswer,
  encodeAnswer,
  frameLength,
  REQUEST_MAGIC,
  type Request,
} from "./protocol.ts";
import { Waits } from "./waits.ts";
import { warmUp } from "./warm-up.ts";

export interface EngineEvents {
  readonly served: () => void;
  readonly failed: (what: string) => void;
}

/** Where an engine decides for another user than the one it runs as. */
export interface ServedUser {
  readonly account: Account;
  /** Folders of the service: the user's own cannot be written. */
  readonly journal: string;
  readonly memory: string;
}

/** What an engine says of itself. */
export interface EngineState {
  readonly pid: number;
  readonly build: string;
  /** Calls that it answered. */
  readonly calls: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Bytes resident. */
  readonly memory: number;
}

export interface EngineServer {
  readonly server: Server;
  /** Those whose answer is not out yet. */
  readonly connections: ReadonlySet<Socket>;
  /** Connects to the gateway, if the policy names one, and compiles what calls need, before the first of them comes. */
  readonly prepare: () => void;
  readonly close: () => Promise<void>;
}

/** A connection that sends nothing for so long is closed; clients send their whole request at once. */
const SILENCE_MS = 10_000;
const MAX_CONNECTIONS = 256;
const DECIDE_YOURSELF: EngineAnswer = { status: "decide-yourself" };

/** What the service keeps counts; what lies in the user's home, where the user may change it, only tightens. */
function servedPlaces(places: PolicyPlaces, { memory }: ServedUser): PolicyPlaces {
  return { ...places, memory, bundles: [join(memory, "bundle"), ...(places.bundles ?? [])] };
}

/** Serves one request per connection. Requests are answered in the order in which they are complete. */
export function newServer(build: string, events: EngineEvents, user?: ServedUser): EngineServer {
  const policies = new PolicyCache();
  // The user database is asked once: it is a file that would be read for every call.
  const account = user?.account ?? accountFacts();
  const loadPolicy = (places: PolicyPlaces) => policies.load(user === undefined ? places : servedPlaces(places, user));
  const connections = new Set<Socket>();
  const gateway = lazyGateway({ home: thisMachine(process.env, account).home, service: user, log: events.failed });

  let calls = 0;
  const since = Date.now();

  /** What `engine status` asks; launchers send no arguments. */
  function status(): EngineAnswer {
    const facts: EngineState = { pid: process.pid, build, calls, since, memory: process.memoryUsage.rss() };
    return { status: "answered", exitCode: 0, stdout: JSON.stringify(facts), stderr: "" };
  }

  /** INVARIANT: whatever fails here is "decide yourself", never an answer that the cold path would not give. */
  function answer(request: Request, arrived: number): EngineAnswer | Promise<EngineAnswer> {
    if (request.argv.length === 1 && request.argv[0] === "status") return status();
    if (request.build !== build || request.argv.length > 0) return DECIDE_YOURSELF;
    const started = performance.now();
    const served = ({ exitCode, stdout, stderr }: Answer): EngineAnswer => {
      calls++;
      events.served();
      return { status: "answered", exitCode, stdout, stderr };
    };
    const failed = (error: unknown): EngineAnswer => {
      events.failed(`failed: ${error instanceof Error ? error.name : "unknown"}`);
      return DECIDE_YOURSELF;
    };
    try {
      const result = answerHook(request.stdin.toString("utf8"), {
        machine: thisMachine(request.env, account),
        now: Date.now(),
        elapsedUs: () => Math.round((performance.now() - started) * 1000),
        loadPolicy,
        journal: user?.journal,
        gateway,
        arrived,
      });
      return result instanceof Promise ? result.then(served, failed) : served(result);
    } catch (error) {
      return failed(error);
    }
  }

  // Not at the top: this is in the bundle of the hook, which has no use for it, and loading it takes milliseconds.
  const { createServer } = process.getBuiltinModule("node:net");
  const afterCall = boundMemory(connections);
  const arrivals = new Arrivals();
  const waits = new Waits();
  const server = createServer((socket) => {
    const arrived = arrivals.earliest();
    connections.add(socket);
    waits.add(socket);
    socket.on("close", () => {
      connections.delete(socket);
      waits.remove(socket);
      afterCall();
    });
    const answered = () => waits.remove(socket);
    serve(socket, answered, (frame) => {
      arrivals.busy();
      waits.look();
      const request = decodeRequest(frame);
      if (request !== undefined) return answer(request, arrived);
      // What is no request of this protocol is not guessed at: the launcher decides in a process of its own.
      events.failed("a frame that is no request");
      return DECIDE_YOURSELF;
    });
  });
  server.maxConnections = MAX_CONNECTIONS;
  const prepare = () => {
    const machine = thisMachine(process.env, account);
    const policy = loadPolicy(placesFor(machine, []));
    gateway.prepare(policy);
    warmUp(machine, policy);
  };
  return { server, connections, prepare, close: gateway.close };
}

/** Collects one frame, answers it and closes; a frame that announces itself wrongly is answered like one that is malformed. */
function serve(
  socket: Socket,
  answered: () => void,
  respond: (frame: Buffer) => EngineAnswer | Promise<EngineAnswer>,
): void {
  const chunks: Buffer[] = [];
  let total = 0;
  let expected: number | undefined;
  let isAnswered = false;
  const send = (reply: EngineAnswer) => {
    answered();
    socket.end(encodeAnswer(reply));
  };
  socket.setTimeout(SILENCE_MS, () => socket.destroy());
  socket.on("error", () => socket.destroy()); // the client has gone: there is nobody to tell
  socket.on("data", (chunk: Buffer) => {
    if (isAnswered) return;
    chunks.push(chunk);
    total += chunk.length;
    expected ??= frameLength(chunks.length === 1 ? chunk : Buffer.concat(chunks), REQUEST_MAGIC);
    if (expected === undefined || total < expected) return;
    isAnswered = true;
    const frame = chunks.length === 1 ? chunk : Buffer.concat(chunks);
    const reply = respond(total === expected ? frame : Buffer.alloc(0));
    if (reply instanceof Promise) reply.then(send);
    else send(reply);
  });
}
