import { isObject, stringAt } from "../model/json.ts";
import { keyId } from "./crypto.ts";
import { Refused } from "./format.ts";
import type { SigningKey } from "./sign.ts";

/** A key as it lies in a file: with the private half for who signs, without it for who is only named. */
export type KeyFile = Omit<SigningKey, "privateKey"> & { readonly privateKey?: string | undefined };

export function formatKey({ id, publicKey, privateKey }: KeyFile): string {
  return `${JSON.stringify({ format: 1, id, public: publicKey, private: privateKey }, undefined, 2)}\n`;
}

/** @throws Refused, which never quotes the text */
export function parseKey(text: string): KeyFile {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refused("malformed", "this is no key");
  }
  const publicKey = isObject(value) ? stringAt(value, "public") : undefined;
  if (!isObject(value) || value.format !== 1 || publicKey === undefined || keyId(publicKey) !== value.id)
    throw new Refused("malformed", "this is no key");
  return { id: keyId(publicKey), publicKey, privateKey: stringAt(value, "private") };
}
