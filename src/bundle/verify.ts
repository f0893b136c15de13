import { readConfig } from "../policy/read.ts";
import { isSignedBy, type SignedKind, sha256 } from "./crypto.ts";
import { type Bundle, type Envelope, type Refusal, Refused, type Role, type Root } from "./format.ts";
import { parseBundle, parseBundleFile, parseRoot } from "./parse.ts";

/** The last bundle that was taken. */
export interface Last {
  readonly version: number;
  /** Of the signed bytes. */
  readonly sha256: string;
  /** By which it was signed, to see whether they are still trusted. */
  readonly keys: readonly string[];
}

export interface Accepted {
  readonly ok: true;
  readonly bundle: Bundle;
  readonly last: Last;
  /** The newest root, and those that came with the bundle and lead from the trusted one to it. */
  readonly root: Root;
  readonly newRoots: readonly Envelope[];
}

export type Verified = Accepted | ({ readonly ok: false } & Refusal);

/**
 * Whether a bundle may come into force. Pure: `trusted` is the root in hand, `last` the bundle in force, `now` milliseconds since 1970.
 * INVARIANT: a bundle that fails any check changes nothing; whoever cannot sign can at most keep a new one away.
 */
export function verifyBundle(bytes: Buffer, trusted: Root, last: Last | undefined, now: number): Verified {
  try {
    const file = parseBundleFile(bytes);
    const { root, newRoots } = followRoots(trusted, file.roots ?? []);
    if (root.expires <= now) throw new Refused("root-expired", "the root of trust has expired");
    const signed = Buffer.from(file.signed, "base64");
    const keys = signersOf(file, "bundle", root, root.roles.bundle);
    if (keys.length < root.roles.bundle.threshold)
      throw new Refused("signature", "it is not signed by enough of the keys that the root names");
    const bundle = parseBundle(signed);
    const sum = sha256(signed);
    if (last !== undefined && binds(last, root)) {
      if (bundle.version < last.version)
        throw new Refused("older", `its version ${bundle.version} is older than ${last.version}, which is in force`);
      if (bundle.version === last.version && sum !== last.sha256)
        throw new Refused("replaced", `its version ${bundle.version} is in force with another content`);
    }
    if (bundle.expires <= now) throw new Refused("expired", `it expired on ${new Date(bundle.expires).toISOString()}`);
    // A value that is wrong in a file is read as the strictest; one that is signed wrongly was never meant to come into force.
    const wrong = readConfig(bundle.policy).problems.find(({ kind }) => kind === "wrong");
    if (wrong !== undefined) throw new Refused("policy", `its policy: "${wrong.path.join(".")}" ${wrong.message}`);
    return { ok: true, bundle, last: { version: bundle.version, sha256: sum, keys }, root, newRoots };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}

/**
 * Whether the version in force still binds. Once its signers are no longer trusted, what they signed is not either: whoever stole
 * their keys could otherwise have set the version so high that no later bundle is ever taken.
 */
function binds(last: Last, { roles: { bundle } }: Root): boolean {
  return last.keys.filter((id) => bundle.keys.includes(id)).length >= bundle.threshold;
}

/** Ids of the role's keys that signed, each once. */
function signersOf(envelope: Envelope, kind: SignedKind, root: Root, role: Role): readonly string[] {
  const bytes = Buffer.from(envelope.signed, "base64");
  return role.keys.filter((id) => {
    const key = root.keys[id];
    return (
      key !== undefined &&
      envelope.signatures.some(
        (each) => each.key === id && isSignedBy(key, kind, bytes, Buffer.from(each.sig, "base64")),
      )
    );
  });
}

/** From a trusted root to the newest: every step is signed by enough keys of the root before and of its own. Older ones are skipped. */
export function followRoots(
  trusted: Root,
  roots: readonly Envelope[],
): { readonly root: Root; readonly newRoots: readonly Envelope[] } {
  let root = trusted;
  const newRoots: Envelope[] = [];
  for (const envelope of roots) {
    const next = parseRoot(Buffer.from(envelope.signed, "base64"));
    if (next.version <= root.version) continue;
    if (next.version !== root.version + 1)
      throw new Refused("root", "a root between the trusted and the newest is missing");
    for (const [by, role] of [
      [root, root.roles.root],
      [next, next.roles.root],
    ] as const)
      if (signersOf(envelope, "root", by, role).length < role.threshold)
        throw new Refused("root", "a new root is not signed by enough keys of the old one and its own");
    root = next;
    newRoots.push(envelope);
  }
  return { root, newRoots };
}

/** A root that a person is about to trust: it must at least be signed by its own keys. @throws Refused */
export function selfSigned(envelope: Envelope): Root {
  const root = parseRoot(Buffer.from(envelope.signed, "base64"));
  if (signersOf(envelope, "root", root, root.roles.root).length < root.roles.root.threshold)
    throw new Refused("root", "the root is not signed by enough of its own keys");
  return root;
}

/** What people compare: SHA-256 of the signed bytes. */
export function fingerprint(envelope: Envelope): string {
  return sha256(Buffer.from(envelope.signed, "base64"));
}
