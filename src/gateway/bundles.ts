import { Refused } from "../bundle/format.ts";
import { keepBundle, pinRoot } from "../bundle/keep.ts";
import { keptBundle, readKept } from "../bundle/kept.ts";
import { parseEnvelope } from "../bundle/parse.ts";
import { readTrust } from "../bundle/trust.ts";
import { fingerprint } from "../bundle/verify.ts";
import { standingIn, type Word } from "./agent-state.ts";
import type { Link } from "./link.ts";
import { pathOf } from "./wire/paths.ts";

const ASK_MS = 30_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** What the kept bundle says of an agent; undefined where none is kept. */
export function wordOfKept(folder: string, agent: string): Word | undefined {
  const kept = keptBundle(folder);
  if (kept.kind !== "kept") return undefined;
  return { kind: "bundle", standing: standingIn(kept.bundle.agents, agent), version: kept.bundle.version };
}

/** Fetches the gateway's bundle where it is another one than the kept, verifies it and puts it into force. One line for the log, or none. */
export async function fetchBundle(
  link: Link,
  folder: string,
  etag: string,
  named?: NamedRoot,
): Promise<string | undefined> {
  const kept = readKept(folder);
  const known = kept === undefined || kept === "damaged" ? undefined : kept.current.etag;
  if (known === etag) return undefined;
  const headers: Record<string, string> = { accept: "*/*" };
  if (known !== undefined) headers["if-none-match"] = known;
  const found = await link.get("/v1/bundle", performance.now() + ASK_MS, { headers, mostBytes: MOST_BYTES });
  if (found.kind === "failed") return `no bundle: ${found.why}`;
  if (found.status === 304) return undefined;
  if (found.status !== 200) return `no bundle: status ${found.status}`;
  try {
    if (named !== undefined && readTrust(folder) === undefined) await pinNamed(link, folder, named);
    const arrived = keepBundle(folder, Buffer.from(found.body), Date.now(), found.etag ?? etag);
    return arrived.ok ? `bundle ${arrived.bundle.version} is in force` : `bundle refused: ${arrived.code}`;
  } catch (error) {
    return error instanceof Refused ? `bundle refused: ${error.code}` : `bundle not kept: ${nameOf(error)}`;
  }
}

/** The root that the managed file names, and where it comes from. */
export interface NamedRoot {
  readonly url: string;
  readonly fingerprint: string;
}

/** What the managed file trusts needs nobody to run a command. @throws Refused where the gateway has another root */
async function pinNamed(link: Link, folder: string, named: NamedRoot): Promise<void> {
  const found = await link.get(pathOf("bundleRoot"), performance.now() + ASK_MS, { mostBytes: MOST_BYTES });
  if (found.kind === "failed" || found.status !== 200) return;
  let value: unknown;
  try {
    value = JSON.parse(found.body);
  } catch {
    throw new Refused("root", "the root cannot be read");
  }
  const envelope = parseEnvelope(value);
  if (fingerprint(envelope) !== named.fingerprint)
    throw new Refused("root", "the root is not the one that the managed file names");
  pinRoot(folder, envelope, { url: named.url });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown";
}
