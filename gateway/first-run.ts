import { randomUUID } from "node:crypto";
import { ContextError, contextsFile } from "../src/contexts/context.ts";
import { readContexts } from "../src/contexts/read.ts";
import { putContext } from "../src/contexts/write.ts";
import { newApiKey, prefixOf, sameDigest, sha256Hex } from "./auth/keys.ts";
import { newSigningKeys } from "./bundle/signing-keys.ts";
import type { OrgId, Store } from "./store/store.ts";

export const DEFAULT_ORG = "default";
const CONTEXT = "local";

/** Makes the organisation where it is not there yet. */
export async function ensureOrg(store: Store, name: string, now: number): Promise<OrgId> {
  const known = (await store.orgs()).find((org) => org.name === name);
  return (known ?? (await store.addOrg(name, newSigningKeys(now), now))).id;
}

/** A key that may do everything, for whoever can read the gateway's own files. */
export async function addOwnerKey(store: Store, org: OrgId, name: string, now: number): Promise<string> {
  const [id, apiKey] = [randomUUID(), newApiKey()];
  const key = { id, org, name, sha256: sha256Hex(apiKey), permissions: ["read", "write", "kill"] as const };
  await store.addKey(key, { key: id, name, reason: "made on the gateway's machine", requestId: "local", time: now });
  return apiKey;
}

/** The first key of an organisation that has none: on the first start, or where the first one was interrupted. */
export async function firstKey(store: Store, org: OrgId, now: number): Promise<string | undefined> {
  return (await store.listKeys(org)).length > 0 ? undefined : addOwnerKey(store, org, "first key", now);
}

/**
 * Writes the key where the command line finds it, under a name that is free. Gives the name.
 * @throws ContextError where the file cannot be changed
 */
export function writeContext(home: string, url: string, apiKey: string, wanted = CONTEXT): string {
  const file = contextsFile(home);
  const taken = new Set(readContexts(file).all.map(({ name }) => name));
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}-${i}`;
  putContext(file, { name, url, apiKey });
  return name;
}

/** Where this gateway answers at another address than the last time, its contexts follow. Gives the names of those that moved. */
export async function followContexts(store: Store, home: string, url: string): Promise<readonly string[]> {
  const file = contextsFile(home);
  const moved: string[] = [];
  try {
    for (const context of readContexts(file).all) {
      const digest = sha256Hex(context.apiKey);
      const rows = await store.findKeys(prefixOf(digest));
      if (context.url === url || !rows.some((row) => sameDigest(row.sha256, digest))) continue;
      if (!isLocal(context.url)) continue;
      putContext(file, { ...context, url });
      moved.push(context.name);
    }
  } catch (error) {
    if (!(error instanceof ContextError)) throw error;
  }
  return moved;
}

/** One that goes through a name or a proxy was chosen by a person. */
function isLocal(url: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);
}
