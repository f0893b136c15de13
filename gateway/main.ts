import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { rotateKeys } from "./bundle/signing-keys.ts";
import { addOwnerKey, DEFAULT_ORG, ensureOrg, firstKey, followContexts, writeContext } from "./first-run.ts";
import { makeLog } from "./log.ts";
import { RATES } from "./rates.ts";
import { startGateway } from "./start.ts";
import { openSqliteStore } from "./store/sqlite/store.ts";
import type { Store } from "./store/store.ts";

export interface ServeOptions {
  /** Whose context the first key is written into; undefined writes none and shows the key instead. */
  readonly home: string | undefined;
  readonly data: string;
  readonly host: string;
  readonly port: number;
  readonly retentionDays: number;
  readonly logLevel: string;
  readonly openMetrics: boolean;
  /** Requests a minute per key of an agent. */
  readonly rate?: number | undefined;
  readonly say: (line: string) => void;
}

const DATABASE = "gateway.db";

/** Serves until a signal; what was begun is ended and what was accepted is written first. */
export async function serve(options: ServeOptions): Promise<void> {
  const { home, data, host, port, retentionDays, openMetrics, rate, say } = options;
  const log = makeLog(options.logLevel);
  const store = await openStore(data, (error) => {
    // Whoever watches over this process starts it again; a gateway that cannot write must not look alive.
    log.fatal({ err: error }, "the store is gone");
    process.exit(1);
  });
  try {
    const org = await ensureOrg(store, DEFAULT_ORG, Date.now());
    const rates = rate === undefined ? RATES : { ...RATES, agent: rate };
    const running = await startGateway({ store, log, host, port, retentionDays, openMetrics, rates });
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${running.port}`;
    const local = host === "0.0.0.0" || host === "::" ? `http://127.0.0.1:${running.port}` : url;
    say(`listening on ${url}`);
    // Only now: where the port is taken, a key would be made that nobody ever sees.
    const apiKey = await firstKey(store, org, Date.now());
    if (apiKey !== undefined) introduce(apiKey, local, options);
    else if (home !== undefined)
      for (const name of await followContexts(store, home, local)) say(`context ${name} now says ${local}`);
    if (!isLoopback(host)) say("others can reach it: put a proxy that speaks TLS in front of it (docs/gateway.md)");
    log.info({ url, data: resolve(data) }, "serving");
    const signal = await stopSignal();
    log.info({ signal }, "stopping");
    await running.stop();
  } finally {
    await store.close();
  }
}

function introduce(apiKey: string, url: string, { home, say }: ServeOptions): void {
  const shown = `the first key, shown this once: ${apiKey}`;
  try {
    if (home === undefined) say(shown);
    else
      say(
        `context ${writeContext(home, url, apiKey)} holds the first key: clampd-guard agent list shows that it works`,
      );
  } catch (error) {
    // Without it nobody could ever get in.
    say(`${error instanceof Error ? error.message : error}; ${shown}`);
  }
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\./.test(host);
}

function openStore(data: string, lost?: (error: Error) => void): Promise<Store> {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  return openSqliteStore(join(data, DATABASE), lost);
}

async function withStore<T>(data: string, work: (store: Store) => Promise<T>): Promise<T> {
  if (!existsSync(join(data, DATABASE))) throw new Error(`there is no gateway's data in ${data}`);
  const store = await openStore(data);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A copy of everything, also while the gateway serves. It holds the signing keys, so it is the owner's alone. */
export async function backup(data: string, to: string): Promise<void> {
  if (existsSync(to)) throw new Error(`${to} is there already`);
  mkdirSync(dirname(resolve(to)), { recursive: true });
  await withStore(data, (store) => store.backup(to));
  chmodSync(to, 0o600);
}

/** A new key for who can read the data, e.g. because the first one was lost; `org` is made where it is not there. */
export function makeOwnerKey(data: string, org: string, name: string): Promise<string> {
  return withStore(data, async (store) =>
    addOwnerKey(store, await ensureOrg(store, org, Date.now()), name, Date.now()),
  );
}

/** New signing keys, because the old ones may be known to others; guards follow with their next bundle. */
export function rotate(data: string, org: string, reason: string): Promise<void> {
  return withStore(data, async (store) => {
    const found = (await store.orgs()).find(({ name }) => name === org);
    if (found === undefined) throw new Error(`there is no organisation ${org}`);
    const now = Date.now();
    const by = { key: "local", name: "command line", reason, requestId: "local", time: now };
    await store.putSigningKeys(found.id, rotateKeys(await store.signingKeys(found.id), now), by);
  });
}

/** Whether the chain of changes is whole, per organisation. */
export function verifyChanges(
  data: string,
): Promise<readonly { readonly org: string; readonly broken: number | undefined }[]> {
  return withStore(data, async (store) =>
    Promise.all(
      (await store.orgs()).map(async ({ id, name }) => ({ org: name, broken: await store.brokenChange(id) })),
    ),
  );
}

export { writeContext } from "./first-run.ts";
