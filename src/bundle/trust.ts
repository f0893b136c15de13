import { isObject } from "../model/json.ts";
import { readSmallFile } from "../policy/file.ts";
import { BUNDLE_LIMITS, type Envelope, Refused, type Root } from "./format.ts";
import { parseEnvelope } from "./parse.ts";
import { bundlePlaces } from "./places.ts";
import { fingerprint, followRoots, selfSigned } from "./verify.ts";

/** The root that is trusted: the one that was pinned, and those that it led to. */
export interface Trust {
  /** Fingerprint of the first. */
  readonly pinned: string;
  /** Where it came from. */
  readonly url: string;
  readonly roots: readonly Envelope[];
  readonly root: Root;
}

/** Undefined where nothing was pinned. @throws Refused where what was pinned cannot be read any more */
export function readTrust(folder: string): Trust | undefined {
  const read = readSmallFile(bundlePlaces(folder).root, BUNDLE_LIMITS.file);
  if (read.kind === "absent") return undefined;
  if (read.kind !== "text") throw new Refused("root", `the root of trust ${read.problem}`);
  const value: unknown = parse(read.text);
  if (!isObject(value) || value.format !== 1 || typeof value.url !== "string" || !Array.isArray(value.roots))
    throw new Refused("root", "the root of trust cannot be read");
  const [first, ...later] = value.roots.map((each: unknown) => parseEnvelope(each));
  if (first === undefined || fingerprint(first) !== value.pinned)
    throw new Refused("root", "the root of trust is not the one that was pinned");
  const { root } = followRoots(selfSigned(first), later);
  return { pinned: value.pinned, url: value.url, roots: [first, ...later], root };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
