import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { KEY_PREFIX, SECRET_PREFIX } from "../../src/gateway/wire/identity.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const KEY_LENGTH = 32;

export function newApiKey(): string {
  return KEY_PREFIX + randomText(KEY_LENGTH);
}

export function newSecret(): string {
  return SECRET_PREFIX + randomText(KEY_LENGTH);
}

/** Every character is as likely as every other: bytes beyond the last whole alphabet are thrown away. */
function randomText(length: number): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < limit) text += ALPHABET[byte % ALPHABET.length];
  }
  return text.slice(0, length);
}

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** By which rows are looked up; the rest of the digest is compared in constant time. */
export function prefixOf(sha256: string): string {
  return sha256.slice(0, 16);
}

export function sameDigest(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
