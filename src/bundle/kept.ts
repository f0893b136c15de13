import { isObject, type JsonObject } from "../model/json.ts";
import { readSmallFile } from "../policy/file.ts";
import { sha256 } from "./crypto.ts";
import { BUNDLE_LIMITS, type Bundle, Refused } from "./format.ts";
import { parseBundle, parseBundleFile } from "./parse.ts";
import { bundleFile, bundlePlaces } from "./places.ts";

/** What is remembered of a bundle that was verified when it arrived; from then on its sum stands for it. */
export interface KeptEntry {
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** SHA-256 of the part that is signed. */
  readonly signed: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  readonly accepted: number;
  readonly keys: readonly string[];
  /** Fingerprint of the root that trust began with. */
  readonly pinned: string;
  /** Of all that were trusted then: what it led to, too. */
  readonly roots: readonly string[];
  readonly etag?: string | undefined;
}

export interface Kept {
  readonly format: 1;
  readonly current: KeptEntry;
  /** Stands in where the current one's file is damaged. */
  readonly previous?: KeptEntry | undefined;
}

export type KeptBundle =
  | { readonly kind: "absent" }
  | { readonly kind: "damaged"; readonly problem: string }
  | { readonly kind: "kept"; readonly entry: KeptEntry; readonly bundle: Bundle; readonly recalled: boolean };

/** The bundle in force, checked by its sum. Never throws. */
export function keptBundle(folder: string): KeptBundle {
  const read = readKept(folder);
  if (read === undefined) return { kind: "absent" };
  if (read === "damaged") return { kind: "damaged", problem: "the note on which bundle is in force cannot be read" };
  for (const entry of [read.current, read.previous]) {
    const bundle = entry === undefined ? undefined : readBundle(folder, entry.sha256);
    if (entry !== undefined && bundle !== undefined)
      return { kind: "kept", entry, bundle, recalled: entry !== read.current };
  }
  return { kind: "damaged", problem: "the bundle's file is not what its sum says" };
}

/** Which bundle is in force, without a look at the bundle itself. Never throws. */
export function readKept(folder: string): Kept | "damaged" | undefined {
  const read = readSmallFile(bundlePlaces(folder).kept);
  if (read.kind === "absent") return undefined;
  if (read.kind !== "text") return "damaged";
  try {
    const value: unknown = JSON.parse(read.text);
    if (!isObject(value) || value.format !== 1 || !isEntry(value.current)) return "damaged";
    return { format: 1, current: value.current, previous: isEntry(value.previous) ? value.previous : undefined };
  } catch {
    return "damaged";
  }
}

/** The part of the kept bundle's bytes that is signed; undefined where they are missing or are not what the sum says. */
function readBundle(folder: string, sum: string): Bundle | undefined {
  const read = readSmallFile(bundleFile(folder, sum), BUNDLE_LIMITS.file);
  if (read.kind !== "text" || sha256(read.text) !== sum) return undefined;
  try {
    return parseBundle(Buffer.from(parseBundleFile(Buffer.from(read.text)).signed, "base64"));
  } catch (error) {
    if (error instanceof Refused) return undefined; // taken by a later version, which knew more fields
    throw error;
  }
}

const SUM = /^[0-9a-f]{64}$/;

function isEntry(value: unknown): value is KeptEntry & JsonObject {
  return (
    isObject(value) &&
    [value.sha256, value.signed, value.pinned].every((each) => typeof each === "string" && SUM.test(each)) &&
    [value.version, value.expires, value.accepted].every((each) => Number.isSafeInteger(each)) &&
    [value.keys, value.roots].every(
      (list) => Array.isArray(list) && list.every((each: unknown) => typeof each === "string"),
    ) &&
    (value.etag === undefined || typeof value.etag === "string")
  );
}
