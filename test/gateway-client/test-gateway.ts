import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer, type Socket } from "node:net";

/** What the server does with a request. */
export type Behaviour =
  | {
      readonly kind: "answer";
      readonly status?: number;
      readonly body: object;
      readonly headers?: Headers;
      readonly delayMs?: number;
    }
  | {
      readonly kind: "text";
      readonly status?: number;
      readonly text: string;
      readonly type?: string | undefined;
      readonly headers?: Headers;
    }
  /** Reads and never says a word. */
  | { readonly kind: "silence" }
  /** Says the status and half of the body. */
  | { readonly kind: "half-body"; readonly text: string }
  /** Announces more than it sends, and ends. */
  | { readonly kind: "short-body"; readonly text: string }
  | { readonly kind: "reset" }
  | { readonly kind: "stream"; readonly opened: (stream: ServerResponse) => void };

type Headers = Readonly<Record<string, string>>;

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Which connection it came over, counted from 1. */
  readonly connection: number;
}

const OURS = "events=1, bundle=1, stream=1, state=1";

/** A gateway that does what a test tells it, over real connections. */
export class TestGateway {
  readonly received: Received[] = [];
  readonly routes = new Map<string, Behaviour | ((received: Received) => Behaviour)>();
  private readonly server: Server;
  private readonly sockets = new Map<Socket, number>();
  private connections = 0;
  private port = 0;

  constructor() {
    this.server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => void this.serve(request, response));
    this.server.on("connection", (socket: Socket) => {
      this.sockets.set(socket, ++this.connections);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => {});
    });
    this.routes.set("/health", { kind: "text", text: "ok", type: "text/plain" });
  }

  async start(port = 0): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(port, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  on(path: string, behaviour: Behaviour | ((received: Received) => Behaviour)): this {
    this.routes.set(path, behaviour);
    return this;
  }

  /** Says that it is one of ours, or one that has some of our extensions. */
  announcing(extensions: string = OURS): this {
    return this.on("/health", {
      kind: "text",
      text: "ok",
      type: "text/plain",
      headers: { "x-clampd-extensions": extensions },
    });
  }

  of(path: string): readonly Received[] {
    return this.received.filter((each) => each.path === path);
  }

  /** Ends every connection that is open. */
  cut(): void {
    for (const socket of this.sockets.keys()) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cut();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      return; // the client has gone
    }
    const path = request.url ?? "";
    const received: Received = {
      method: request.method ?? "",
      path,
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
      connection: this.sockets.get(request.socket) ?? 0,
    };
    this.received.push(received);
    const found = this.routes.get(path) ?? { kind: "answer", status: 404, body: { error: "not found" } };
    behave(typeof found === "function" ? found(received) : found, request, response);
  }
}

function behave(behaviour: Behaviour, request: IncomingMessage, response: ServerResponse): void {
  switch (behaviour.kind) {
    case "answer": {
      const headers = { "content-type": "application/json", ...behaviour.headers };
      const say = () => response.writeHead(behaviour.status ?? 200, headers).end(JSON.stringify(behaviour.body));
      if (behaviour.delayMs === undefined) say();
      else setTimeout(say, behaviour.delayMs);
      return;
    }
    case "text": {
      const type = "type" in behaviour ? behaviour.type : "application/json";
      response.writeHead(behaviour.status ?? 200, { ...(type && { "content-type": type }), ...behaviour.headers });
      response.end(behaviour.text);
      return;
    }
    case "silence":
      return;
    case "half-body":
    case "short-body":
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(behaviour.text)),
      });
      response.write(behaviour.text.slice(0, behaviour.text.length >> 1));
      if (behaviour.kind === "short-body") setTimeout(() => request.socket.destroy(), 5);
      return;
    case "reset":
      request.socket.resetAndDestroy();
      return;
    case "stream":
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      behaviour.opened(response);
      return;
  }
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Accepts connections and never reads from them. */
export async function blackHole(): Promise<{ readonly port: number; readonly close: () => void }> {
  const sockets: Socket[] = [];
  const server = createTcpServer({ pauseOnConnect: true }, (socket) => {
    socket.on("error", () => {});
    sockets.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

/** An answer of /v1/proxy as the guard of Clampd 0.9 gets it: every field is there. */
export function clampd09(allowed: boolean, more: object = {}): Behaviour {
  return {
    kind: "answer",
    body: {
      request_id: "7b0f",
      allowed,
      action: allowed ? "pass" : "block",
      risk_score: allowed ? 0.1 : 0.95,
      denial_reason: allowed ? null : "R001 destructive command",
      matched_rules: allowed ? [] : ["R001"],
      reasoning: null,
      latency_ms: 3,
      scope_granted: null,
      degraded_stages: [],
      session_flags: [],
      ...more,
    },
  };
}

/** The newer shape: no empty lists, and a denial that says what to do instead. */
export function newer(allowed: boolean, more: object = {}): Behaviour {
  const denial = {
    rule_id: "R001",
    violated_predicate: "destructive command",
    corrective: {
      kind: "downscope_to",
      payload: {},
      human_explanation: "name the files",
      confidence: "high",
      rendered: { tool_result: "blocked", short_label: "blocked" },
    },
    reason_codes: ["destructive"],
  };
  return {
    kind: "answer",
    body: {
      request_id: "7b0f",
      allowed,
      action: allowed ? "pass" : "block",
      risk_score: 0.5,
      latency_ms: 3,
      stage_latencies_us: [["auth", 80]],
      decision_trace: { steps: [] },
      ...(allowed ? {} : { denial, matched_rules: ["R001"] }),
      ...more,
    },
  };
}

export function refusal(status: number, code: string, more: object = {}): Behaviour {
  return {
    kind: "answer",
    status,
    body: { error: code.replaceAll("_", " "), error_code: code, request_id: "7b0f", ...more },
  };
}
