import { closeSync, fsyncSync, openSync, readdirSync, renameSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
import { releaseLock, takeLock } from "../engine/lock.ts";
import { makeFolder } from "../policy/file.ts";
import { sha256 } from "./crypto.ts";
import { type Envelope, Refused } from "./format.ts";
import { type Kept, type KeptEntry, readKept } from "./kept.ts";
import { bundleFile, bundlePlaces } from "./places.ts";
import { readTrust, type Trust } from "./trust.ts";
import { fingerprint, type Last, selfSigned, type Verified, verifyBundle } from "./verify.ts";

// The one place that writes what the guard believes of bundles. A crash between two steps leaves the old or the new in force.

/** Trusts a root from now on. @throws Refused where it is no root, or another one is pinned and `replace` is not said */
export function pinRoot(
  folder: string,
  envelope: Envelope,
  { url, replace = false }: { readonly url: string; readonly replace?: boolean },
): Trust {
  const root = selfSigned(envelope);
  const pinned = fingerprint(envelope);
  return locked(folder, () => {
    const known = replace ? undefined : readTrust(folder);
    if (known !== undefined && known.pinned !== pinned)
      throw new Refused("root", `another root is trusted already, from ${known.url}`);
    // What the pinned root has led to since stays.
    const trust = known ?? { pinned, url, roots: [envelope], root };
    writeTrust(folder, { ...trust, url });
    return trust;
  });
}

export type Arrived = Verified & {
  /** Other than what was in force. */
  readonly isNew?: boolean;
};

/** Verifies a bundle that arrived and puts it into force; what fails any check changes nothing. @throws Refused where nothing is pinned */
export function keepBundle(folder: string, bytes: Buffer, now: number, etag?: string): Arrived {
  return locked(folder, () => {
    const trust = readTrust(folder);
    if (trust === undefined) throw new Refused("root", "no root is trusted yet");
    const known = whole(readKept(folder));
    const verified = verifyBundle(bytes, trust.root, known && lastOf(known.current, trust), now);
    if (!verified.ok) return verified;
    const chain = [...trust.roots, ...verified.newRoots];
    if (verified.newRoots.length > 0) writeTrust(folder, { ...trust, roots: chain });
    const sum = sha256(bytes);
    const { version, sha256: signed, keys } = verified.last;
    const { expires } = verified.bundle;
    const current: KeptEntry = {
      sha256: sum,
      signed,
      version,
      expires,
      accepted: now,
      keys,
      pinned: trust.pinned,
      roots: chain.map(fingerprint),
      etag,
    };
    const isNew = known?.current.sha256 !== sum;
    write(bundleFile(folder, sum), bytes);
    const previous = isNew ? known?.current : known?.previous;
    write(bundlePlaces(folder).kept, JSON.stringify({ format: 1, current, previous } satisfies Kept));
    removeOthers(folder, [current.sha256, previous?.sha256]);
    return { ...verified, isNew };
  });
}

/** What keepBundle would say; nothing changes. @throws Refused where nothing is pinned */
export function wouldKeep(folder: string, bytes: Buffer, now: number): Verified {
  const trust = readTrust(folder);
  if (trust === undefined) throw new Refused("root", "no root is trusted yet");
  const known = whole(readKept(folder));
  return verifyBundle(bytes, trust.root, known && lastOf(known.current, trust), now);
}

function whole(kept: Kept | "damaged" | undefined): Kept | undefined {
  return kept === "damaged" ? undefined : kept;
}

/** A root that was pinned anew starts from nothing: what the old one's keys signed binds nobody. */
function lastOf({ version, signed, keys, pinned }: KeptEntry, trust: Trust): Last | undefined {
  return pinned === trust.pinned ? { version, sha256: signed, keys } : undefined;
}

function writeTrust(folder: string, { pinned, url, roots }: Omit<Trust, "root">): void {
  write(bundlePlaces(folder).root, JSON.stringify({ format: 1, pinned, url, roots }));
}

/** Whole or not at all, and on the disk before the next step. */
function write(path: string, data: string | Buffer): void {
  const temporary = `${path}.${process.pid}`;
  const fd = openSync(temporary, "w", 0o600);
  try {
    const bytes = Buffer.from(data);
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(temporary, path);
}

function removeOthers(folder: string, sums: readonly (string | undefined)[]): void {
  for (const name of readdirSync(folder)) {
    const sum = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
    if (sum !== undefined && !sums.includes(sum)) unlinkSync(join(folder, name));
  }
}

const WAIT_MS = 5;
const PATIENCE_MS = 2_000;

/** One at a time: of two bundles that arrive at once, the older must not be the last to be written down. */
function locked<T>(folder: string, work: () => T): T {
  makeFolder(folder, 2);
  const lock = join(folder, "lock");
  for (let waited = 0; !takeLock(lock, "").held; waited += WAIT_MS) {
    if (waited > PATIENCE_MS) throw new Refused("busy", "another process is writing down a bundle");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  }
  try {
    return work();
  } finally {
    releaseLock(lock);
  }
}
