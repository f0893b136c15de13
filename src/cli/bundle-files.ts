import { readFileSync, statSync, writeFileSync } from "node:fs";
import type { Envelope } from "../bundle/format.ts";
import { type KeyFile, parseKey } from "../bundle/key-file.ts";
import { parseEnvelope } from "../bundle/parse.ts";
import { codeOf } from "../policy/file.ts";
import { CommandError, EXIT } from "./errors.ts";
import { findPlaces } from "./places.ts";
import { readSecretFile } from "./secret.ts";

export function folder(): string {
  const place = findPlaces().policy.bundles?.[0];
  if (place === undefined) throw new CommandError("the home folder is not known");
  return place;
}

export function signedBytes({ signed }: Envelope): Buffer {
  return Buffer.from(signed, "base64");
}

export function readRoot(file: string): Envelope {
  try {
    return parseEnvelope(JSON.parse(readBytes(file).toString("utf8")));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${file} is no root of trust`);
  }
}

/** A key that others can read is no key. */
export function readKey(file: string): KeyFile {
  const key = parseKey(readSecretFile(file));
  const stats = file === "-" || key.privateKey === undefined ? undefined : statSync(file);
  if (stats !== undefined && process.platform !== "win32" && (stats.mode & 0o077) !== 0)
    throw new CommandError(`${file} holds a private key and can be read by others; run chmod 600 on it`);
  return key;
}

export function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandError(`${file} cannot be read (${codeOf(error)})`, EXIT.usage);
  }
}

/** Never over something that is there: it may be the only copy of a key. */
export function write(file: string, data: string | Buffer, mode: number): void {
  try {
    writeFileSync(file, data, { mode, flag: "wx" });
  } catch (error) {
    throw new CommandError(`${file} cannot be written (${codeOf(error)})`);
  }
}
