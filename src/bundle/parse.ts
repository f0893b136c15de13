import { isObject } from "../model/json.ts";
import { keyId, sha256 } from "./crypto.ts";
import { fields, fromBase64, items, json, moment, only, text, whole } from "./fields.ts";
import {
  BUNDLE_LIMITS,
  type Bundle,
  type BundleFile,
  type Envelope,
  type Pack,
  Refused,
  type Role,
  type Root,
} from "./format.ts";

const KEY_ID = /^[0-9a-f]{32}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const AGENT_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const PACK_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

// All of these throw Refused, and nothing else.

export function parseBundleFile(bytes: Buffer): BundleFile {
  if (bytes.length > BUNDLE_LIMITS.file)
    throw new Refused("too-large", `the file is larger than ${BUNDLE_LIMITS.file} bytes`);
  const file = fields(json(bytes, "the file"), "the file", ["signed", "signatures"], ["roots"]);
  const { roots, ...rest } = file;
  const envelope = parseEnvelope(rest, "the file");
  if (roots === undefined) return envelope;
  return {
    ...envelope,
    roots: items(roots, "the list of roots", BUNDLE_LIMITS.roots).map((each) => parseEnvelope(each)),
  };
}

export function parseEnvelope(value: unknown, what = "a root"): Envelope {
  const { signed, signatures } = fields(value, what, ["signed", "signatures"]);
  fromBase64(signed, `the signed part of ${what}`);
  return {
    signed: signed as string,
    signatures: items(signatures, `the list of signatures of ${what}`, BUNDLE_LIMITS.signatures).map((each) => {
      const { key, sig } = fields(each, "a signature", ["key", "sig"]);
      fromBase64(sig, "a signature");
      return { key: text(key, "a signature's key", KEY_ID), sig: sig as string };
    }),
  };
}

export function parseRoot(bytes: Buffer): Root {
  const root = fields(json(bytes, "the root"), "the root", ["format", "version", "expires", "keys", "roles"]);
  only(root.format, 1, "the root");
  const keys = isObject(root.keys) ? root.keys : {};
  if (Object.keys(keys).length > BUNDLE_LIMITS.keys) throw new Refused("malformed", "the root has too many keys");
  const known = Object.fromEntries(
    Object.entries(keys).map(([id, value]) => {
      const { ed25519 } = fields(value, "a key of the root", ["ed25519"]);
      if (fromBase64(ed25519, "a key of the root").length !== 32 || keyId(ed25519 as string) !== id)
        throw new Refused("malformed", "a key of the root is not what its id says");
      return [id, ed25519 as string];
    }),
  );
  const roles = fields(root.roles, "the root's roles", ["root", "bundle"]);
  return {
    version: whole(root.version, "the root's version"),
    expires: moment(root.expires, "the root's end"),
    keys: known,
    roles: { root: parseRole(roles.root, known), bundle: parseRole(roles.bundle, known) },
  };
}

function parseRole(value: unknown, known: Readonly<Record<string, string>>): Role {
  const role = fields(value, "a role", ["keys", "threshold"]);
  const keys = [
    ...new Set(items(role.keys, "a role's keys", BUNDLE_LIMITS.keys).map((id) => text(id, "a key's id", KEY_ID))),
  ];
  if (keys.some((id) => !Object.hasOwn(known, id)))
    throw new Refused("malformed", "a role names a key that the root does not have");
  const threshold = whole(role.threshold, "a role's threshold");
  if (threshold > keys.length) throw new Refused("malformed", "a role wants more signatures than it has keys");
  return { keys, threshold };
}

export function parseBundle(bytes: Buffer): Bundle {
  const what = "the bundle";
  const parts = ["format", "version", "issued", "expires", "policy", "packs", "agents"];
  const bundle = fields(json(bytes, what), what, parts);
  only(bundle.format, 1, what);
  if (!isObject(bundle.policy)) throw new Refused("malformed", "the bundle's policy is no object");
  const agents = fields(bundle.agents, "the bundle's agents", ["killed", "suspended"]);
  const ids = (value: unknown) =>
    items(value, "a list of agents", BUNDLE_LIMITS.agents).map((id) => text(id, "an agent's id", AGENT_ID));
  const packs = items(bundle.packs, "the list of packs", BUNDLE_LIMITS.packs).map(parsePack);
  if (new Set(packs.map(({ name }) => name)).size < packs.length)
    throw new Refused("malformed", "two packs have the same name");
  return {
    version: whole(bundle.version, "the bundle's version"),
    issued: moment(bundle.issued, "the bundle's beginning"),
    expires: moment(bundle.expires, "the bundle's end"),
    policy: bundle.policy,
    packs,
    agents: { killed: ids(agents.killed), suspended: ids(agents.suspended) },
  };
}

function parsePack(value: unknown): Pack {
  const { name, sha256: sum, toml } = fields(value, "a pack", ["name", "sha256", "toml"]);
  if (typeof toml !== "string" || Buffer.byteLength(toml) > BUNDLE_LIMITS.pack)
    throw new Refused("malformed", `a pack is no text of at most ${BUNDLE_LIMITS.pack} bytes`);
  if (sha256(toml) !== text(sum, "a pack's sum", SHA256)) throw new Refused("pack", "a pack is not what its sum says");
  return { name: text(name, "a pack's name", PACK_NAME, 100), sha256: sum as string, toml };
}
