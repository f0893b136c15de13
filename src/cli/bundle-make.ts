import { basename } from "node:path";
import { Refused } from "../bundle/format.ts";
import { formatKey, type KeyFile } from "../bundle/key-file.ts";
import { parseBundleFile, parseRoot } from "../bundle/parse.ts";
import { addSignature, newSigningKey, type SigningKey, signBundle, signRoot } from "../bundle/sign.ts";
import { fingerprint, selfSigned } from "../bundle/verify.ts";
import { isObject, type JsonObject } from "../model/json.ts";
import { withoutComments } from "../policy/comments.ts";
import { readConfig } from "../policy/read.ts";
import { spanOf } from "../report/span.ts";
import { readBytes, readKey, readRoot, signedBytes, write } from "./bundle-files.ts";
import { CommandError, EXIT } from "./errors.ts";
import { print, printJson } from "./print.ts";

export interface Json {
  readonly json?: boolean;
}

export interface RootOptions extends Json {
  readonly rootKey: readonly string[];
  readonly bundleKey: readonly string[];
  readonly signWith?: readonly string[];
  readonly previous?: string;
  readonly rootThreshold: string;
  readonly bundleThreshold: string;
  readonly expires: string;
  readonly out: string;
}

export interface SignOptions extends Json {
  readonly policy?: string;
  readonly pack?: readonly string[];
  readonly key: readonly string[];
  readonly root?: readonly string[];
  readonly bundleVersion?: string;
  readonly expires: string;
  readonly add?: string;
  readonly out: string;
}

export function keygen(file: string, { json }: Json): void {
  const key = newSigningKey();
  write(file, formatKey(key), 0o600);
  write(`${file}.pub`, formatKey({ ...key, privateKey: undefined }), 0o644);
  if (json === true) printJson({ id: key.id, file, public: `${file}.pub` });
  else print(`key ${key.id}: ${file}, and ${file}.pub for others`);
}

export function makeRoot(options: RootOptions): void {
  const previous = options.previous === undefined ? undefined : readRoot(options.previous);
  const [rootKeys, bundleKeys] = [options.rootKey.map(readKey), options.bundleKey.map(readKey)];
  const signers = [...rootKeys, ...(options.signWith ?? []).map(readKey)].filter(isWhole);
  const envelope = signRoot(
    {
      version: previous === undefined ? 1 : parseRoot(signedBytes(previous)).version + 1,
      expires: endOf(options.expires),
      rootKeys: rootKeys.map(({ publicKey }) => publicKey),
      bundleKeys: bundleKeys.map(({ publicKey }) => publicKey),
      rootThreshold: count(options.rootThreshold),
      bundleThreshold: count(options.bundleThreshold),
    },
    unique(signers),
  );
  // Not refused: where several people must sign, it is complete only after the last of them.
  const complete = isComplete(() => selfSigned(envelope));
  write(options.out, `${JSON.stringify(envelope)}\n`, 0o644);
  const facts = { file: options.out, fingerprint: fingerprint(envelope), complete };
  if (options.json === true) printJson(facts);
  else
    print(
      `${options.out}: fingerprint ${facts.fingerprint}${complete ? "" : ", not signed by enough of its keys yet"}`,
    );
}

export function sign(options: SignOptions): void {
  const keys = options.key.map(readKey);
  const missing = keys.find((key) => !isWhole(key));
  if (missing !== undefined) throw new CommandError(`key ${missing.id} has no private half here`, EXIT.usage);
  const signers = keys.filter(isWhole);
  if (options.add !== undefined) {
    const file = parseBundleFile(readBytes(options.add));
    const signed = signers.reduce((envelope, key) => addSignature(envelope, "bundle", key), file);
    write(options.out, `${JSON.stringify(signed)}\n`, 0o644);
  } else {
    const version = count(options.bundleVersion ?? "");
    const packs = (options.pack ?? []).map((file) => ({
      name: basename(file, ".toml"),
      toml: readBytes(file).toString("utf8"),
    }));
    const plan = {
      version,
      issued: Date.now(),
      expires: endOf(options.expires),
      policy: readPolicy(options.policy),
      packs,
    };
    write(options.out, signBundle(plan, signers, (options.root ?? []).map(readRoot)), 0o644);
  }
  if (options.json === true) printJson({ file: options.out, signers: signers.map(({ id }) => id) });
  else print(`${options.out}: signed by ${signers.map(({ id }) => id).join(", ")}`);
}

/** What is wrong in it would be refused by every guard, so it is refused here. */
function readPolicy(file: string | undefined): JsonObject {
  if (file === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(
      withoutComments(
        readBytes(file)
          .toString("utf8")
          .replace(/^\uFEFF/, ""),
      ),
    );
  } catch {
    throw new CommandError(`${file} is no JSON; clampd-guard config check says where`);
  }
  if (!isObject(value)) throw new CommandError(`${file} holds no JSON object`);
  const wrong = readConfig(value).problems.find(({ kind }) => kind === "wrong");
  if (wrong !== undefined) throw new CommandError(`${file}: "${wrong.path.join(".")}" ${wrong.message}`);
  const { $schema: _schema, ...policy } = value;
  return policy;
}

function isWhole(key: KeyFile): key is SigningKey {
  return key.privateKey !== undefined;
}

function unique(keys: readonly SigningKey[]): readonly SigningKey[] {
  return [...new Map(keys.map((key) => [key.id, key])).values()];
}

function isComplete(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function endOf(text: string): number {
  const span = spanOf(text);
  const end = span === undefined ? Date.parse(text) : Date.now() + span;
  if (Number.isNaN(end)) throw new CommandError("--expires wants 30d, 52w or a date such as 2027-01-31", EXIT.usage);
  return end;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,15}$/.test(text))
    throw new CommandError("a whole number above 0 is wanted for versions and thresholds", EXIT.usage);
  return Number(text);
}
