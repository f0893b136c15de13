import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { createApp } from "../../gateway/app.ts";
import { addOwnerKey, ensureOrg } from "../../gateway/first-run.ts";
import type { Gateway } from "../../gateway/gateway.ts";
import { makeLog } from "../../gateway/log.ts";
import type { RateLimits } from "../../gateway/rates.ts";
import { makeGateway } from "../../gateway/start.ts";
import { openSqliteStore } from "../../gateway/store/sqlite/store.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

export interface Guard {
  readonly id: string;
  readonly apiKey: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly app: ReturnType<typeof createApp>;
  /** A key with all permissions, of the organisation "default". */
  readonly apiKey: string;
  /** What was logged so far. */
  readonly logged: () => string;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  guard(name: string, apiKey?: string): Promise<Guard>;
  /** An owner's key of an organisation of its own. */
  otherOrg(name: string): Promise<string>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly key?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

/** A whole gateway on a store of its own, called without a socket. */
export async function testGateway(
  options: { readonly rates?: RateLimits; readonly now?: () => number } = {},
): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), "clampd-gateway-"));
  const store = await openSqliteStore(join(folder, "gateway.db"));
  let lines = "";
  const log = makeLog("debug", {
    write: (line: string) => {
      lines += line;
    },
  });
  const gateway = makeGateway({ store, log, ...options });
  const app = createApp(gateway);
  const now = options.now ?? Date.now;
  const apiKey = await addOwnerKey(store, await ensureOrg(store, "default", now()), "test", now());

  const call = async (
    method: string,
    path: string,
    { key = apiKey, headers = {}, body }: CallOptions = {},
  ): Promise<Answer> => {
    const sent = {
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(key === "" ? {} : { "X-AG-Key": key }),
      ...headers,
    };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await app.request(path, { method, headers: sent, ...(body === undefined ? {} : { body: text }) });
    const got = await answer.text();
    return { status: answer.status, headers: answer.headers, text: got, body: parse(got) };
  };
  return {
    gateway,
    app,
    apiKey,
    logged: () => lines,
    call,
    guard: async (name, key = apiKey) => {
      const { body } = await call("POST", "/v1/agents", { key, body: { name, reason: "test" } });
      const { agent_id: id, api_key, secret } = body;
      const jwt = await jwtOf(id, secret, { now: now() });
      return { id, apiKey: api_key, secret, headers: { "X-AG-Key": api_key, Authorization: `Bearer ${jwt}` } };
    },
    otherOrg: async (name) => addOwnerKey(store, await ensureOrg(store, name, now()), "test", now()),
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface JwtOptions {
  readonly now?: number;
  readonly seconds?: number;
  readonly issuer?: string;
  readonly algorithm?: string;
}

/** As Clampd's own guard signs it: the secret's SHA-256, as hex text, is the key. */
export function jwtOf(id: string, secret: string, options: JwtOptions = {}): Promise<string> {
  const { now = Date.now(), seconds = 3600, issuer = "clampd-guard", algorithm = "HS256" } = options;
  const iat = Math.floor(now / 1000);
  return new SignJWT({})
    .setProtectedHeader({ alg: algorithm })
    .setSubject(id)
    .setIssuer(issuer)
    .setIssuedAt(iat)
    .setExpirationTime(iat + seconds)
    .sign(Buffer.from(createHash("sha256").update(secret).digest("hex")));
}

/** A record of a guard's journal. */
export function journalLine(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    v: 1,
    kind: "decision",
    time: new Date().toISOString(),
    guard: "0.1.0",
    agent: "claude",
    session: "s1",
    key: randomUUID().slice(0, 16),
    event: "PreToolUse",
    phase: "before",
    tool: "Bash",
    action: "shell",
    text: "ls -la",
    verdict: "allow",
    wouldBe: "allow",
    mode: "observe",
    profile: "balanced",
    failMode: "open",
    layer: "builtin",
    findings: [],
    effects: { execute: 1 },
    ...more,
  };
}
