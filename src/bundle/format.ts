import type { JsonObject } from "../model/json.ts";

// A bundle is policy and rule packs in one signed file. TUF's ideas: a root of trust that says which keys may sign what and that can
// be replaced by one that the old one signed, versions that only grow, and an end date. docs/bundles.md tells it for people.

export const BUNDLE_TYPE = "application/vnd.clampd.bundle+json";

export const BUNDLE_LIMITS = {
  /** Bytes of a whole file. */
  file: 4 * 1024 * 1024,
  keys: 32,
  signatures: 64,
  /** Newer roots that one bundle may carry. */
  roots: 32,
  packs: 64,
  /** Bytes of one pack. */
  pack: 256 * 1024,
  agents: 100_000,
} as const;

/** What is signed is bytes and not a value: nobody has to agree on how JSON is written. */
export interface Envelope {
  /** Base64 of the signed bytes. */
  readonly signed: string;
  readonly signatures: readonly { readonly key: string; readonly sig: string }[];
}

export interface BundleFile extends Envelope {
  /** Newer roots, the oldest first, each signed by the one before. */
  readonly roots?: readonly Envelope[] | undefined;
}

export interface Role {
  readonly keys: readonly string[];
  /** So many different keys must have signed. */
  readonly threshold: number;
}

export interface Root {
  readonly version: number;
  /** Milliseconds since 1970: from then on it accepts nothing new. */
  readonly expires: number;
  /** Raw Ed25519 public keys in base64, by id; an id is made from the key, so no key can count twice. */
  readonly keys: Readonly<Record<string, string>>;
  readonly roles: { readonly root: Role; readonly bundle: Role };
}

export interface Pack {
  readonly name: string;
  readonly sha256: string;
  readonly toml: string;
}

export interface Bundle {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly issued: number;
  readonly expires: number;
  /** The shape of guard.json. */
  readonly policy: JsonObject;
  readonly packs: readonly Pack[];
  readonly agents: { readonly killed: readonly string[]; readonly suspended: readonly string[] };
}

export type RefusalCode =
  | "too-large"
  | "malformed"
  | "unknown-field"
  | "root"
  | "root-expired"
  | "signature"
  | "older"
  | "replaced"
  | "expired"
  | "policy"
  | "pack"
  | "busy";

/** Why a bundle or a root is not taken; one clause without a final period, never a value from the file. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
}

export class Refused extends Error implements Refusal {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}
