import type { JsonObject } from "../model/json.ts";
import { keyId, type SignedKind, sha256, signWith } from "./crypto.ts";
import type { Bundle, BundleFile, Envelope, Role, Root } from "./format.ts";

/** An Ed25519 key. Both halves in base64: the public one raw, the private one as PKCS#8. */
export interface SigningKey {
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

export function newSigningKey(): SigningKey {
  const pair = process.getBuiltinModule("node:crypto").generateKeyPairSync("ed25519");
  const { x } = pair.publicKey.export({ format: "jwk" }) as { readonly x: string };
  const publicKey = Buffer.from(x, "base64url").toString("base64");
  const privateKey = pair.privateKey.export({ format: "der", type: "pkcs8" }).toString("base64");
  return { id: keyId(publicKey), publicKey, privateKey };
}

export interface RootPlan {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Public halves of the keys that may sign the next root, and bundles. */
  readonly rootKeys: readonly string[];
  readonly bundleKeys: readonly string[];
  /** How many of each must sign; 1 where it is not given. */
  readonly rootThreshold?: number | undefined;
  readonly bundleThreshold?: number | undefined;
}

/** A root, signed with `keys`: its own, and for a rotation enough of the root's before, too. */
export function signRoot(plan: RootPlan, keys: readonly SigningKey[]): Envelope {
  const role = (of: readonly string[], threshold = 1): Role => ({ keys: [...new Set(of)].map(keyId), threshold });
  const all = [...new Set([...plan.rootKeys, ...plan.bundleKeys])];
  return seal("root", keys, {
    format: 1,
    version: plan.version,
    expires: new Date(plan.expires).toISOString(),
    keys: Object.fromEntries(all.map((ed25519) => [keyId(ed25519), { ed25519 }])),
    roles: { root: role(plan.rootKeys, plan.rootThreshold), bundle: role(plan.bundleKeys, plan.bundleThreshold) },
  } satisfies Record<keyof Root | "format", unknown>);
}

export interface BundlePlan {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly issued: number;
  readonly expires: number;
  readonly policy: JsonObject;
  readonly packs: readonly { readonly name: string; readonly toml: string }[];
  readonly agents?: Bundle["agents"] | undefined;
}

/** The bytes of a bundle's file. `roots` lead guards that know an older root to the one whose keys sign; all but the first are enough. */
export function signBundle(plan: BundlePlan, keys: readonly SigningKey[], roots: readonly Envelope[] = []): Buffer {
  const envelope = seal("bundle", keys, {
    format: 1,
    version: plan.version,
    issued: new Date(plan.issued).toISOString(),
    expires: new Date(plan.expires).toISOString(),
    policy: plan.policy,
    packs: plan.packs.map(({ name, toml }) => ({ name, sha256: sha256(toml), toml })),
    agents: plan.agents ?? { killed: [], suspended: [] },
  } satisfies Record<keyof Bundle | "format", unknown>);
  const file: BundleFile = roots.length === 0 ? envelope : { ...envelope, roots };
  return Buffer.from(`${JSON.stringify(file)}\n`);
}

/** One more signature on a bundle or a root that exists: where several people must sign. */
export function addSignature<T extends Envelope>(envelope: T, kind: SignedKind, key: SigningKey): T {
  const others = envelope.signatures.filter((each) => each.key !== key.id);
  return { ...envelope, signatures: [...others, signature(kind, Buffer.from(envelope.signed, "base64"), key)] };
}

function seal(kind: SignedKind, keys: readonly SigningKey[], value: object): Envelope {
  const bytes = Buffer.from(JSON.stringify(value));
  return { signed: bytes.toString("base64"), signatures: keys.map((key) => signature(kind, bytes, key)) };
}

function signature(kind: SignedKind, bytes: Buffer, key: SigningKey): Envelope["signatures"][number] {
  return { key: key.id, sig: signWith(key.privateKey, kind, bytes).toString("base64") };
}
