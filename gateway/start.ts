import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import type { Logger } from "pino";
import { createApp } from "./app.ts";
import { Directory } from "./auth/directory.ts";
import { JwtCheck } from "./auth/jwt.ts";
import { Bundles } from "./bundle/bundles.ts";
import { judge } from "./decide/decide.ts";
import { Policies } from "./decide/policies.ts";
import { Hub } from "./events/hub.ts";
import { Recorder } from "./events/recorder.ts";
import type { Gateway } from "./gateway.ts";
import { Health } from "./health.ts";
import { Metrics } from "./metrics.ts";
import { RATES, type RateLimits, Rates } from "./rates.ts";
import { keepForgetting } from "./retention.ts";
import type { Store } from "./store/store.ts";

export interface StartOptions {
  readonly store: Store;
  readonly log: Logger;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly retentionDays: number;
  readonly rates?: RateLimits;
  readonly openMetrics?: boolean;
  readonly now?: () => number;
}

export interface Running {
  readonly gateway: Gateway;
  readonly port: number;
  /** Lets what was begun end, for a while, then closes all. The store stays open. */
  stop(): Promise<void>;
}

const SEEN_MS = 30_000;
const GRACE_MS = 5_000;

export function makeGateway(options: Pick<StartOptions, "store" | "log" | "rates" | "openMetrics" | "now">): Gateway {
  const { store, log, rates = RATES, openMetrics = false, now = Date.now } = options;
  const metrics = new Metrics();
  const hub = new Hub(now);
  return {
    store,
    directory: new Directory(store, metrics, now),
    jwts: new JwtCheck(now),
    rates: new Rates(rates),
    policies: new Policies(store, now),
    bundles: new Bundles(store, now),
    hub,
    health: new Health(store, now),
    recorder: new Recorder(store, hub, metrics, log),
    metrics,
    log,
    now,
    openMetrics,
  };
}

export async function startGateway(options: StartOptions): Promise<Running> {
  const { store, log, host, port, retentionDays } = options;
  const gateway = makeGateway(options);
  const server = createAdaptorServer({
    fetch: createApp(gateway).fetch,
    hostname: host,
    serverOptions: {
      // A client that sends slowly holds a connection and nothing else, and not for long.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      // Longer than the pauses between a person's commands, so that a guard's connection is still there for the next call.
      keepAliveTimeout: 120_000,
      maxHeaderSize: 16 * 1024,
    },
  }) as Server;
  await warmUp(gateway);
  await listen(server, port, host);
  const stopForgetting = keepForgetting(store, retentionDays, gateway.now, log);
  const seen = setInterval(() => {
    gateway.directory
      .writeSeen()
      .catch((error: unknown) => log.error({ err: error }, "who was seen could not be written"));
  }, SEEN_MS);
  seen.unref();
  const address = server.address();
  return {
    gateway,
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: async () => {
      clearInterval(seen);
      gateway.hub.drop();
      await close(server);
      await stopForgetting();
      await gateway.directory.writeSeen();
    },
  };
}

const FIRST = [
  "ls -la",
  "git status && npm test",
  "cat a | sed s/a/b/ > b",
  "rm -rf ./build",
  "curl -fsS https://example.com",
];

/** The first agent that asks should not wait for rules to be compiled. */
async function warmUp({ store, policies, now }: Gateway): Promise<void> {
  for (const { id } of (await store.orgs()).slice(0, 20)) {
    const inForce = await policies.inForce(id);
    for (const command of FIRST) await judge({ tool: "Bash", params: { command }, target_url: "" }, inForce, now());
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await closed;
  clearTimeout(grace);
}
